#!/usr/bin/python3
"""What is checked, in which order: the first that fails answers. Keys, sizes, types.
usage: order.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, application, citizen_number, wait_for  # noqa: E402
from cases import ITEM, NOWHERE, PDF, hand_in, made, main_told  # noqa: E402
from checks import equal, refused  # noqa: E402


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


if __name__ == "__main__":
    sys.exit(main_told([the_first_check_that_fails_answers, a_repeat_after_the_state_has_moved_is_the_first_answer,
                       scope_comes_before_the_key, a_key_that_was_refused_may_be_used_again,
                       a_key_of_another_account_is_another_key, a_rating_key_is_the_cases, keys_are_wanted_on_every_write,
                       sizes_are_counted_in_characters, wrong_types_name_their_field, a_text_of_white_space_is_none,
                       deadlines_as_the_issue_says]))
