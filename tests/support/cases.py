"""Cases for the tests of the API's words, and its answers against /openapi.json."""
import datetime
import re

from api import Api, application
from checks import equal, main

ITEM = "LYJ-0201"  # promised: goes through review
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
NOWHERE = "530623-20200101-000001-0"
CHINA = datetime.timezone(datetime.timedelta(hours=8))
SEEN = set()  # (verb, path, status) of every answer


def today():
    return datetime.datetime.now(CHINA).date().isoformat()


def made(answer, status=200):
    equal(answer.status, status, str(answer))
    return answer.json


def mandate(agent, applicant, **more):
    """What an agent records of a mandate signed on paper."""
    principal = {"name": applicant["name"], "idNumber": applicant["idNumber"], "phone": applicant["phone"]}
    until = (datetime.datetime.now(CHINA).date() + datetime.timedelta(days=30)).isoformat()
    body = {"principal": principal, "paperId": paper(agent)["paperId"], "validUntil": until} | more
    return made(agent.post("/mandates", body), 201)["mandate"]


def hand_in(world, by=None, item=ITEM, **more):
    by, body = by or world.citizen, application(item, world.township, **more)
    if by.subject["role"] == "AGENT":
        body["mandate"] = mandate(by, body["applicant"])
    return made(by.post("/cases", body), 201)


def paper(person, content=PDF):
    return made(person.call("PUT", "/papers", content, headers={"Content-Type": "application/pdf"}), 201)


def other_citizen(world):
    accounts = [a for a in world.county.accounts if a["role"] == "citizen"]
    return Api(world.url).sign_in(accounts[1]["username"], accounts[1]["password"])


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


def no_status_that_the_document_does_not_tell(world):
    """Of all the answers the tests got."""
    paths = Schemas(world).document["paths"]
    templates = [(re.compile(re.sub(r"\\{\w+\\}", "[^/:]+", re.escape(path))), path) for path in paths]
    for verb, path, status in sorted(SEEN):
        found = [template for pattern, template in templates if pattern.fullmatch(path)]
        if found and verb.lower() in paths[found[0]]:
            responses = paths[found[0]][verb.lower()]["responses"]
            assert str(status) in responses, f"{verb} {found[0]} answered {status}, told: {sorted(responses)}"


def remember(send):
    def sends(person, method, path, *more):
        answer = send(person, method, path, *more)
        SEEN.add((method, path.split("?")[0], answer.status))
        return answer
    return sends


def main_told(tests):
    """checks.main, and at the end whether the document tells of every answer the tests got."""
    Api.send = remember(Api.send)
    return main([*tests, no_status_that_the_document_does_not_tell])
