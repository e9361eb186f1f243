#!/usr/bin/python3
"""The words of the API: every field in every answer and how it is written, statuses, paging, the order of the checks, keys, masks.
usage: api.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import datetime
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, application, citizen_number, find, pages, wait_for  # noqa: E402
from checks import equal, main, refused  # noqa: E402

ITEM = "LYJ-0201"  # promised: goes through review
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
CHINA = datetime.timezone(datetime.timedelta(hours=8))
NOWHERE = "530623-20200101-000001-0"


def today():
    return datetime.datetime.now(CHINA).date().isoformat()


def made(answer, status=200):
    equal(answer.status, status, str(answer))
    return answer.json


def hand_in(world, by=None, item=ITEM, **more):
    return made((by or world.citizen).post("/cases", application(item, world.township, **more)), 201)


def paper(person, content=PDF):
    return made(person.call("PUT", "/papers", content, headers={"Content-Type": "application/pdf"}), 201)


# ---- every field, and how it is written ----

class Schemas:
    """Answers against /openapi.json, strictly: nothing that is not described, nothing missing but messages."""

    def __init__(self, world):
        api = world.nobody()
        self.document = api.send("GET", "/openapi.json").json
        self.schemas = self.document["components"]["schemas"]

    def answer(self, verb, path, status, answer):
        """Checks what an operation answered."""
        equal(answer.status, status, f"{verb} {path}: {answer}")
        responses = self.document["paths"][path][verb.lower()]["responses"]
        assert str(status) in responses, f"{verb} {path} does not tell of {status}: {sorted(responses)}"
        schema = responses[str(status)]["content"]["application/json"]["schema"]
        self.check(answer.json, schema, path)
        return answer.json

    def check(self, value, schema, where):
        if "$ref" in schema:
            schema = self.schemas[schema["$ref"].rsplit("/", 1)[1]]
        if "enum" in schema:
            assert value in schema["enum"], f"{where}: {value!r} is none of {schema['enum']}"
            return
        kinds = {"object": dict, "array": list, "string": str, "integer": int, "boolean": bool}
        assert type(value) is kinds[schema["type"]], f"{where}: {value!r} is no {schema['type']}"
        if schema["type"] == "array":
            for n, entry in enumerate(value):
                self.check(entry, schema["items"], f"{where}[{n}]")
        elif "properties" in schema:
            self.object(value, schema, where)

    def object(self, value, schema, where):
        for name, entry in value.items():
            assert name in schema["properties"], f"{where}.{name} is not described"
            self.check(entry, schema["properties"][name], f"{where}.{name}")
        for name, inner in schema["properties"].items():
            if name not in value:
                inner = self.schemas[inner["$ref"].rsplit("/", 1)[1]] if "$ref" in inner else inner
                assert inner.get("type") == "object" and "properties" in inner, f"{where}.{name} is missing"
                assert name not in schema.get("required", []), f"{where}.{name} is said to be always there"


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


# ---- lists ----

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


# ---- the order of the checks: the first wins ----

def the_first_check_that_fails_answers(world):
    number = hand_in(world)["caseNumber"]
    nobody, citizen, clerk = world.nobody(), world.citizen, world.clerk
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    refused(nobody.get("/nothing"), 404)
    refused(nobody.call("POST", "/nothing", b"{", key=None, headers=form), 404)
    refused(nobody.call("POST", f"/cases/{number}:sing", b"{", key=None, headers=form), 404)
    refused(nobody.call("POST", f"/cases/{number}:accept", b"{", key=None, headers=form), 401)
    refused(nobody.call("POST", "/cases", b'{"a":"' + b"a" * 70000 + b'"}', key=None), 413)
    refused(citizen.call("POST", f"/cases/{number}:accept", b"{", key=None, headers=form), 403)
    refused(citizen.call("POST", f"/cases/{NOWHERE}:confirmRefusal", b"{", key=None, headers=form), 403)
    refused(clerk.call("POST", f"/cases/{number}:refuse", b"{", key=None, headers=form), 415)
    refused(clerk.call("POST", f"/cases/{NOWHERE}:refuse", b"{"), 400)
    refused(clerk.call("POST", f"/cases/{NOWHERE}:refuse", {"colour": "red"}), 400, "colour")
    refused(clerk.post(f"/cases/{NOWHERE}:requestCorrection", {"missing": ["甲"], "by": "2026-02-30"}), 400, "by")
    refused(clerk.post(f"/cases/{NOWHERE}:deliver", {"method": "DRONE"}), 400, "method")
    refused(clerk.post(f"/cases/{NOWHERE}:refuse", {}), 404)  # scope before what the act lacks
    problem = refused(clerk.post(f"/cases/{number}:deliver", {"method": "WINDOW"}), 409)  # state before what the act lacks
    assert "SUBMITTED" in problem["detail"] and "deliver" in problem["detail"], problem
    refused(clerk.post(f"/cases/{number}:refuse", {}), 400, "reason")
    reviewer = world.person("reviewer", world.township)
    refused(reviewer.post(f"/tasks/{uuid.uuid4()}:decide", {"outcome": "GRANT", "certificateValidUntil": "soon"}), 400,
            "certificateValidUntil")
    refused(reviewer.post(f"/tasks/{uuid.uuid4()}:decide", {"outcome": "DENY"}), 404)
    refused(reviewer.post(f"/tasks/{uuid.uuid4()}:decide", {}), 400, "outcome")
    refused(world.head.post(f"/rectifications/{uuid.uuid4()}:close", {}), 404)
    refused(nobody.post("/ratings", {"caseNumber": number, "queryCode": "WRONGCODE0", "level": "DISSATISFIED"}), 404)
    refused(nobody.post("/ratings", {"caseNumber": number, "queryCode": "WRONGCODE0"}), 400, "level")


def a_repeat_after_the_state_has_moved_is_the_first_answer(world):
    number = hand_in(world)["caseNumber"]
    key = str(uuid.uuid4())
    first = world.clerk.post(f"/cases/{number}:accept", key=key)
    equal(first.status, 200, "accepted")
    reviewer, task = world.county.reviewer_of(world.township, number)
    claim, decide = str(uuid.uuid4()), str(uuid.uuid4())
    claimed = reviewer.post(f"/tasks/{task['task']}:claim", key=claim)
    body = {"outcome": "GRANT", "reasons": "符合"}
    decided = reviewer.post(f"/tasks/{task['task']}:decide", body, key=decide)
    equal((claimed.status, decided.status), (200, 200), "claimed and decided")
    wait_for(lambda: world.clerk.get(f"/cases/{number}").json["state"] == "DECIDED", what="DECIDED")
    for again, before in ((world.clerk.post(f"/cases/{number}:accept", key=key), first),
                          (reviewer.post(f"/tasks/{task['task']}:claim", key=claim), claimed),
                          (reviewer.post(f"/tasks/{task['task']}:decide", body, key=decide), decided),
                          (world.clerk.post(f"/cases/{number}:accept", key=key.upper()), first)):
        equal((again.status, again.body), (before.status, before.body), "the first answer, word for word")
    refused(reviewer.post(f"/tasks/{task['task']}:decide", dict(body, reasons="别的"), key=decide), 422)  # the key before the state
    refused(reviewer.post(f"/tasks/{task['task']}:decide", dict(body, outcome="DENY"), key=decide), 422)
    refused(world.clerk.post(f"/cases/{NOWHERE}:accept", key=key), 404)  # scope before the key
    refused(world.clerk.post(f"/cases/{number}:refuse", {"reason": "甲", "law": "乙"}, key=key), 409)  # another route, another key


def scope_comes_before_the_key(world):
    """Who may not know of the case any more gets no first answer either."""
    name = f"moved{uuid.uuid4().hex[:8]}"

    def at(unit):
        said = world.bmctl("-o", "json", "account", "add", name, "--name", "测试调岗", "--role", "CLERK", "--unit", unit, "--random")
        return Api(world.url).sign_in(name, re.search(r'"password":\s*"([^"]+)"', said.stdout)[1])
    number = hand_in(world)["caseNumber"]
    key = str(uuid.uuid4())
    equal(at(world.township).post(f"/cases/{number}:accept", key=key).status, 200, "accepted")
    refused(at(world.other_township).post(f"/cases/{number}:accept", key=key), 404)


def a_key_that_was_refused_may_be_used_again(world):
    number = hand_in(world)["caseNumber"]
    key = str(uuid.uuid4())
    refused(world.clerk.post(f"/cases/{number}:redirect", {"to": "", "reason": ""}, key=key), 400)
    refused(world.clerk.post(f"/cases/{number}:deliver", {"method": "ELECTRONIC"}, key=key), 409)
    equal(world.clerk.post(f"/cases/{number}:redirect", {"to": "外县", "reason": "不归本县"}, key=key).status, 200, "redirected")


def a_key_of_another_account_is_another_key(world):
    """Two clerks, one key, one route: each its own."""
    accounts = [a for a in world.county.accounts if a["role"] == "clerk" and a["unit"] == world.township][:2]
    people = [Api(world.url).sign_in(a["username"], a["password"]) for a in accounts]
    key = str(uuid.uuid4())
    numbers = [made(person.post("/cases", application(ITEM, world.township), key=key), 201)["caseNumber"] for person in people]
    assert numbers[0] != numbers[1], numbers


def a_rating_key_is_the_cases(world):
    first, second = hand_in(world), hand_in(world)
    key = str(uuid.uuid4())
    for got in (first, second):
        made(world.citizen.post(f"/cases/{got['caseNumber']}:withdraw", {"reason": "不办了"}))
    bodies = [{"caseNumber": got["caseNumber"], "queryCode": got["queryCode"], "level": "SATISFIED"} for got in (first, second)]

    def rate(body):
        return wait_for(lambda: (lambda a: a if a.status not in (404, 409) else None)(world.nobody().post("/ratings", body, key=key)),
                        what="rating open")
    answers = [rate(body) for body in bodies]
    equal([a.status for a in answers], [201, 201], "two cases, one key")
    equal(world.nobody().post("/ratings", bodies[0], key=key).body, answers[0].body, "repeated")
    refused(world.nobody().post("/ratings", dict(bodies[0], level="VERY_SATISFIED"), key=key), 422)
    refused(world.nobody().post("/ratings", dict(bodies[0], queryCode="WRONGCODE0"), key=key), 404)  # scope before the key


def keys_are_wanted_on_every_write(world):
    number = hand_in(world)["caseNumber"]
    refused(world.clerk.post(f"/cases/{number}:accept", key=None), 400)
    refused(world.clerk.post(f"/cases/{number}:accept", key=""), 400)
    refused(world.citizen.call("PUT", "/papers", PDF, key=None, headers={"Content-Type": "application/pdf"}), 400)
    refused(world.nobody().post("/ratings", {"caseNumber": number, "queryCode": "A", "level": "SATISFIED"}, key=None), 400)
    equal(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 1}, key=None).status, 200, "none wanted")
    key = str(uuid.uuid4())
    first = world.citizen.call("PUT", "/papers", PDF, key=key, headers={"Content-Type": "application/pdf"})
    again = world.citizen.call("PUT", "/papers", PDF, key=key, headers={"Content-Type": "application/pdf"})
    equal((again.status, again.body), (201, first.body), "the same paper")
    refused(world.citizen.call("PUT", "/papers", PDF + b"%", key=key, headers={"Content-Type": "application/pdf"}), 422)


# ---- sizes ----

def sizes_are_counted_in_characters(world):
    number = hand_in(world, applicant={"name": "名" * 100, "idNumber": citizen_number(1), "phone": "13812345678"},
                     form={"a": "字" * 2000})["caseNumber"]
    equal(len(world.citizen.get(f"/cases/{number}").json["form"]["a"]), 2000, "2 000 characters")
    refused(world.clerk.post(f"/cases/{number}:refuse", {"reason": "字" * 2001, "law": "甲"}), 400, "reason")
    refused(world.clerk.post(f"/cases/{number}:refuse", {"reason": "甲", "law": "字" * 2001}), 400, "law")
    refused(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["甲"] * 101}), 400, "missing")
    refused(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["字" * 2001]}), 400, "missing[0]")
    equal(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["甲"] * 100}).status, 200, "100 entries")
    refused(world.citizen.post("/cases", application(ITEM, world.township, form={f"k{n}": "v" for n in range(101)})), 400, "form")
    refused(world.citizen.post("/cases", application(ITEM, world.township, form={"字" * 101: "v"})), 400)
    refused(world.citizen.post("/cases", application(ITEM, world.township, papers=[{"name": "名" * 101,
                               "paperId": str(uuid.uuid4())}])), 400, "papers[0].name")
    refused(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 1, "pauses": [
        {"from": "2026-01-06", "to": "2026-01-06"}] * 101}, key=None), 400, "pauses")
    equal(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 3650, "extensionDays": 3650, "pauses": [
        {"from": "2026-01-06", "to": "2026-01-06"}] * 100}, key=None).status, 200, "as many as may be")
    filling = b'{"start":"2026-01-05","limitDays":1'
    equal(world.nobody().post("/deadlines:compute", filling + b" " * (65536 - len(filling) - 1) + b"}", key=None).status, 200, "64 KiB")
    refused(world.nobody().post("/deadlines:compute", filling + b" " * (65536 - len(filling)) + b"}", key=None), 413)


WRONG_TYPES = [({"applicant": []}, "applicant"), ({"papers": {}}, "papers"), ({"form": []}, "form"), ({"papers": ["x"]}, "papers[0]"),
               ({"itemCode": None}, "itemCode"), ({"unit": ["530623101"]}, "unit"), ({"intent": 1}, "intent"),
               ({"form": {"a": None}}, "form.a"), ({"form": {"a": ["x"]}}, "form.a"), ({"papers": [{"name": "甲"}]}, "papers[0].paperId"),
               ({"intent": "UNSPECIFIED"}, "intent"), ({"unit": ""}, "unit"), ({"itemCode": ""}, "itemCode")]


def wrong_types_name_their_field(world):
    for change, field in WRONG_TYPES:
        try:
            refused(world.citizen.post("/cases", application(ITEM, world.township) | change), 400, field)
        except AssertionError as wrong:
            raise AssertionError(f"{change}: {wrong}") from None
    for level in ("GOOD", 5, None, ""):
        refused(world.nobody().post("/ratings", {"caseNumber": NOWHERE, "queryCode": "A", "level": level}), 400, "level")
    refused(world.head.post(f"/rectifications/{uuid.uuid4()}:callBack", {"reached": "yes", "notes": "x"}), 400, "reached")


# ---- who may ----

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


def other_citizen(world):
    accounts = [a for a in world.county.accounts if a["role"] == "citizen"]
    return Api(world.url).sign_in(accounts[1]["username"], accounts[1]["password"])


# ---- the acts ----

def ten_wrong_codes_of_a_case_at_the_rating_too(world):
    got = hand_in(world)
    body = {"caseNumber": got["caseNumber"], "queryCode": got["queryCode"], "level": "SATISFIED"}
    wait_for(lambda: world.nobody().post("/ratings", body).status == 409, what="known to evaluation")
    for n in range(10):
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


def a_text_of_white_space_is_none(world):
    number = hand_in(world)["caseNumber"]
    for blank in (" ", " \t\n", "\u3000", "\u00a0\u200b"):
        refused(world.clerk.post(f"/cases/{number}:refuse", {"reason": blank, "law": "某法"}), 400, "reason")
        refused(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": [blank]}), 400, "missing")
        refused(world.clerk.post(f"/cases/{number}:requestCorrection", {"notes": blank}), 400, "missing")
        applicant = {"name": blank, "idNumber": citizen_number(3), "phone": "13812345678"}
        refused(world.citizen.post("/cases", application(ITEM, world.township, applicant=applicant)), 400, "applicant.name")
    got = hand_in(world)
    made(world.citizen.post(f"/cases/{got['caseNumber']}:withdraw", {"reason": " "}))
    body = {"caseNumber": got["caseNumber"], "queryCode": got["queryCode"], "level": "DISSATISFIED", "tags": [" "], "comment": "\n"}
    wait_for(lambda: world.nobody().post("/ratings", body).status == 400, what="a reason wanted")
    refused(world.nobody().post("/ratings", body), 400, "comment")


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


def deadlines_as_the_issue_says(world):
    def due(**body):
        return made(world.nobody().post("/deadlines:compute", body, key=None))["due"]
    equal(due(start="2026-01-05", limitDays=1), "2026-01-06", "the day it starts is not counted")
    equal(due(start="2026-01-10", limitDays=0), "2026-01-12", "N = 0: the first counted day from start on")
    equal(due(start="2026-01-10", limitDays=0, limitUnit="CALENDAR"), "2026-01-10", "calendar")
    equal(due(start="2026-01-05", limitDays=0, pauses=[{"from": "2026-01-05", "to": "2026-01-06"}]), "2026-01-07", "paused")
    equal(due(start="2026-01-05", limitDays=1, extensionDays=2, limitUnit="CALENDAR"), "2026-01-08", "extended")
    equal(due(start="2026-01-05", limitDays=0, extensionDays=1), "2026-01-06", "N = 1")
    refused(world.nobody().post("/deadlines:compute", {"start": "2026-1-5", "limitDays": 1}, key=None), 400, "start")
    refused(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 1.5}, key=None), 400, "limitDays")
    refused(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": "x"}, key=None), 400, "limitDays")
    refused(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": None}, key=None), 400, "limitDays")
    refused(world.nobody().post("/deadlines:compute", {"start": "2026-01-05", "limitDays": 1, "pauses": [{"from": "2026-01-05"}]},
                                key=None), 400, "pauses[0].to")


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


def no_status_that_the_document_does_not_tell(world):
    """Last: every answer that the tests above got."""
    paths = Schemas(world).document["paths"]
    templates = [(re.compile(re.sub(r"\\{\w+\\}", "[^/:]+", re.escape(path))), path) for path in paths]
    assert len(SEEN) > 100, SEEN
    for verb, path, status in sorted(SEEN):
        found = [template for pattern, template in templates if pattern.fullmatch(path)]
        if found and verb.lower() in paths[found[0]]:
            responses = paths[found[0]][verb.lower()]["responses"]
            assert str(status) in responses, f"{verb} {found[0]} answered {status}, told: {sorted(responses)}"


SEEN = set()


def remember(send):
    def sends(person, method, path, *more):
        answer = send(person, method, path, *more)
        SEEN.add((method, path.split("?")[0], answer.status))
        return answer
    return sends


if __name__ == "__main__":
    Api.send = remember(Api.send)
    sys.exit(main([each_answer_has_every_field, the_directory_has_every_field, papers_answer_as_described,
                   a_paper_that_claims_nothing_is_what_it_holds, a_session_is_made_and_ended,
                   names_numbers_and_phones_are_masked, paging, fifty_by_default,
                   cases_are_listed_by_state_and_unit, tasks_without_state_are_open_ones_and_mine,
                   the_first_check_that_fails_answers, a_repeat_after_the_state_has_moved_is_the_first_answer,
                   scope_comes_before_the_key, a_key_that_was_refused_may_be_used_again,
                   a_key_of_another_account_is_another_key, a_rating_key_is_the_cases,
                   keys_are_wanted_on_every_write, sizes_are_counted_in_characters, wrong_types_name_their_field,
                   an_immediate_case_opens_claimed_by_a_clerk_who_holds_the_role,
                   the_account_with_the_applicants_number_is_the_applicants_side, the_lower_case_x_is_the_same_person,
                   other_windows_may_not_know_and_those_who_see_may_not_act, ten_wrong_codes_of_a_case_at_the_rating_too,
                   a_rating_right_after_hand_in_is_too_early, a_rating_needs_a_level_and_a_negative_one_a_reason, each_act_names_what_it_lacks,
                   who_is_told_of_what, a_text_of_white_space_is_none, an_agent_delivers_what_they_carry,
                   identity_numbers_of_all_kinds, deadlines_as_the_issue_says, progress_is_for_the_holder_of_the_code, no_status_that_the_document_does_not_tell]))
