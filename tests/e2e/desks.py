#!/usr/bin/python3
"""What the pages ask of the API beside the acts on a case: matters found, boards, documents, work lists, mandates, administration.
usage: desks.py URL ACCOUNTS_JSON STATE_DIR [NAME …]"""
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import application, citizen_number, find, pages, wait_for  # noqa: E402
from cases import ITEM, hand_in, made, main_told, other_citizen, today  # noqa: E402
from checks import equal, refused  # noqa: E402


def codes(world, query):
    return [item["item"] for item in pages(world.nobody(), "/items?" + query, "items")]


def I03_a_matter_is_found_by_plain_words_life_event_and_office(world):
    equal(codes(world, "query=老人补贴怎么领")[:1], ["MZ-0404"], "what people call it")
    equal(codes(world, "query=低保")[:1], ["MZ-0401"], "two characters")
    equal(codes(world, "query=我想开饭店")[:1], ["SC-0803"], "a sentence")
    assert "GA-0901" in codes(world, "lifeEvent=MOVING"), "by life event"
    office = next(unit for unit in pages(world.nobody(), f"/units?parent={world.township}&kind=OFFICE", "units")
                  if unit["name"] == "林业站")
    equal(codes(world, f"unit={office['unit']}"), ["LYJ-0201", "LYJ-0202"], "by office")
    equal(codes(world, f"unit={office['unit']}&inForce=true"), ["LYJ-0201"], "in force")
    refused(world.nobody().get("/items?lifeEvent=PARTY"), 400, "lifeEvent")
    refused(world.nobody().get("/items?unit=999999"), 404)


def I03_the_guide_tells_papers_days_fee_and_place(world):
    guide = made(world.nobody().get(f"/items/LYJ-0201/guide?unit={world.township}"))
    item = guide["item"]
    equal((item["promisedDays"], item["statutoryDays"], item["feeYuan"], item["guide"]["feeBasis"]), (7, 20, 0, "不收费"), "days, fee")
    paper = next(paper for paper in item["papers"] if paper["name"] == "林权证")
    equal((paper["original"], paper["copies"], paper["issuedBy"]), (True, 1, "林权登记机关"), "a paper")
    assert item["guide"]["steps"] and item["guide"]["onlineHow"], item["guide"]
    equal((guide["hall"]["unit"], guide["office"]["name"]), (world.township, "林业站"), "where")
    assert guide["hall"]["hours"] and guide["hall"]["phone"], guide
    equal(guide["lacks"], [], "a licence binds by its law")
    lacks = made(world.nobody().get(f"/items/MZ-0404/guide?unit={world.township}"))["lacks"]
    equal(lacks, ["legalBasis"], "what is not said yet")


def documents(world, person, number):
    return {paper["kind"]: paper for paper in made(person.get(f"/cases/{number}/documents"))["documents"]}


def I05_documents_prove_themselves(world):
    number = hand_in(world)["caseNumber"]
    made(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["采伐设计"]}))
    notice = documents(world, world.citizen, number)["CORRECTION"]
    assert notice["title"] and any("采伐设计" in line for line in notice["paragraphs"]), notice
    made(world.citizen.post(f"/cases/{number}:correct", {"papers": [], "form": {"补": "正"}}))
    made(world.clerk.post(f"/cases/{number}:accept"))
    receipt = documents(world, world.clerk, number)["RECEIPT"]
    equal(receipt["applicantName"], "测试申请人", "in full on the paper")
    for paper in (notice, receipt):
        proof = made(world.nobody().get(f"/documents/{paper['number']}?code={paper['code']}"))
        equal((proof["kind"], proof["state"], proof["unit"]), (paper["kind"], "ACCEPTED", world.township), "proof")
        assert proof["maskedName"].startswith("测*"), proof
        refused(world.nobody().get(f"/documents/{paper['number']}?code=AAAAAAAAAA"), 404, code="DOCUMENT_NOT_FOUND")
    refused(world.nobody().get(f"/documents/{notice['number']}?code={receipt['code']}"), 404)
    refused(other_citizen(world).get(f"/cases/{number}/documents"), 404)


def N05_what_was_granted_stands_on_the_board(world):
    def count():
        counts = made(world.nobody().get(f"/units/{world.township}/results"))["counts"]
        return next((row["granted"] for row in counts if row["itemCode"] == ITEM), 0)
    before = count()
    number = made(world.clerk.post("/cases", application(ITEM, world.township, intent="ACCEPT")), 201)["caseNumber"]
    reviewer, task = world.county.reviewer_of(world.township, number)
    made(reviewer.post(f"/tasks/{task['task']}:claim"))
    made(reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT"}))
    wait_for(lambda: count() == before + 1, what="on the board")
    shown = made(world.nobody().get(f"/units/{world.township}/results?pageSize=1"))["results"][0]
    equal((shown["itemCode"], shown["maskedName"][:2]), (ITEM, "测*"), "masked")
    certificate = documents(world, world.clerk, number)["CERTIFICATE"]
    equal(made(world.nobody().get(f"/documents/{certificate['number']}?code={certificate['code']}"))["kind"], "CERTIFICATE", "proof")


def queue(world, person, name):
    return [case["caseNumber"] for case in pages(person, f"/queue?list={name}", "cases")]


def I04_what_waits_at_a_window_and_with_an_agent(world):
    number = hand_in(world)["caseNumber"]
    assert number in queue(world, world.clerk, "RECEIVED"), "received"
    made(world.clerk.post(f"/cases/{number}:requestCorrection", {"missing": ["采伐设计"]}))
    assert number in queue(world, world.clerk, "PAPERS") and number not in queue(world, world.clerk, "RECEIVED"), "papers"
    counts = made(world.clerk.get("/queue?list=PAPERS&pageSize=1"))["counts"]
    assert counts["papers"] >= 1, counts
    refused(world.clerk.get("/queue"), 400, "list")
    assert number not in queue(world, world.person("clerk", world.other_township), "PAPERS"), "another window's"
    shown = [case["itemCode"] for case in pages(world.clerk, f"/cases?itemCode={ITEM}&applicant=测试", "cases")]
    equal(set(shown), {ITEM}, "narrowed by item and name")
    other = hand_in(world)["caseNumber"]
    made(world.clerk.post(f"/cases/{other}:refuse", {"reason": "甲", "law": "乙"}))
    assert find(world.head, "/cases?refusalPending=true", "cases", caseNumber=other), "a refusal to confirm"


def I16_a_person_by_the_whole_number(world):
    hand_in(world, by=world.clerk)
    found = made(world.clerk.post("/people:find", {"idNumber": citizen_number(1)}))
    equal((found["found"], found["applicant"]["name"]), (True, "测试申请人"), "found")
    assert found["cases"], found
    refused(world.clerk.post("/people:find", {"idNumber": citizen_number(1)[:-1]}), 400, "idNumber")
    refused(world.citizen.post("/people:find", {"idNumber": citizen_number(1)}), 403)
    nobody = made(world.person("clerk", world.other_township).post("/people:find", {"idNumber": citizen_number(998, "19330303")}))
    equal((nobody["found"], nobody["cases"]), (False, []), "nobody")


def I08_an_agent_carries_by_mandate_only(world):
    agent, citizen = world.person("agent", world.township), world.citizen
    chosen = next(a for a in made(citizen.get(f"/agents?unit={world.township}"))["agents"] if a["name"] == agent.subject["name"])
    body = {"agent": chosen["agent"], "validUntil": today()}
    given = made(citizen.post("/mandates", body), 201)
    own = next(a["idNumber"] for a in world.county.accounts if a["role"] == "citizen")
    applicant = {"name": citizen.subject["name"], "idNumber": own, "phone": "13812345678"}
    sent = application(ITEM, world.township, applicant=applicant)
    refused(agent.post("/cases", sent), 400, "mandate", code="MANDATE_NOT_VALID")
    number = made(agent.post("/cases", sent | {"mandate": given["mandate"]}), 201)["caseNumber"]
    equal(made(citizen.get(f"/cases/{number}"))["mandate"], given["mandate"], "named in the case")
    equal(made(citizen.post(f"/mandates/{given['mandate']}:takeBack"))["state"], "TAKEN_BACK", "taken back")
    refused(agent.post("/cases", sent | {"mandate": given["mandate"]}), 400, "mandate")
    refused(citizen.post("/mandates", body | {"validUntil": "2099-01-01"}), 400, "validUntil")


def I08_a_visit_at_home(world):
    agent, citizen = world.person("agent", world.township), world.citizen
    asked = {"unit": world.township, "name": "测试甲", "phone": "13812345678", "address": "测试村一组", "wish": "行动不便"}
    visit = made(citizen.post("/visits", asked), 201)["visit"]
    assert find(agent, "/visits?state=ASKED", "visits", visit=visit), "the unit's agent sees it"
    refused(world.person("agent", other_than=world.township).post(f"/visits/{visit}:plan", {"plannedOn": today()}), 404)
    equal(made(agent.post(f"/visits/{visit}:plan", {"plannedOn": today()}))["state"], "PLANNED", "taken")
    equal(made(agent.post(f"/visits/{visit}:done", {"notes": "材料已收"}))["state"], "DONE", "made")
    refused(citizen.post(f"/visits/{visit}:cancel", {"reason": "不用了"}), 409)
    assert find(citizen, "/visits", "visits", visit=visit)["agentName"] == agent.subject["name"]


def G02_an_administrator_sees_and_changes(world):
    admin = world.person("administrator")
    unit = made(world.nobody().get(f"/units/{world.other_township}"))
    changed = unit | {"phone": f"0870-662{1000 + unit['version'] % 9000}"}
    changed.pop("path")
    made(admin.call("PUT", "/units", {"units": [changed]}))
    made(admin.call("PUT", "/units", {"units": [changed]}))  # the answer was lost: again is harmless
    refused(admin.call("PUT", "/units", {"units": [changed | {"phone": "0870-6620000"}]}), 409, code="VERSION_CHANGED")
    equal(made(world.nobody().get(f"/units/{world.other_township}"))["phone"], changed["phone"], "changed")
    clerk = next(account for account in pages(admin, f"/accounts?unit={world.other_township}", "accounts")
                 if account["roles"] == ["CLERK"])
    equal((clerk["idNumber"], clerk["email"], clerk["password"]), ("", "", ""), "no secrets")
    other = next(a for a in world.county.accounts if a["username"] == clerk["username"])
    session = world.nobody().sign_in(other["username"], other["password"])
    made(admin.post(f"/accounts/{clerk['username']}:endSessions"), 204)
    wait_for(lambda: session.get("/notifications").status == 401, what="the session ended")
    refused(world.clerk.get("/accounts"), 403)
    refused(admin.call("PUT", "/items", {"items": [made(world.nobody().get("/items/LYJ-0201")) | {"promisedDays": 99}]}), 400)


if __name__ == "__main__":
    sys.exit(main_told([I03_a_matter_is_found_by_plain_words_life_event_and_office, I03_the_guide_tells_papers_days_fee_and_place,
                        I05_documents_prove_themselves, N05_what_was_granted_stands_on_the_board,
                        I04_what_waits_at_a_window_and_with_an_agent, I16_a_person_by_the_whole_number,
                        I08_an_agent_carries_by_mandate_only, I08_a_visit_at_home,
                        G02_an_administrator_sees_and_changes]))
