#!/usr/bin/python3
"""The acts on a case beside the straight road: refusal, redirect, withdrawal, hand-back, kinds of items, scope.
usage: acts.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import application, find, pages, wait_for  # noqa: E402
from cases import hand_in as carried  # noqa: E402
from checks import equal, main, refused  # noqa: E402


def hand_in(world, item="LYJ-0201", by=None, unit=None, **more):
    answer = (by or world.citizen).post("/cases", application(item, unit or world.township, **more))
    assert answer.status == 201, answer
    return answer.json


def accepted(world, item="LYJ-0201", serial=1):
    answer = world.clerk.post("/cases", application(item, world.township, serial, intent="ACCEPT"))
    assert answer.status == 201, answer
    return answer.json


def state(world, number, person=None):
    return (person or world.clerk).get(f"/cases/{number}").json["state"]


def rated_when_known(world, body):
    """Rates as soon as evaluation has heard of the case and its end."""
    def attempt():
        answer = world.nobody().post("/ratings", body)
        return answer if answer.status not in (404, 409) else None
    return wait_for(attempt, what="rating open")


def I04_any_window_takes_a_case_of_another_township(world):
    """… and keeps sight of it; the window of a third township does not."""
    answer = world.clerk.post("/cases", application("LYJ-0201", world.other_township))
    equal(answer.status, 201, "taken")
    number = answer.json["caseNumber"]
    equal(world.clerk.get(f"/cases/{number}").status, 200, "the window that took it")
    there = world.person("clerk", world.other_township)
    equal(there.get(f"/cases/{number}").status, 200, "the window of its unit")
    third = next(a["unit"] for a in world.county.accounts
                 if a["role"] == "clerk" and a["unit"] not in (world.township, world.other_township))
    refused(world.person("clerk", third).get(f"/cases/{number}"), 404)


def I05_hand_in_and_accept_in_one_step(world):
    got = accepted(world)
    equal(got["state"], "ACCEPTED", "state")
    assert got["acceptance"]["receiptNumber"] and got["acceptance"]["promisedDue"], got
    assert got["queryCode"], got


def I05_only_a_clerk_accepts_while_handing_in(world):
    refused(world.citizen.post("/cases", application("LYJ-0201", world.township, intent="ACCEPT")), 403)


def I05_a_window_cannot_refuse_alone(world):
    number = hand_in(world)["caseNumber"]
    got = world.clerk.post(f"/cases/{number}:refuse", {"reason": "不属于许可范围", "law": "行政许可法第三十二条"})
    equal(got.status, 200, str(got))
    equal(got.json["state"], "SUBMITTED", "state while it waits")
    equal(got.json["refusal"]["pending"], True, "pending")
    refused(world.clerk.post(f"/cases/{number}:confirmRefusal"), 403)
    refused(world.clerk.post(f"/cases/{number}:accept"), 409)
    wait_for(lambda: find(world.head, "/notifications", "notifications", caseNumber=number), what="told to the centre head")
    other_head = world.person("centre_head", other_than=world.township)
    refused(other_head.post(f"/cases/{number}:confirmRefusal"), 404)
    done = world.head.post(f"/cases/{number}:confirmRefusal")
    equal(done.json["state"], "REFUSED", "state")
    equal(done.json["refusal"]["pending"], False, "pending")
    assert done.json["refusal"]["documentNumber"] and done.json["refusal"]["remedies"], done.json


def I05_a_rejected_refusal_goes_on(world):
    number = hand_in(world)["caseNumber"]
    world.clerk.post(f"/cases/{number}:refuse", {"reason": "材料不符", "law": "行政许可法第三十二条"})
    equal(world.head.post(f"/cases/{number}:rejectRefusal", {"reason": "应当受理"}).status, 200, "rejected")
    equal(world.clerk.post(f"/cases/{number}:accept").json["state"], "ACCEPTED", "accepted then")


def I05_refusal_needs_reason_and_law(world):
    number = hand_in(world)["caseNumber"]
    refused(world.clerk.post(f"/cases/{number}:refuse", {"reason": "", "law": "某法"}), 400, "reason")
    refused(world.clerk.post(f"/cases/{number}:refuse", {"reason": "某因"}), 400, "law")
    equal(state(world, number), "SUBMITTED", "nothing done")


def I05_redirect_says_where_to(world):
    number = hand_in(world)["caseNumber"]
    refused(world.clerk.post(f"/cases/{number}:redirect", {"reason": "不归本县"}), 400, "to")
    got = world.clerk.post(f"/cases/{number}:redirect", {"to": "昭通市林业和草原局", "reason": "不归本县"})
    equal(got.json["state"], "REDIRECTED", "state")
    equal(got.json["redirect"]["to"], "昭通市林业和草原局", "where to")


def I05_an_action_the_flow_does_not_have_names_state_and_action(world):
    number = accepted(world)["caseNumber"]
    problem = refused(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["身份证"]}), 409)
    assert "ACCEPTED" in problem["detail"] and "requestCorrection" in problem["detail"], problem


def case_withdrawn_before_acceptance_at_once(world):
    number = hand_in(world)["caseNumber"]
    equal(world.citizen.post(f"/cases/{number}:withdraw", {"reason": "不办了"}).json["state"], "WITHDRAWN", "state")


def case_withdrawn_after_acceptance_when_review_agrees(world):
    number = hand_in(world)["caseNumber"]
    equal(world.clerk.post(f"/cases/{number}:accept").status, 200, "accepted")
    reviewer, task = world.county.reviewer_of(world.township, number)
    got = world.citizen.post(f"/cases/{number}:withdraw", {"reason": "不办了"})
    equal(got.json["withdrawal"]["pending"], True, "a wish")
    wait_for(lambda: state(world, number) == "WITHDRAWN", what="WITHDRAWN")
    refused(reviewer.post(f"/tasks/{task['task']}:claim"), 409)


def case_withdrawal_after_the_decision_is_refused(world):
    number = hand_in(world)["caseNumber"]
    world.clerk.post(f"/cases/{number}:accept")
    reviewer, task = world.county.reviewer_of(world.township, number)
    reviewer.post(f"/tasks/{task['task']}:claim")
    equal(reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT"}).status, 200, "granted")
    wait_for(lambda: state(world, number) == "DECIDED", what="DECIDED")
    refused(world.citizen.post(f"/cases/{number}:withdraw", {"reason": "不办了"}), 409)


def R03_handed_back_to_the_office_with_a_reason(world):
    number = accepted(world)["caseNumber"]
    reviewer, task = world.county.reviewer_of(world.township, number)
    path = f"/tasks/{task['task']}"
    reviewer.post(path + ":claim")
    refused(reviewer.post(path + ":release", {"reason": ""}), 400, "reason")
    got = reviewer.post(path + ":release", {"reason": "本人出差"})
    equal((got.json["state"], got.json["claimedBy"]), ("OPEN", ""), "on the office's list again")
    supervisor = world.person("county_supervisor")
    wait_for(lambda: "release" in [e["action"] for e in supervisor.get(f"/cases/{number}/trail").json["entries"]],
             what="in the trail")


def R03_a_reviewer_of_another_office_sees_nothing(world):
    number = accepted(world)["caseNumber"]
    _, task = world.county.reviewer_of(world.township, number)
    other = world.person("reviewer", other_than=world.township)
    refused(other.post(f"/tasks/{task['task']}:claim"), 404)


def R05_a_denial_reaches_the_applicant_with_remedies(world):
    number = accepted(world)["caseNumber"]
    reviewer, task = world.county.reviewer_of(world.township, number)
    reviewer.post(f"/tasks/{task['task']}:claim")
    body = {"outcome": "DENY", "reasons": "不符合采伐条件", "law": "森林法第五十六条"}
    equal(reviewer.post(f"/tasks/{task['task']}:decide", body).status, 200, "denied")
    wait_for(lambda: state(world, number) == "DECIDED", what="DECIDED")
    decision = world.clerk.get(f"/cases/{number}").json["decision"]
    assert "复议" in decision["remedies"] and decision["law"] == "森林法第五十六条", decision
    equal(decision["certificateNumber"], "", "no certificate")


def R02_an_immediate_case_is_due_at_once(world):
    got = accepted(world, "RS-0501")
    equal(got["acceptance"]["promisedDue"] <= got["acceptance"]["statutoryDue"], True, "dues")
    _, task = world.county.reviewer_of(world.township, got["caseNumber"])
    equal(task["state"], "OPEN", "the clerk is no reviewer of the office")


def I02_joint_and_escalated_items_are_listed_but_not_open(world):
    for item in ("ZRZY-0101", "WJ-0303"):
        equal(world.nobody().get(f"/items/{item}").status, 200, item)
        refused(world.clerk.post("/cases", application(item, world.township, intent="ACCEPT")), 409, code="ITEM_KIND_NOT_OPEN")
        number = hand_in(world, item)["caseNumber"]
        refused(world.clerk.post(f"/cases/{number}:accept"), 409, code="ITEM_KIND_NOT_OPEN")


def I02_an_abolished_item_is_not_received(world):
    refused(world.citizen.post("/cases", application("LYJ-0202", world.township)), 409)


def I02_items_are_found_by_words_of_their_names(world):
    found = [item["item"] for item in pages(world.nobody(), "/items?query=宅基地", "items")]
    equal(found, ["ZRZY-0101"], "宅基地")
    every = [item["item"] for item in pages(world.nobody(), "/items?pageSize=7", "items")]
    equal(len(every), 37, "all items, page by page")
    equal(len(set(every)), 37, "none twice")


def I01_the_tree_of_units(world):
    top = [unit["unit"] for unit in pages(world.nobody(), "/units?parent=530623&pageSize=3", "units")]
    towns = [unit for unit in top if "-" not in unit]
    equal(len(towns), 10, "townships")
    villages = sum(1 for town in towns for unit in pages(world.nobody(), f"/units?parent={town}", "units")
                   if unit["kind"] == "VILLAGE")
    equal(villages, 99, "villages")


def I16_both_accounts_of_the_applicants_side_see_the_case(world):
    """The account with the applicant's ID number sees a case an agent handed in."""
    agent = world.person("agent", world.township)
    number = carried(world, by=agent)["caseNumber"]
    equal(agent.get(f"/cases/{number}").status, 200, "the agent")
    refused(world.person("agent", other_than=world.township).get(f"/cases/{number}"), 404)


def N06_progress_by_query_code_without_a_session(world):
    got = hand_in(world)
    answer = world.nobody().get(f"/progress/{got['caseNumber']}?queryCode={got['queryCode']}")
    equal(answer.status, 200, "progress")
    equal([step["state"] for step in answer.json["steps"]], ["SUBMITTED"], "steps")
    refused(world.nobody().get(f"/progress/{got['caseNumber']}?queryCode=AAAAAAAAAA"), 404)


def N06_ten_wrong_query_codes_in_an_hour(world):
    got = hand_in(world)
    for n in range(10):
        refused(world.nobody().get(f"/progress/{got['caseNumber']}?queryCode=WRONG{n:05d}"), 404)
    refused(world.nobody().get(f"/progress/{got['caseNumber']}?queryCode={got['queryCode']}"), 429)


def E02_a_satisfied_rating_opens_nothing(world):
    number, code = (lambda got: (got["caseNumber"], got["queryCode"]))(accepted(world))
    reviewer, task = world.county.reviewer_of(world.township, number)
    reviewer.post(f"/tasks/{task['task']}:claim")
    reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT"})
    wait_for(lambda: state(world, number) == "DECIDED", what="DECIDED")
    world.clerk.post(f"/cases/{number}:deliver", {"method": "ELECTRONIC"})
    body = {"caseNumber": number, "queryCode": code, "level": "SATISFIED"}
    equal(rated_when_known(world, body).status, 201, "rated")
    equal(find(world.head, "/rectifications", "rectifications", caseNumber=number), None, "no rectification")


def E01_a_refusal_can_be_rated_too(world):
    got = hand_in(world)
    number = got["caseNumber"]
    world.clerk.post(f"/cases/{number}:refuse", {"reason": "不属于许可范围", "law": "行政许可法第三十二条"})
    world.head.post(f"/cases/{number}:confirmRefusal")
    body = {"caseNumber": number, "queryCode": got["queryCode"], "level": "DISSATISFIED", "comment": "说不清楚"}
    equal(rated_when_known(world, body).status, 201, "rated")


if __name__ == "__main__":
    sys.exit(main([f for name, f in list(globals().items())
                   if callable(f) and name.split("_")[0] in ("I01", "I02", "I04", "I05", "I16", "R02", "R03", "R05", "N06", "E01", "E02", "case")]))
