#!/usr/bin/python3
"""What bad input gets: a refusal that names the field, and nothing stored.
usage: bad_input.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import hashlib
import json
import pathlib
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import application, citizen_number, pages, raw  # noqa: E402
from checks import equal, main, refused  # noqa: E402

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cf500f0003"
                    "8101807c9a7d240000000049454e44ae426082")


def count(world):
    return sum(1 for _ in pages(world.citizen, "/cases?pageSize=200", "cases"))


def with_field(path, value):
    """An application with one field changed; a path like applicant.idNumber."""
    body = application("LYJ-0201", "530623101")
    place = body
    *parents, last = path.split(".")
    for name in parents:
        place = place[name]
    if value is None:
        place.pop(last)
    else:
        place[last] = value
    return body


FIELDS = [  # what is wrong, field, value, status, the field the answer names
    ("a false check character", "applicant.idNumber", "530623198503120011", 400, "applicant.idNumber"),
    ("a birth date that never was", "applicant.idNumber", "530623198502300012", 400, "applicant.idNumber"),
    ("a phone of letters", "applicant.phone", "abcdefghijk", 400, "applicant.phone"),
    ("no phone", "applicant.phone", None, 400, "applicant.phone"),
    ("a name of 101 characters", "applicant.name", "名" * 101, 400, "applicant.name"),
    ("an empty name", "applicant.name", "", 400, "applicant.name"),
    ("no applicant", "applicant", None, 400, "applicant"),
    ("a number for a name", "applicant.name", 7, 400, "applicant.name"),
    ("an unknown field", "colour", "red", 400, "colour"),
    ("an unknown field inside", "applicant.colour", "red", 400, "applicant.colour"),
    ("an intent that is none", "intent", "SING", 400, "intent"),
    ("no intent", "intent", None, 400, "intent"),
    ("a form of numbers", "form", {"a": 1}, 400, "form.a"),
    ("a form text of 2001 characters", "form", {"a": "字" * 2001}, 400, "form.a"),
    ("101 papers", "papers", [{"name": "甲", "paperId": str(uuid.UUID(int=n))} for n in range(101)], 400, "papers"),
    ("a paper that does not exist", "papers", [{"name": "甲", "paperId": str(uuid.uuid4())}], 404, "papers[0].paperId"),
    ("an item that does not exist", "itemCode", "NO-0000", 404, "itemCode"),
    ("a unit that does not exist", "unit", "530623999", 404, "unit"),
    ("a NUL in a text", "applicant.name", "a\u0000b", 400, "applicant.name"),
]


def each_bad_field_is_named_and_nothing_is_stored(world):
    before = count(world)
    for what, path, value, status, field in FIELDS:
        body = with_field(path, value)
        if path != "unit":
            body["unit"] = world.township
        try:
            refused(world.citizen.post("/cases", body), status, field)
        except AssertionError as wrong:
            raise AssertionError(f"{what}: {wrong}") from None
    equal(count(world), before, "cases stored")


def malformed_bodies(world):
    good = json.dumps(application("LYJ-0201", world.township)).encode()
    for what, body in (("cut", good[:-5]), ("empty", b""), ("an array", b"[]"), ("a word", b"null"), ("twice", good + good),
                       ("bad UTF-8", good.replace("测试".encode(), b"\xff\xfe") if "测试".encode() in good else b'{"itemCode":"\xff"}'),
                       ("a repeated member", b'{"unit":"1","unit":"2"}'), ("nested deep", b"[" * 5000 + b"]" * 5000),
                       ("a lone surrogate", b'{"itemCode":"\\ud800"}')):
        try:
            refused(world.citizen.post("/cases", body), 400)
        except AssertionError as wrong:
            raise AssertionError(f"{what}: {wrong}") from None


def another_media_type_is_415(world):
    refused(world.citizen.call("POST", "/cases", b"a=1", headers={"Content-Type": "application/x-www-form-urlencoded"}), 415)


def a_body_over_the_limit_is_413(world):
    refused(world.citizen.post("/cases", b'{"itemCode":"' + b"a" * 70000 + b'"}'), 413)


def a_head_over_the_limit_is_431(world):
    refused(world.citizen.get("/cases", **{"X-Long": "a" * 9000}), 431)


def query_parameters_are_known_or_refused(world):
    refused(world.clerk.get("/cases?colour=red"), 400, "colour")
    refused(world.clerk.get("/cases?state=SINGING"), 400, "state")
    refused(world.clerk.get("/cases?pageSize=0x10"), 400, "pageSize")
    refused(world.clerk.get("/cases?pageToken=nonsense"), 400, "pageToken")
    equal(world.clerk.get("/cases?state=&unit=&pageToken=").status, 200, "empty is absent")
    equal(world.clerk.get("/cases?pageSize=100000").status, 200, "more is cut")


def keys(world):
    body = application("LYJ-0201", world.township, serial=42)
    refused(world.citizen.post("/cases", body, key=None), 400)
    refused(world.citizen.post("/cases", body, key="not-a-uuid"), 400)
    key = str(uuid.uuid4())
    bad = dict(body, itemCode="NO-0000")
    refused(world.citizen.post("/cases", bad, key=key), 404)
    first = world.citizen.post("/cases", body, key=key)
    equal(first.status, 201, "after a refusal the key may be used again")
    again = world.citizen.post("/cases", body, key=key)
    equal((again.status, again.body), (201, first.body), "the first answer, word for word")
    refused(world.citizen.post("/cases", dict(body, form={"x": "y"}), key=key), 422)
    equal(world.clerk.post("/cases", body, key=key).status, 201, "another account's key is another key")


def sessions(world):
    nobody = world.nobody()
    refused(nobody.get("/cases"), 401)
    nobody.token = "A" * 43
    refused(nobody.get("/cases"), 401)
    account = world.county.account("citizen")
    refused(world.nobody().post("/sessions", {"username": account["username"], "password": "wrong"}, key=None), 401)
    person = world.nobody().sign_in(account["username"], account["password"])
    equal(person.get("/cases").status, 200, "signed in")
    equal(person.call("DELETE", "/sessions/current").status, 204, "signed out")
    refused(person.get("/cases"), 401)


def routes(world):
    refused(world.citizen.get("/nothing"), 404)
    refused(world.citizen.post("/cases/530623-20261123-000001-0:sing"), 404)
    refused(world.citizen.get("/cases/530623-20261123-999999-0"), 404)


def papers_are_what_they_claim(world):
    def put(data, media="application/pdf", person=None, key="new"):
        return (person or world.citizen).call("PUT", "/papers", data, headers={"Content-Type": media}, key=key)

    big = PDF + b"\n%" + bytes(range(256)) * 3000
    for data, media in ((PDF, "application/pdf"), (PNG, "image/png"), (big, "application/pdf")):
        got = put(data, media)
        equal(got.status, 201, str(got))
        equal((got.json["sha256"], got.json["size"], got.json["mediaType"]),
              (hashlib.sha256(data).hexdigest(), len(data), media), "as uploaded")
        back = world.citizen.get(f"/papers/{got.json['paperId']}")
        equal((back.status, back.body == data, back.headers["Content-Type"]), (200, True, media), "as served")
        assert back.headers["Content-Disposition"].startswith("attachment"), back.headers
        refused(world.person("citizen", other_than="-") .get(f"/papers/{uuid.uuid4()}"), 404)
        refused(world.person("agent").get(f"/papers/{got.json['paperId']}"), 404)
    refused(put(PNG, "application/pdf"), 415)
    refused(put(b"MZ\x90\x00" + b"\x00" * 200, "application/pdf"), 415)
    refused(put(b"", "application/pdf"), 400)
    refused(put(PDF, key=None), 400)
    key = str(uuid.uuid4())
    first = put(PDF, key=key)
    equal(put(PDF, key=key).body, first.body, "the first answer, word for word")
    refused(put(PNG, "image/png", key=key), 422)


def a_paper_over_20_MB_is_413(world):
    refused(world.citizen.call("PUT", "/papers", PDF + b"%" * (20 * 1024 * 1024), headers={"Content-Type": "application/pdf"}), 413)


def a_paper_is_served_to_those_who_see_its_case(world):
    paper = world.citizen.call("PUT", "/papers", PDF, headers={"Content-Type": "application/pdf"}).json["paperId"]
    body = application("LYJ-0201", world.township, papers=[{"name": "采伐申请表", "paperId": paper}])
    equal(world.citizen.post("/cases", body).status, 201, "handed in")
    equal(world.clerk.get(f"/papers/{paper}").body, PDF, "the window")
    refused(world.person("clerk", world.other_township).get(f"/papers/{paper}"), 404)


HEADS = [  # what no client should send, and what it gets
    ("two Content-Lengths", b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400),
    ("length and chunked", b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
    ("a signed length", b"POST /v1/sessions HTTP/1.1\r\nHost: x\r\nContent-Length: +2\r\n\r\n{}", 400),
    ("bare LF", b"GET /v1/items HTTP/1.1\nHost: x\n\n", 400),
    ("a folded line", b"GET /v1/items HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n", 400),
    ("two Hosts", b"GET /v1/items HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
    ("no Host", b"GET /v1/items HTTP/1.1\r\n\r\n", 400),
    ("a NUL", b"GET /v1/items HTTP/1.1\r\nHost: x\r\nX: a\0b\r\n\r\n", 400),
    ("a space before the colon", b"GET /v1/items HTTP/1.1\r\nHost : x\r\n\r\n", 400),
    ("an absolute target", b"GET http://x/v1/items HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("65 fields", b"GET /v1/items HTTP/1.1\r\nHost: x\r\n" + b"".join(b"X-%d: 1\r\n" % n for n in range(65)) + b"\r\n", 431),
]


def heads_that_smuggle_are_refused(world):
    for what, head, status in HEADS:
        got = raw(world.url, head)
        assert got.startswith(b"HTTP/1.1 %d " % status), f"{what}: {got[:120]!r}"
        assert b"application/problem+json" in got, f"{what}: {got[:300]!r}"


def wrong_ids_are_not_found(world):
    for path in ("/cases/abc", "/papers/abc", "/tasks"):
        assert world.clerk.get(path).status in (403, 404), path
    refused(world.person("reviewer", world.township).post("/tasks/abc:claim"), 404)


def applicants_are_checked_at_the_window_too(world):
    for number in ("", "1", citizen_number(5)[:-1] + "Z"):
        refused(world.clerk.post("/cases", with_field("applicant.idNumber", number) | {"unit": world.township}), 400,
                "applicant.idNumber")


if __name__ == "__main__":
    sys.exit(main([each_bad_field_is_named_and_nothing_is_stored, malformed_bodies, another_media_type_is_415,
                   a_body_over_the_limit_is_413, a_head_over_the_limit_is_431, query_parameters_are_known_or_refused, keys,
                   sessions, routes, papers_are_what_they_claim, a_paper_over_20_MB_is_413,
                   a_paper_is_served_to_those_who_see_its_case, heads_that_smuggle_are_refused, wrong_ids_are_not_found,
                   applicants_are_checked_at_the_window_too]))
