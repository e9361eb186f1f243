#!/usr/bin/python3
"""Who may do what and what each act wants, by the table of the API.
usage: people.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, application, citizen_number, find, pages, wait_for  # noqa: E402
from cases import ITEM, NOWHERE, hand_in, made, main_told, other_citizen, paper  # noqa: E402
from checks import equal, refused  # noqa: E402


def an_immediate_case_opens_claimed_by_a_clerk_who_holds_the_role(world):
    """… and only then; the trail shows two acts."""
    office = next(unit["unit"] for unit in pages(world.nobody(), f"/units?parent={world.township}", "units")
                  if unit["kind"] == "OFFICE" and "社保" in unit["name"])
    name = f"both{uuid.uuid4().hex[:8]}"
    said = world.bmctl("-o", "json", "account", "add", name, "--name", "测试双岗", "--role", "CLERK", "--role", "REVIEWER",
                       "--unit", world.township, "--office", office, "--random").stdout
    both = Api(world.url).sign_in(name, re.search(r'"password":\s*"([^"]+)"', said)[1])
    number = made(both.post("/cases", application("RS-0501", world.township, intent="ACCEPT")), 201)["caseNumber"]
    task = wait_for(lambda: find(both, "/tasks", "tasks", caseNumber=number), what="task")
    equal((task["state"], task["claimedBy"]), ("CLAIMED", "测试双岗"), "claimed by the accepting clerk")
    wait_for(lambda: both.get(f"/cases/{number}").json["state"] == "IN_REVIEW", what="IN_REVIEW")
    made(both.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT"}))
    wait_for(lambda: both.get(f"/cases/{number}").json["state"] == "DECIDED", what="DECIDED")
    acts = [(e["action"], e["actor"]["role"], e["actor"]["name"]) for e in both.get(f"/cases/{number}/trail").json["entries"]]
    equal(acts[1][:2] + acts[1][2:], ("accept", "CLERK", "测试双岗"), str(acts))
    assert ("decide", "REVIEWER", "测试双岗") in acts, acts
    # in two steps as well
    number = hand_in(world, item="RS-0501")["caseNumber"]
    made(both.post(f"/cases/{number}:accept"))
    task = wait_for(lambda: find(both, "/tasks", "tasks", caseNumber=number), what="task")
    equal(task["state"], "CLAIMED", "accepted in a second step")
    # a promised one does not
    number = made(both.post("/cases", application("RS-0502", world.township, intent="ACCEPT")), 201)["caseNumber"]
    task = wait_for(lambda: find(both, "/tasks", "tasks", caseNumber=number), what="task")
    equal(task["state"], "OPEN", "a promised case opens open")
    # nor does it when another clerk accepts
    number = made(world.clerk.post("/cases", application("RS-0501", world.township, intent="ACCEPT")), 201)["caseNumber"]
    task = wait_for(lambda: find(both, "/tasks", "tasks", caseNumber=number), what="task")
    equal(task["state"], "OPEN", "accepted by a clerk without the role")


def a_head_who_reviews_sees_the_tasks_they_claimed(world):
    name = f"head{uuid.uuid4().hex[:8]}"
    number = made(world.clerk.post("/cases", application(ITEM, world.township, intent="ACCEPT")), 201)["caseNumber"]
    _, task = world.county.reviewer_of(world.township, number)
    said = world.bmctl("-o", "json", "account", "add", name, "--name", "测试主任", "--role", "CENTRE_HEAD", "--role", "REVIEWER",
                       "--unit", world.township, "--office", task["office"], "--random").stdout
    both = Api(world.url).sign_in(name, re.search(r'"password":\s*"([^"]+)"', said)[1])
    equal(find(both, "/tasks", "tasks", caseNumber=number)["state"], "OPEN", "of my offices")
    made(both.post(f"/tasks/{task['task']}:claim"))
    equal(find(both, "/tasks", "tasks", caseNumber=number)["state"], "CLAIMED", "by me")


def the_account_with_the_applicants_number_is_the_applicants_side(world):
    name, id_number = f"self{uuid.uuid4().hex[:8]}", citizen_number(int(uuid.uuid4().int % 999), "19770707")
    said = world.bmctl("-o", "json", "account", "add", name, "--name", "测试本人", "--role", "CITIZEN", "--id-number",
                       id_number, "--email", "me@example.org", "--random").stdout
    person = Api(world.url).sign_in(name, re.search(r'"password":\s*"([^"]+)"', said)[1])
    applicant = {"name": "测试本人", "idNumber": id_number, "phone": "13812345678"}
    number = hand_in(world, by=world.person("agent", world.township), applicant=applicant)["caseNumber"]
    equal(person.get(f"/cases/{number}").status, 200, "sees it")
    assert find(person, "/cases", "cases", caseNumber=number), "in the list"
    refused(world.citizen.get(f"/cases/{number}"), 404)
    made(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["林权证"]}))
    mine = paper(person)["paperId"]
    made(person.post(f"/cases/{number}:correct", {"papers": [{"name": "林权证", "paperId": mine}], "form": {}}))
    equal(made(person.post(f"/cases/{number}:withdraw", {"reason": "不办了"}))["state"], "WITHDRAWN", "withdrawn")


def the_lower_case_x_is_the_same_person(world):
    """One person = one record, whoever typed it (I-16)."""
    number = next(n for n in (citizen_number(s, "19660606") for s in range(999)) if n.endswith("X"))
    first = hand_in(world, applicant={"name": "测试甲", "idNumber": number, "phone": "13812345678"})
    second = hand_in(world, applicant={"name": "测试甲", "idNumber": number.lower(), "phone": "13812345678"})
    assert first["caseNumber"] in second["likeCases"], second


def other_windows_may_not_know_and_those_who_see_may_not_act(world):
    number = hand_in(world)["caseNumber"]
    there = world.person("clerk", world.other_township)
    refused(there.get(f"/cases/{number}"), 404)
    refused(there.get(f"/cases/{number}/trail"), 404)
    refused(there.post(f"/cases/{number}:accept"), 404)
    refused(other_citizen(world).get(f"/cases/{number}"), 404)
    refused(world.clerk.post(f"/cases/{number}:withdraw", {"reason": "甲"}), 403)  # sees it, but it is not his to withdraw
    mine = paper(world.citizen)["paperId"]
    refused(other_citizen(world).get(f"/papers/{mine}"), 404)
    refused(world.clerk.get(f"/papers/{mine}"), 404)  # of no case yet
    refused(other_citizen(world).post("/cases", application(ITEM, world.township, papers=[{"name": "甲", "paperId": mine}])), 404,
            "papers[0].paperId")


def ten_wrong_codes_of_a_case_at_the_rating_too(world):
    got = hand_in(world)
    body = {"caseNumber": got["caseNumber"], "queryCode": got["queryCode"], "level": "SATISFIED"}
    # Until evaluation has heard of the case no code is wrong yet: it is only too early.
    wait_for(lambda: world.nobody().post("/ratings", dict(body, queryCode="WRONG00000")).status == 404, what="known to evaluation")
    for n in range(1, 10):
        refused(world.nobody().post("/ratings", dict(body, queryCode=f"WRONG{n:05d}")), 404)
    answer = world.nobody().post("/ratings", body)
    refused(answer, 429)
    assert answer.headers["Retry-After"], "says when to come again"


def a_rating_right_after_hand_in_is_too_early(world):
    """Also before evaluation has heard of the case: there is one, and it has not ended."""
    for _ in range(20):
        got = hand_in(world)
        body = {"caseNumber": got["caseNumber"], "queryCode": got["queryCode"], "level": "SATISFIED"}
        refused(world.nobody().post("/ratings", body), 409, code="NOT_ENDED_YET")
    refused(world.nobody().post("/ratings", dict(body, caseNumber=NOWHERE)), 404)


def a_rating_needs_a_level_and_a_negative_one_a_reason(world):
    got = hand_in(world)
    body = {"caseNumber": got["caseNumber"], "queryCode": got["queryCode"]}
    wait_for(lambda: world.nobody().post("/ratings", body | {"level": "SATISFIED"}).status == 409, what="409 before the end")
    made(world.clerk.post(f"/cases/{got['caseNumber']}:redirect", {"to": "外县", "reason": "不归本县"}))
    wait_for(lambda: world.nobody().post("/ratings", body | {"level": "DISSATISFIED"}).status == 400, what="open")
    refused(world.nobody().post("/ratings", body | {"level": "VERY_DISSATISFIED", "tags": [], "comment": ""}), 400, "comment")
    equal(world.nobody().post("/ratings", body | {"level": "VERY_DISSATISFIED", "tags": ["推诿"]}).status, 201, "rated")
    refused(world.nobody().post("/ratings", body | {"level": "SATISFIED"}), 409, code="ALREADY_RATED")
    clerk_trail = world.clerk.get(f"/cases/{got['caseNumber']}/trail").json["entries"]
    assert "rate" not in [e["action"] for e in clerk_trail], clerk_trail
    refused(world.clerk.get("/rectifications"), 403)


def each_act_names_what_it_lacks(world):
    first = hand_in(world)["caseNumber"]
    refused(world.clerk.post(f"/cases/{first}:requestCorrection", {"missing": [], "notes": ""}), 400, "missing")
    refused(world.clerk.post(f"/cases/{first}:requestCorrection", {"missing": ["甲"], "by": "2020-01-01"}), 400, "by")
    refused(world.clerk.post(f"/cases/{first}:redirect", {"to": "外县"}), 400, "reason")
    got = made(world.clerk.post(f"/cases/{first}:requestCorrection", {"missing": ["林权证"], "by": "2099-01-01"}))
    equal((got["state"], got["correction"]["by"], got["correction"]["missing"], got["correction"]["notes"]),
          ("CORRECTION", "2099-01-01", ["林权证"], ""), "the notice")
    made(world.citizen.post(f"/cases/{first}:correct", {"papers": [], "form": {"补": "正"}}))
    refused(world.clerk.post(f"/cases/{first}:requestCorrection", {"missing": ["户口簿"]}), 409)
    refused(world.clerk.post(f"/cases/{first}:requestCorrection", {"notes": "再补"}), 409)
    made(world.clerk.post(f"/cases/{first}:refuse", {"reason": "甲", "law": "乙"}))
    refused(world.head.post(f"/cases/{first}:rejectRefusal", {}), 400, "reason")
    refused(world.clerk.post(f"/cases/{first}:refuse", {"reason": "甲", "law": "乙"}), 409)
    made(world.head.post(f"/cases/{first}:rejectRefusal", {"reason": "应当受理"}))
    refused(world.head.post(f"/cases/{first}:confirmRefusal"), 409)
    made(world.clerk.post(f"/cases/{first}:accept"))
    reviewer, task = world.county.reviewer_of(world.township, first)
    path = f"/tasks/{task['task']}"
    made(reviewer.post(path + ":claim"))
    refused(reviewer.post(path + ":release"), 400, "reason")
    refused(reviewer.post(path + ":decide", {"outcome": "DENY", "law": "乙"}), 400, "reasons")
    refused(reviewer.post(path + ":decide", {"outcome": "DENY", "reasons": "甲"}), 400, "law")
    refused(reviewer.post(path + ":decide", {"outcome": "GRANT", "certificateValidUntil": "2020-01-01"}), 400,
            "certificateValidUntil")
    made(reviewer.post(path + ":decide", {"outcome": "DENY", "reasons": "甲", "law": "乙"}))
    wait_for(lambda: world.clerk.get(f"/cases/{first}").json["state"] == "DECIDED", what="DECIDED")
    refused(world.clerk.post(f"/cases/{first}:deliver", {"method": "WINDOW"}), 400, "receiver")
    equal(made(world.clerk.post(f"/cases/{first}:deliver", {"method": "ELECTRONIC"}))["state"], "CLOSED", "closed")


def who_is_told_of_what(world):
    """The inboxes, as the table of events says."""
    def told(person, number, *words):
        for word in words:
            wait_for(lambda: [n for n in pages(person, "/notifications", "notifications")
                              if n["caseNumber"] == number and word in n["title"]], what=f"{word} of {number}")
    citizen, clerk = world.citizen, world.clerk
    number = hand_in(world)["caseNumber"]
    made(clerk.post(f"/cases/{number}:redirect", {"to": "外县", "reason": "不归本县"}))
    told(citizen, number, "已收件", "请向其他机关申请")
    number = hand_in(world)["caseNumber"]
    made(clerk.post(f"/cases/{number}:refuse", {"reason": "甲", "law": "乙"}))
    told(world.head, number, "拟不予受理")
    made(world.head.post(f"/cases/{number}:confirmRefusal"))
    told(citizen, number, "不予受理决定")
    number = hand_in(world)["caseNumber"]
    made(citizen.post(f"/cases/{number}:withdraw"))
    told(citizen, number, "已撤回")
    mine = find(citizen, "/notifications", "notifications", caseNumber=number)
    refused(other_citizen(world).post(f"/notifications/{mine['notification']}:read"), 404)
    equal(made(citizen.post(f"/notifications/{mine['notification']}:read"))["read"], True, "read")


def an_agent_delivers_what_they_carry(world):
    agent = world.person("agent", world.township)
    number = hand_in(world, by=agent)["caseNumber"]
    made(world.clerk.post(f"/cases/{number}:accept"))
    reviewer, task = world.county.reviewer_of(world.township, number)
    made(reviewer.post(f"/tasks/{task['task']}:claim"))
    made(reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT"}))
    wait_for(lambda: agent.get(f"/cases/{number}").json["state"] == "DECIDED", what="DECIDED")
    refused(world.citizen.post(f"/cases/{number}:deliver", {"method": "AGENT", "receiver": "甲乙"}), 403)
    equal(made(agent.post(f"/cases/{number}:deliver", {"method": "AGENT", "receiver": "甲乙"}))["state"], "CLOSED", "closed")


def identity_numbers_of_all_kinds(world):
    def hands_in(id_number, **more):
        applicant = {"name": "测试甲", "idNumber": id_number, "phone": "13812345678"} | more
        return world.citizen.post("/cases", application(ITEM, world.township, applicant=applicant))
    for area in ("810000", "820000", "830000", "512301"):
        equal(hands_in(citizen_number(5, "19700101", area)).status, 201, f"area {area}")
    equal(hands_in("91350100M000100Y43", idKind="CREDIT_CODE").status, 201, "GB 32100")
    refused(hands_in("91350100M000100Y44", idKind="CREDIT_CODE"), 400, "applicant.idNumber")
    refused(hands_in(citizen_number(5, "20991231")), 400, "applicant.idNumber")
    refused(hands_in(citizen_number(5), email="nobody"), 400, "applicant.email")
    equal(hands_in(citizen_number(5), email="a@b.cn").status, 201, "e-mail")
    equal(hands_in(citizen_number(5), phone="0870-6621234").status, 201, "a land line")


def progress_is_for_the_holder_of_the_code(world):
    got = hand_in(world)
    path = f"/progress/{got['caseNumber']}"
    for query in ("", "?queryCode="):
        assert world.nobody().get(path + query).status in (400, 404), query
    refused(world.nobody().get(f"/progress/{NOWHERE}?queryCode={got['queryCode']}"), 404)
    refused(world.nobody().get(f"/progress/abc?queryCode={got['queryCode']}"), 404)
    answer = made(world.nobody().get(f"{path}?queryCode={got['queryCode']}"))
    equal(set(answer), {"caseNumber", "state", "itemName", "unit", "promisedDue", "statutoryDue", "steps"}, "progress")
    equal(answer["unit"], world.township, "unit")


if __name__ == "__main__":
    sys.exit(main_told([an_immediate_case_opens_claimed_by_a_clerk_who_holds_the_role,
                       a_head_who_reviews_sees_the_tasks_they_claimed,
                       the_account_with_the_applicants_number_is_the_applicants_side, the_lower_case_x_is_the_same_person,
                       other_windows_may_not_know_and_those_who_see_may_not_act, ten_wrong_codes_of_a_case_at_the_rating_too,
                       a_rating_right_after_hand_in_is_too_early, a_rating_needs_a_level_and_a_negative_one_a_reason,
                       each_act_names_what_it_lacks, who_is_told_of_what, an_agent_delivers_what_they_carry,
                       identity_numbers_of_all_kinds, progress_is_for_the_holder_of_the_code]))
