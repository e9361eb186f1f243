#!/usr/bin/python3
"""What the API answers: every field in every answer and how it is written, masks, lists and their pages.
usage: answers.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, application, citizen_number, find, pages, wait_for  # noqa: E402
from cases import ITEM, NOWHERE, PDF, Schemas, hand_in, made, main_told, today  # noqa: E402
from checks import equal, refused  # noqa: E402


CASE = {"caseNumber", "state", "itemCode", "itemName", "unit", "applicant", "form", "papers"}
MESSAGES = {"correction", "refusal", "acceptance", "decision", "delivery", "redirect", "withdrawal"}
TASK = {"task", "caseNumber", "itemCode", "unit", "office", "state", "claimedBy", "promisedDue", "statutoryDue", "light"}
DAY = r"\d{4}-\d\d-\d\d"
MOMENT = DAY + r"T\d\d:\d\d:\d\d(\.\d+)?\+08:00"


def each_answer_has_every_field(world):
    """One case from door to door; each answer against the document, and against the words of the issue."""
    see = Schemas(world)
    sent = application(ITEM, world.township, serial=7, papers=[], form={})
    got = see.answer("POST", "/v1/cases", 201, world.citizen.post("/cases", sent))
    number = got["caseNumber"]
    assert "acceptance" not in got and got["queryCode"] and got["state"] == "SUBMITTED", got
    case = see.answer("GET", "/v1/cases/{caseNumber}", 200, world.citizen.get(f"/cases/{number}"))
    assert CASE <= set(case) and not MESSAGES & set(case) and "queryCode" not in case, case
    equal((case["form"], case["papers"]), ({}, []), "empty, and there")
    progress = see.answer("GET", "/v1/progress/{caseNumber}", 200,
                          world.nobody().get(f"/progress/{number}?queryCode={got['queryCode']}"))
    equal((progress["promisedDue"], progress["statutoryDue"]), ("", ""), "no dues yet")
    assert re.fullmatch(MOMENT, progress["steps"][0]["at"]) and progress["steps"][0]["at"][:10] == today(), progress
    case = see.answer("POST", "/v1/cases/{caseNumber}:accept", 200, world.clerk.post(f"/cases/{number}:accept"))
    acceptance = case["acceptance"]
    equal(acceptance["acceptedOn"], today(), "accepted on")
    assert all(re.fullmatch(DAY, acceptance[due]) for due in ("promisedDue", "statutoryDue")), acceptance
    reviewer, task = world.county.reviewer_of(world.township, number)
    see.answer("GET", "/v1/tasks", 200, reviewer.get("/tasks"))
    assert TASK <= set(task), task
    equal((task["state"], task["claimedBy"], task["light"]), ("OPEN", "", "NONE"), "an open task")
    task = see.answer("POST", "/v1/tasks/{task}:claim", 200, reviewer.post(f"/tasks/{task['task']}:claim"))
    equal((task["state"], task["claimedBy"]), ("CLAIMED", reviewer.subject["name"]), "claimed")
    task = see.answer("POST", "/v1/tasks/{task}:decide", 200,
                      reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT", "reasons": ""}))
    wait_for(lambda: world.clerk.get(f"/cases/{number}").json["state"] == "DECIDED", what="DECIDED")
    case = see.answer("POST", "/v1/cases/{caseNumber}:deliver", 200,
                      world.clerk.post(f"/cases/{number}:deliver", {"method": "POST", "receiver": "王收件"}))
    assert case["decision"]["outcome"] == "GRANT" and re.fullmatch(DAY, case["decision"]["decidedOn"]), case
    equal((case["delivery"]["method"], case["delivery"]["receiver"]), ("POST", "王*"), "delivery")
    body = {"caseNumber": number, "queryCode": got["queryCode"], "level": "DISSATISFIED", "tags": ["慢"]}
    rating = wait_for(lambda: (lambda a: a if a.status != 409 else None)(world.nobody().post("/ratings", body)), what="rating")
    rating = see.answer("POST", "/v1/ratings", 201, rating)
    equal((rating["tags"], rating["comment"]), (["慢"], ""), "rating")
    found = wait_for(lambda: find(world.head, "/rectifications", "rectifications", caseNumber=number), what="rectification")
    assert {"rectification", "caseNumber", "level", "comment", "unit", "due", "state"} <= set(found), found
    see.answer("GET", "/v1/rectifications", 200, world.head.get("/rectifications"))
    path = f"/rectifications/{found['rectification']}"
    see.answer("POST", "/v1/rectifications/{rectification}:callBack", 200,
               world.head.post(path + ":callBack", {"reached": True, "notes": "已回访"}))
    see.answer("POST", "/v1/rectifications/{rectification}:rectify", 200, world.head.post(path + ":rectify", {"measures": "培训"}))
    see.answer("POST", "/v1/rectifications/{rectification}:close", 200, world.head.post(path + ":close", {"answer": "已说明"}))
    trail = see.answer("GET", "/v1/cases/{caseNumber}/trail", 200,
                       world.person("county_supervisor").get(f"/cases/{number}/trail"))
    for entry in trail["entries"]:
        equal(set(entry), {"seq", "at", "actor", "action", "from", "to", "reason", "hash"}, "trail entry")
        equal(set(entry["actor"]), {"role", "unit", "name"}, "actor")
        assert re.fullmatch("[0-9a-f]{64}", entry["hash"]) and re.fullmatch(MOMENT, entry["at"]), entry
    equal(trail["entries"][0]["from"], "", "the first comes from nowhere")
    inbox = see.answer("GET", "/v1/notifications", 200, world.citizen.get("/notifications"))
    for notice in inbox["notifications"]:
        equal(set(notice), {"notification", "caseNumber", "title", "text", "at", "read"}, "notification")
        assert re.fullmatch(MOMENT, notice["at"]), notice


def the_directory_has_every_field(world):
    see = Schemas(world)
    nobody = world.nobody()
    see.answer("GET", "/v1/units", 200, nobody.get("/units?parent=530623"))
    see.answer("GET", "/v1/units/{unit}", 200, nobody.get(f"/units/{world.township}"))
    see.answer("GET", "/v1/items", 200, nobody.get("/items?query=许可"))
    see.answer("GET", "/v1/items/{item}", 200, nobody.get(f"/items/{ITEM}"))
    see.answer("GET", "/v1/items/{item}/guide", 200, nobody.get(f"/items/{ITEM}/guide?unit={world.township}"))
    see.answer("POST", "/v1/deadlines:compute", 200,
               nobody.post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 0}, key=None))
    equal(nobody.get("/items?query=没有这样的事项").json, {"items": [], "nextPageToken": ""}, "an empty list")


def papers_answer_as_described(world):
    see = Schemas(world)
    got = see.answer("PUT", "/v1/papers", 201, world.citizen.call("PUT", "/papers", PDF, headers={"Content-Type": "application/pdf"}))
    equal(set(got), {"paperId", "sha256", "mediaType", "size"}, "paper")
    assert re.fullmatch("[0-9a-f]{64}", got["sha256"]) and got["size"] == len(PDF) and got["mediaType"] == "application/pdf", got


def a_paper_that_claims_nothing_is_what_it_holds(world):
    """As `curl -T` sends it, and as the API description offers it."""
    citizen = world.citizen
    equal(made(citizen.call("PUT", "/papers", PDF, headers={"Content-Type": "application/octet-stream"}), 201)["mediaType"],
          "application/pdf", "octet-stream")
    plain = {"Authorization": "Bearer " + citizen.token, "Idempotency-Key": str(uuid.uuid4())}
    equal(made(citizen.send("PUT", "/v1/papers", PDF, plain), 201)["mediaType"], "application/pdf", "no Content-Type")
    plain["Idempotency-Key"] = str(uuid.uuid4())
    refused(citizen.send("PUT", "/v1/papers", b"MZ" + bytes(200), plain), 415)
    refused(citizen.call("PUT", "/papers", PDF, headers={"Content-Type": "image/png"}), 415)
    refused(world.person("reviewer", world.township).call("PUT", "/papers", PDF, headers={"Content-Type": "image/png"}), 403)


def a_session_is_made_and_ended(world):
    account = world.county.account("clerk")
    person = world.nobody()
    answer = person.post("/sessions", {"username": account["username"], "password": account["password"]}, key=None)
    got = Schemas(world).answer("POST", "/v1/sessions", 201, answer)
    equal(got["subject"], {"role": "CLERK", "unit": account["unit"], "name": account["name"]}, "subject")
    person.token = got["token"]
    gone = person.call("DELETE", "/sessions/current")
    equal((gone.status, gone.body), (204, b""), "signed out")
    refused(person.get("/cases"), 401)
    refused(world.nobody().call("DELETE", "/sessions/current"), 401)


def names_numbers_and_phones_are_masked(world):
    applicant = {"name": "欧阳小明", "idNumber": citizen_number(9), "phone": "13812345678", "email": "someone@example.org"}
    number = hand_in(world, applicant=applicant)["caseNumber"]
    wanted = {"name": "欧*", "idNumber": "530***********" + citizen_number(9)[-4:], "phone": "138****5678"}
    for person in (world.citizen, world.clerk, world.person("county_supervisor")):
        got = person.get(f"/cases/{number}").json["applicant"]
        equal({name: got[name] for name in wanted}, wanted, "masked")
        assert "someone" not in got["email"], got
        listed = find(person, "/cases?pageSize=20", "cases", caseNumber=number)
        equal(listed["applicant"], got, "in the list too")
    trail = world.citizen.get(f"/cases/{number}/trail").body.decode()
    for secret in ("欧阳小明", citizen_number(9), "13812345678", "someone"):
        assert secret not in trail, trail
        assert secret not in world.citizen.get("/notifications").body.decode(), "inbox"


LISTS = [("citizen", "/cases", "cases"), ("reviewer", "/tasks", "tasks"), ("centre_head", "/rectifications", "rectifications"),
         ("citizen", "/notifications", "notifications"), (None, "/units?parent=530623101", "units"), (None, "/items", "items")]


def paging(world):
    """pageSize 1–200, default 50, more is cut; an empty parameter is as absent, an unknown one 400."""
    for role, path, plural in LISTS:
        person = world.person(role, world.township if role in ("reviewer", "centre_head") else None) if role else world.nobody()
        mark = "&" if "?" in path else "?"
        for size in ("0", "-1", "1.5", "x", "%2B5", "0x5"):
            refused(person.get(f"{path}{mark}pageSize={size}"), 400, "pageSize")
        for size in ("201", "100000", "2147483647", "2147483648", "99999999999999999999"):
            equal(person.get(f"{path}{mark}pageSize={size}").status, 200, f"{path} pageSize={size} is cut")
        equal(person.get(f"{path}{mark}pageSize=&pageToken=").status, 200, f"{path}: empty is absent")
        refused(person.get(f"{path}{mark}colour=red"), 400, "colour")
        refused(person.get(f"{path}{mark}pageToken=AAAA"), 400, "pageToken")
        refused(person.get(f"{path}{mark}pageToken=%E5%AE%85"), 400, "pageToken")
        got = made(person.get(f"{path}{mark}pageSize=1"))
        assert len(got[plural]) <= 1 and type(got["nextPageToken"]) is str, got
        refused(person.get(f"{path}{mark}pageSize=1&pageSize=2"), 400)
    refused(world.citizen.get(f"/cases/{NOWHERE}?colour=red"), 400, "colour")
    refused(world.citizen.post(f"/cases/{NOWHERE}:withdraw?colour=red"), 400, "colour")


def fifty_by_default(world):
    for n in range(51):
        got = made(world.clerk.post("/cases", application("RS-0504", world.township, n, form={"n": str(n)})), 201)
    equal([len(made(world.clerk.get("/cases" + query))["cases"]) for query in ("", "?pageSize=51", "?pageSize=2")], [50, 51, 2],
          "cases of a page")
    equal(made(world.clerk.get("/cases?pageSize=1"))["cases"][0]["caseNumber"], got["caseNumber"], "newest first")
    listed = [case["caseNumber"] for case in pages(world.clerk, "/cases?pageSize=7", "cases")]
    equal(len(listed), len(set(listed)), "none twice")


def cases_are_listed_by_state_and_unit(world):
    number = hand_in(world)["caseNumber"]
    listed = lambda query: find(world.clerk, "/cases?pageSize=30" + query, "cases", caseNumber=number)  # noqa: E731
    assert listed("") and listed("&state=SUBMITTED") and listed(f"&unit={world.township}")
    first = made(world.clerk.get("/cases?state=CLOSED"))["cases"]
    assert all(case["state"] == "CLOSED" for case in first), first
    equal(made(world.clerk.get(f"/cases?unit={world.other_township}&state=WITHDRAWN"))["cases"], [], "not of mine")
    refused(world.clerk.get("/cases?state=UNSPECIFIED"), 400, "state")
    refused(world.clerk.get("/cases?state=submitted"), 400, "state")


def tasks_without_state_are_open_ones_and_mine(world):
    numbers = [made(world.clerk.post("/cases", application(ITEM, world.township, intent="ACCEPT")), 201)["caseNumber"]
               for _ in range(3)]
    reviewer, _ = world.county.reviewer_of(world.township, numbers[0])
    other = next(a for a in world.county.accounts if a["role"] == "reviewer" and a["unit"] == world.township
                 and a["name"] != reviewer.subject["name"])
    other = Api(world.url).sign_in(other["username"], other["password"])
    tasks = {n: wait_for(lambda n=n: find(reviewer, "/tasks", "tasks", caseNumber=n), what="task") for n in numbers}
    made(reviewer.post(f"/tasks/{tasks[numbers[0]]['task']}:claim"))
    made(other.post(f"/tasks/{tasks[numbers[1]]['task']}:claim"))
    seen = {t["caseNumber"]: t["state"] for t in pages(reviewer, "/tasks", "tasks") if t["caseNumber"] in numbers}
    equal(seen, {numbers[0]: "CLAIMED", numbers[2]: "OPEN"}, "open ones of my offices, claimed ones of mine")
    seen = {t["caseNumber"] for t in pages(reviewer, "/tasks?state=OPEN", "tasks") if t["caseNumber"] in numbers}
    equal(seen, {numbers[2]}, "open ones")
    refused(reviewer.get("/tasks?state=SINGING"), 400, "state")
    refused(reviewer.post(f"/tasks/{tasks[numbers[1]]['task']}:decide", {"outcome": "GRANT"}), 403)
    refused(reviewer.post(f"/tasks/{tasks[numbers[1]]['task']}:release", {"reason": "换人"}), 403)
    problem = refused(reviewer.post(f"/tasks/{tasks[numbers[1]]['task']}:claim"), 409)
    assert "CLAIMED" in problem["detail"] and "claim" in problem["detail"], problem
    problem = refused(reviewer.post(f"/tasks/{tasks[numbers[2]]['task']}:decide", {"outcome": "GRANT"}), 409)
    assert "OPEN" in problem["detail"] and "decide" in problem["detail"], problem


if __name__ == "__main__":
    sys.exit(main_told([each_answer_has_every_field, the_directory_has_every_field, papers_answer_as_described,
                       a_paper_that_claims_nothing_is_what_it_holds, a_session_is_made_and_ended,
                       names_numbers_and_phones_are_masked, paging, fifty_by_default, cases_are_listed_by_state_and_unit,
                       tasks_without_state_are_open_ones_and_mine]))
