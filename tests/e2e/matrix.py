#!/usr/bin/python3
"""Every operation of /openapi.json on the running system: who may call it, and that there is nothing listed that is not served.
usage: matrix.py URL ACCOUNTS_JSON STATE_DIR

1. Each route × {nobody, each role}: 401 and 403 exactly where `x-roles` says so. Things named are made up, so nothing happens.
2. Each route × {expired, signed out, revoked session} of somebody whose role it lists: 401, or, on a route for anyone, what nobody gets.
3. A case is led from hand-in to its rectification. People of the right role but another township, another agent, and another citizen
   call each route of its things with a body that is right by itself: 404, for they may not know. Lists show them nothing of it.
4. Each route is called on the things made, by somebody who may see them: never 404, 405 or 501.

The last lines say how many checks there were of each kind."""
import collections
import datetime
import pathlib
import re
import sys
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from api import Api, County, application, find, pages, wait_for  # noqa: E402
from cases import today  # noqa: E402
from checks import World  # noqa: E402

ITEM = "LYJ-0201"  # promised: goes through review
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
MADE_UP = {"caseNumber": "530623-20200101-000001-X", "unit": "999999", "item": "NONE-0000"}
SIGN_OUT = "/v1/sessions/current"
OPEN_TO_ALL = {"unit", "item"}  # path variables of things that are nobody's
LISTS = {"/v1/queue": ("/v1/queue?list=RECEIVED", "cases"), "/v1/agents": ("/v1/agents?unit=530623101", "agents")}  # whose address alone is not enough, and what they list


def elsewhere(person):
    return {"CITIZEN": "another citizen", "AGENT": "another agent"}.get(person.subject["role"], "another township")


class Operation:
    def __init__(self, verb, path, spec):
        self.verb, self.path = verb, path
        self.roles = spec.get("x-roles")  # None: livez and its like
        self.variables = re.findall(r"\{(\w+)\}", path)
        self.raw = "application/octet-stream" in spec.get("requestBody", {}).get("content", {})
        self.body = spec.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
        self.live = any("text/event-stream" in answer.get("content", {}) for answer in spec["responses"].values())
        self.name = f"{verb} {path}"

    def call(self, person, values, body=None):
        path = re.sub(r"\{(\w+)\}", lambda found: values[found[1]], self.path)
        if self.roles is None:
            return person.send(self.verb, path)
        if self.live:  # it would go on: its head says enough
            return person.call("HEAD", path + "?topics=notifications")
        if self.raw:
            return person.call(self.verb, path, PDF, headers={"Content-Type": "application/pdf"})
        return person.call(self.verb, path, (body or {}) if self.verb in ("POST", "PUT") else None)


class Matrix:
    def __init__(self, url, accounts, world=None):
        """world: the running system, whose database and people the parts after the first (roles) need."""
        self.url, self.county, self.world = url, County(url, accounts), world
        self.passed, self.failures, self.kinds = 0, [], collections.Counter()
        anyone = Api(url)
        api = anyone.send("GET", "/openapi.json").json
        anyone.close()
        self.schemas = api["components"]["schemas"]
        self.operations = [Operation(verb.upper(), path, spec) for path, verbs in api["paths"].items()
                           for verb, spec in verbs.items()]

    def check(self, condition, what, kind="served"):
        self.kinds[kind] += 1
        if condition:
            self.passed += 1
        else:
            self.failures.append(what)
            print(f"  FAILED {what}")

    # ---- 1: route × role ----

    def roles(self):
        roles = sorted({account["role"] for account in self.county.accounts})
        known = {role for operation in self.operations for role in operation.roles or []}
        for role in known - {"ANONYMOUS"} - {role.upper() for role in roles}:
            self.check(False, f"no account of role {role} to try")
        people = {"ANONYMOUS": Api(self.url), **{role.upper(): self.county.person(role) for role in roles}}
        for operation in self.operations:
            if operation.roles is None:
                continue
            for role, person in people.items():
                ends = operation.path == SIGN_OUT and person.token  # a session of its own, for the others are still needed
                own = self.county.person(role.lower()) if ends else person
                self.judge(operation, role, own)
                if ends:
                    own.close()
        for person in people.values():
            person.close()

    def judge(self, operation, role, person):
        values = {name: MADE_UP.get(name, str(uuid.UUID(int=1))) for name in operation.variables}
        answer = operation.call(person, values)
        if role in operation.roles:
            right = answer.status < 500 and answer.status not in (401, 403, 405)
            wanted = "let in"
        else:
            wanted = 401 if role == "ANONYMOUS" else 403
            right = answer.status == wanted
        kind = "let in" if role in operation.roles else "anonymous" if role == "ANONYMOUS" else "wrong role"
        self.check(right, f"{operation.name} as {role}: {answer} instead of {wanted}", kind)

    # ---- 2: sessions that ended ----

    def signed_in(self, role):
        return self.county.person(role.lower())

    def end(self, sql):
        self.world.cluster("psql", "bianmin", "-At", "-c", f"UPDATE intake.sessions SET {sql}")

    def ended_sessions(self):
        """For each way a session ends, somebody of each role. What the gateway remembers of one it has for 5 s at most, and these it
        never saw; but the one that signs out it forgets at once. SQL stands for a day that passes and for a new password."""
        roles = sorted({account["role"].upper() for account in self.county.accounts})
        kept = {role: self.signed_in(role) for role in roles}
        for person in kept.values():
            assert person.get("/notifications").status == 200
            assert person.call("DELETE", SIGN_OUT).status == 204
        yield "signed out", kept
        for kind, change in (("expired", "expires_at = '2020-01-01'"), ("revoked", "revoked = true")):
            marker = datetime.datetime.now(datetime.timezone.utc).isoformat()
            people = {role: self.signed_in(role) for role in roles}
            self.end(f"{change} WHERE created_at >= '{marker}'")
            yield kind, people

    def sessions_end(self):
        for kind, people in self.ended_sessions():
            for operation in self.operations:
                if operation.roles is not None:
                    self.judge_ended(kind, operation, people)
            for person in people.values():
                person.close()

    def judge_ended(self, kind, operation, people):
        values = {name: MADE_UP.get(name, str(uuid.UUID(int=1))) for name in operation.variables}
        role = next(role for role in people if role in operation.roles)
        answer = operation.call(people[role], values)
        if "ANONYMOUS" in operation.roles:
            nobody = Api(self.url)
            right = answer.status == operation.call(nobody, values).status
            nobody.close()
        else:
            right = answer.status == 401
        self.check(right, f"{operation.name} by a {role} whose session is {kind}: {answer}", kind)

    # ---- 3: scope ----

    def strangers(self, town):
        """Somebody of each role that has a place, from elsewhere; and another citizen."""
        people = []
        for role in ("citizen", "agent", "clerk", "centre_head", "reviewer", "office_head"):
            there = [account for account in self.county.accounts if account["role"] == role]
            elsewhere = there[1:] if role == "citizen" else [a for a in there if len(a["unit"]) > 6 and
                                                             not a["unit"].startswith(town)]
            self.check(elsewhere, f"no {role} elsewhere to try")
            people += [Api(self.url).sign_in(a["username"], a["password"]) for a in elsewhere[:1]]
        return people

    def nobody_else_sees(self, values, people):
        for operation in self.operations:
            scoped = [name for name in operation.variables if name not in OPEN_TO_ALL]
            if not scoped or "ANONYMOUS" in operation.roles:
                continue
            for person in people:
                if person.subject["role"] in operation.roles:
                    answer = operation.call(person, values, self.example(operation.body or {}))
                    self.check(answer.status == 404, f"{operation.name} by a {person.subject['role']} from elsewhere: {answer}",
                               elsewhere(person))

    def lists_hide(self, values, people):
        """A list of things that are somebody's has none of the made ones, page by page."""
        mine = [values[name] for name in ("caseNumber", "paperId", "task", "rectification", "notification", "mandate", "visit")]
        for operation in self.operations:
            if operation.verb != "GET" or operation.live or operation.variables or operation.roles is None or "ANONYMOUS" in operation.roles:
                continue
            path, plural = LISTS.get(operation.path, (operation.path, operation.path.rsplit("/", 1)[1]))
            for person in people:
                if person.subject["role"] in operation.roles:
                    seen = str(list(pages(person, path, plural)))
                    shown = [thing for thing in mine if thing in seen]
                    self.check(not shown, f"{operation.name} shows a {person.subject['role']} from elsewhere {shown}", elsewhere(person))

    def example(self, schema):
        """The least that a schema takes."""
        if "$ref" in schema:
            return self.example(self.schemas[schema["$ref"].rsplit("/", 1)[1]])
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object")
        if kind == "object":
            return {name: self.example(schema["properties"][name]) for name in schema.get("required", [])}
        if kind == "array":
            return [self.example(schema["items"])] * schema.get("minItems", 0)
        return {"string": "2026-01-05", "integer": schema.get("minimum", 0), "boolean": False}[kind]

    # ---- 4: nothing listed that is not served ----

    def must(self, answer, *statuses):
        if answer.status not in statuses:
            raise AssertionError(f"on the way to a made thing: {answer}")
        return answer.json

    def make(self):
        """Leads a case to its rectification; returns path variable → value, and the people in it, all of whom see it."""
        county = self.county
        clerk = county.person("clerk")
        self.town = town = county.account("clerk")["unit"]
        citizen, head = county.person("citizen"), county.person("centre_head", town)
        paper = self.must(citizen.call("PUT", "/papers", PDF, headers={"Content-Type": "application/pdf"}), 201)["paperId"]
        body = application(ITEM, town, serial=401, papers=[{"name": "采伐申请表", "paperId": paper}])
        handed_in = self.must(citizen.post("/cases", body), 201)
        number = handed_in["caseNumber"]
        self.must(clerk.post(f"/cases/{number}:accept"), 200)
        reviewer, task = county.reviewer_of(town, number)
        self.must(reviewer.post(f"/tasks/{task['task']}:claim"), 200)
        self.must(reviewer.post(f"/tasks/{task['task']}:decide", {"outcome": "GRANT", "reasons": "符合条件"}), 200)
        wait_for(lambda: clerk.get(f"/cases/{number}").json["state"] == "DECIDED", what="DECIDED")
        self.must(clerk.post(f"/cases/{number}:deliver", {"method": "WINDOW", "receiver": "测试申请人"}), 200)
        rating = {"caseNumber": number, "queryCode": handed_in["queryCode"], "level": "VERY_DISSATISFIED", "tags": [],
                  "comment": "等了很久"}
        wait_for(lambda: Api(self.url).post("/ratings", rating).status == 201, what="rating")
        found = wait_for(lambda: find(head, "/rectifications", "rectifications", caseNumber=number), what="rectification")
        notice = wait_for(lambda: find(citizen, "/notifications", "notifications", caseNumber=number), what="notification")
        values = {"caseNumber": number, "paperId": paper, "task": task["task"], "unit": town, "item": ITEM,
                  "rectification": found["rectification"], "notification": notice["notification"]}
        self.receipt = self.must(clerk.get(f"/cases/{number}/documents"), 200)["documents"][0]
        values["document"] = self.receipt["number"]
        values["username"] = county.account("integrator")["username"]
        agent = county.person("agent", town)
        given = {"agent": county.account("agent", town)["username"], "validUntil": today()}
        values["mandate"] = self.must(citizen.post("/mandates", given), 201)["mandate"]
        visit = {"unit": town, "name": "测试甲", "phone": "13812345678", "address": "测试村一组"}
        values["visit"] = self.must(citizen.post("/visits", visit), 201)["visit"]
        self.query_code = handed_in["queryCode"]
        return values, [citizen, agent, clerk, head, reviewer, county.person("county_supervisor"), county.person("administrator")]

    def everything_is_served(self, values, people):
        for operation in self.operations:
            unknown = [name for name in operation.variables if name not in values]
            self.check(not unknown, f"{operation.name}: tell make() how a {unknown} comes about")
            if not unknown:
                self.serve(operation, values, people)

    def serve(self, operation, values, people):
        if operation.path == "/v1/progress/{caseNumber}":
            answer = Api(self.url).get(f"/progress/{values['caseNumber']}?queryCode={self.query_code}")
            self.check(answer.status == 200, f"{operation.name}: {answer}")
            return
        if operation.path == "/v1/documents/{document}":
            answer = Api(self.url).get(f"/documents/{self.receipt['number']}?code={self.receipt['code']}")
            self.check(answer.status == 200, f"{operation.name}: {answer}")
            return
        roles = operation.roles or ["ANONYMOUS"]
        person = next((p for p in people if p.subject["role"] in roles), None)
        if operation.path == SIGN_OUT:
            person = self.county.person("citizen")
        self.check(person or "ANONYMOUS" in roles, f"{operation.name}: nobody in the case may call it")
        asked = person or Api(self.url)
        listed = LISTS.get(operation.path)
        answer = asked.get(listed[0]) if listed else operation.call(asked, values)
        self.check(answer.status not in (404, 405, 501) and answer.status < 500, f"{operation.name}: {answer}")
        if operation.verb == "GET":
            self.check(answer.status == 200, f"{operation.name} of a made thing: {answer}")

    def run(self):
        self.roles()
        self.sessions_end()
        values, people = self.make()
        strangers = self.strangers(self.town)
        self.nobody_else_sees(values, strangers)
        self.lists_hide(values, strangers)
        self.everything_is_served(values, people)
        print(f"{len(self.operations)} operations; " + ", ".join(f"{kind}: {count}" for kind, count in sorted(self.kinds.items())))
        print(f"{self.passed} passed, {len(self.failures)} failed")
        return 1 if self.failures else 0


if __name__ == "__main__":
    url, accounts, state = sys.argv[1:4]
    sys.exit(Matrix(url, accounts, World(url, accounts, state)).run())
