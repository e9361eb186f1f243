#!/usr/bin/python3
"""Makes the corpora that fuzzing begins with. usage: seeds.py GENERATED DIR

GENERATED is where the build put protos.bin and bianmin/permissions.json. For each target a folder in DIR:
gateway, http   the recorded requests of corpus/requests.jsonl as they go over the wire
json, request   the same by their methods, as JSON and as envelope and payload; beside them one made-up request a method, and one
                delivery an event, filled by the field's type and rule
words, files    what people write: numbers, days, paths; the shipped calendar, settings, keys
broker          conversations: join, request, job, reply"""
import json
import pathlib
import re
import struct
import sys
import urllib.parse

from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

HERE = pathlib.Path(__file__).resolve().parent
TREE = HERE.parent.parent
KEY = "01890a5d-ac96-774b-bcce-b302099a8057"
TEXTS = {"case_number": "530623-20261123-000042-9", "unit": "530623101", "unit_path": "530623/530623101", "id_number": "530623198503120017",
         "phone": "13812345678", "email": "a@example.org", "item": "LYJ-0201", "item_code": "LYJ-0201", "office": "530623101-05",
         "lead_office": "530623101-05", "accepted_on": "2026-11-23", "promised_due": "2026-12-02", "statutory_due": "2026-12-21",
         "start": "2026-11-23", "page_token": "", "sha256": "0" * 64, "media_type": "application/pdf", "username": "clerk1",
         "password": "a-long-password", "parent": "530623", "path": "530623/530623101"}


class Protos:
    def __init__(self, generated):
        files = descriptor_pb2.FileDescriptorSet.FromString((generated / "protos.bin").read_bytes())
        self.pool = descriptor_pool.DescriptorPool()
        for file in files.file:
            self.pool.Add(file)
        self.factory = message_factory.MessageFactory(self.pool)
        self.services = [service for file in files.file for service in file.service]
        self.files = files
        extension = self.pool.FindExtensionByName
        self.options = {name: extension(f"bm.{name}") for name in ("rpc", "rule", "event", "service")}

    def new(self, name):
        return self.factory.GetPrototype(self.pool.FindMessageTypeByName(name))()

    def option(self, options, name):
        """An option of ours: the pool's own classes know it."""
        known = self.new(options.DESCRIPTOR.full_name)
        known.ParseFromString(options.SerializeToString())
        extension = self.options[name]
        return known.Extensions[extension] if known.HasExtension(extension) else None

    def methods(self):
        for service in self.services:
            name = self.option(service.options, "service")
            for method in service.method:
                yield f"{name}.{method.name}", method.input_type.lstrip(".")

    def events(self):
        for file in self.files.file:
            for message in file.message_type:
                event = self.option(message.options, "event")
                if event:
                    yield event, f"{file.package}.{message.name}"

    def filled(self, name, depth=0):
        """A message with something in every field."""
        message = self.new(name)
        for field in message.DESCRIPTOR.fields:
            if depth > 4:
                break
            value = self.value(field, depth)
            if field.message_type and field.message_type.GetOptions().map_entry:
                getattr(message, field.name)["名称"] = "值"
            elif field.label == field.LABEL_REPEATED:
                getattr(message, field.name).extend([value])
            elif field.message_type:
                getattr(message, field.name).CopyFrom(value)
            else:
                setattr(message, field.name, value)
        return message

    def value(self, field, depth):
        if field.message_type:
            return None if field.message_type.GetOptions().map_entry else self.filled(field.message_type.full_name, depth + 1)
        if field.enum_type:
            return field.enum_type.values[1].number
        if field.type == field.TYPE_STRING:
            uuid = re.search(r"(paper_id|^task$|rectification$|notification$|^id$)", field.name)
            return TEXTS.get(field.name, KEY if uuid else "文字")
        return {field.TYPE_BYTES: b"%PDF-1.4", field.TYPE_BOOL: True}.get(field.type, 1)


class Seeds:
    def __init__(self, generated, out):
        self.out, self.protos = out, Protos(generated)
        routes = json.loads((generated / "bianmin/permissions.json").read_text())
        self.routes = [(r["verb"], re.compile(re.sub(r"\\{(\w+)\\}", r"(?P<\1>[^/:]+)", re.escape(r["path"]))), r["method"])
                       for r in routes]
        self.inputs = dict(self.protos.methods())
        self.made = {}

    def put(self, target, data):
        folder = self.out / target
        folder.mkdir(parents=True, exist_ok=True)
        self.made[target] = self.made.get(target, 0) + 1
        (folder / f"seed-{self.made[target]:03d}").write_bytes(data)

    # ---- requests ----

    def envelope(self, method):
        envelope = self.protos.new("bm.Envelope")
        envelope.method, envelope.idempotency_key, envelope.attempt = method, KEY, 1
        envelope.subject.account, envelope.subject.unit_path = "clerk1", "530623/530623101"
        envelope.subject.unit, envelope.subject.name = "530623101", "李梅"
        envelope.subject.offices.append("530623101-05")
        return envelope.SerializeToString()

    def request(self, method, payload, who):
        head = self.envelope(method)
        self.put("request", bytes([who]) + struct.pack(">H", len(head)) + head + payload)

    def method_of(self, verb, path):
        bare = urllib.parse.unquote(path.split("?")[0])
        for wanted, pattern, method in self.routes:
            found = pattern.fullmatch(bare) if wanted == verb else None
            if found:
                return method, {**found.groupdict(), **dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(path).query))}
        return None, {}

    def recorded(self):
        for line in (HERE / "corpus/requests.jsonl").read_text(encoding="utf-8").splitlines():
            request = json.loads(line)
            self.on_the_wire(request)
            method, variables = self.method_of(request["verb"], request["path"])
            body = request.get("body", "")
            if method:
                given = "".join(f"{name}={value} " for name, value in list(variables.items())[:1])
                self.put("json", f"{given}{method}\n{body}".encode())
                self.as_payload(method, variables, body)

    def as_payload(self, method, variables, body):
        message = self.protos.new(self.inputs[method])
        try:
            json_format.ParseDict({**dict(json.loads(body or "{}")), **variables}, message)
            self.request(method, message.SerializeToString(), 0x80)
        except (ValueError, TypeError, AttributeError, json_format.ParseError):
            return  # what the gateway refuses never becomes a payload

    def on_the_wire(self, request):
        body = request.get("body", "").encode()
        key = f"Idempotency-Key: {KEY}\r\n" if request["verb"] in ("POST", "PUT") else ""
        length = f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n" if body else ""
        head = (f"{request['verb']} {request['path']} HTTP/1.1\r\nHost: bianmin.example\r\nAuthorization: Bearer "
                f"token-of-a-clerk-0123456789abcdef\r\n{key}{length}\r\n").encode()
        self.put("gateway", b"\0" + head + body)
        self.put("http", head + body)

    def uploads(self):
        head = (f"PUT /v1/papers HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer token-of-a-clerk-0123456789abcdef\r\n"
                f"Idempotency-Key: {KEY}\r\nContent-Type: application/pdf\r\n")
        body = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n"
        for cut in (0, 1, 9):
            self.put("gateway", bytes([cut]) + f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
            self.put("gateway", bytes([cut]) + f"{head}Transfer-Encoding: chunked\r\n\r\n".encode() + b"9\r\n" + body[:9] + b"\r\n1e\r\n"
                     + body[9:39] + b"\r\n0\r\n\r\n")
        self.put("gateway", b"\0" + f"{head}Expect: 100-continue\r\nContent-Length: 3\r\n\r\n".encode() + b"abc")
        self.put("gateway", b"\0GET /livez HTTP/1.1\r\nHost: x\r\n\r\nHEAD /v1/items HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")

    def live_lists(self):
        for topics, seen in (("tasks,cases", ""), ("notifications", "Last-Event-ID: notifications=0123456789abcdef\r\n")):
            for verb in ("GET", "HEAD"):
                self.put("gateway", b"\0" + (f"{verb} /v1/live?topics={topics} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                                             f"token-of-a-clerk-0123456789abcdef\r\n{seen}\r\n").encode())

    def made_up(self):
        for method, name in self.inputs.items():
            message = self.protos.filled(name)
            self.request(method, message.SerializeToString(), 0x80 | (1 if ".Put" in method else 0))
            text = json_format.MessageToJson(message, including_default_value_fields=True, indent=None, ensure_ascii=False)
            self.put("json", f"{method}\n{text}".encode())

    def events(self):
        callers = ["gateway", "operator", "intake", "review", "evaluation", "notification"]
        for event, name in self.protos.events():
            deliver = self.protos.new("bm.DeliverRequest")
            record = deliver.events.add()
            record.type, record.stream, record.seq, record.at_us = event.name, "530623-20261123-000042-9", 1, 1795417200000000
            record.payload = self.protos.filled(name).SerializeToString()
            taker = (list(event.to) or ["notification"])[0]
            self.request(f"{taker}.Deliver", deliver.SerializeToString(), callers.index(getattr(event, "from")))

    # ---- words and files ----

    def words(self):
        """In the order of the target's table."""
        rows = [["530623198503120017", "53062319850312001x"], ["91530623MA6K5KA12X"],
                ["13812345678", "+86 138-1234-5678", "(0870)6628123"], ["张三", "530623198503120017", "0870-6628123"],
                ["2026-11-23", "20261123"], ["2026-11-23T09:30:00+08:00", "2026-11-23T01:30:00.123456Z"],
                ["530623-20261123-000042-9", "SL530623-20261123-000042-9"], ["530623/530623101/530623101-05", "530623101201-003", "530623101"],
                ["AzUzMDYyMw", "GDUzMDYyMy0yMDI2MTEyMy0wMDAwNDItOQ"], [KEY, KEY.upper()], ["image/jpeg; x=y", "application/pdf"],
                ["a.b@example.org", "smtp://127.0.0.1:25", "22:00-07:00", "none"], ["盐津县ABC"],
                ["tcp://a:5555, tcp://b:5555|tcp://b:6000", "ipc:///run/x/front"],
                ["intake.write"], ["\x02\x01\x01" + "\0" * 29 + "intake.write" + "\0" * 23 + "\x03envpayload"], ["\0\x01PK\x03\x04", "\x04\0%PDF-1.4", "\x02\x02文字"]]
        for which, texts in enumerate(rows):
            for text in texts:
                self.put("words", bytes([which]) + text.encode())

    def files(self):
        self.put("files", b"\0" + (TREE / "deploy/data/calendar.txt").read_bytes()[:1500])
        self.put("files", "\0year 2026\n2026-02-17 holiday 春节\n2026-02-14 workday 春节\n".encode())
        self.put("files", b"\x01# settings\nBM_NUMBER = 12\nBM_TEXT=a text\nBM_SECRET=x\n")
        self.put("files", b"\x02" + b"1 " + b"A" * 43 + b"=\n3 " + b"B" * 42 + b"A=\n")
        key = b'"' + b"k" * 40 + b'"'
        self.put("files", b'\x03metadata\n    identity = "intake"\ncurve\n    public-key = ' + key + b"\n    secret-key = " + key + b"\n")

    # ---- broker ----

    def conversations(self):
        """As targets/broker.c reads them."""
        request, reply, join, beat, drain = 1, 2, 4, 8, 9
        write, status = 0, 4  # lanes

        def message(who, peer, later, kind, argument=0, number=0, lane=write, ticket=0, parts=b""):
            head = bytes([kind, 1, 0]) + struct.pack(">H", argument) + bytes([number, lane, ticket, len(parts)])
            return bytes([0x80 | who, peer, later]) + head + parts
        intake, gateway, operator = 2 * 2, 1, 1 + 2
        ask = message(gateway, 1, 8, request, 2000, 5, parts=b"envpay")
        joins = message(intake, 2, 8, join, 64)
        answer = message(intake, 2, 8, reply, number=5, parts=b"ok")
        leaves = message(intake, 2, 8, drain)
        tells = message(operator, 3, 8, request, 900, 7, status)
        for order in ([joins, ask, answer], [ask, joins, answer, leaves], [joins, ask, leaves, answer, ask], [tells],
                      [joins, ask, ask, ask, message(gateway, 1, 255, beat), answer], [ask] * 9):
            self.put("broker", b"\x04" + b"".join(order))

    def make(self):
        self.recorded()
        self.uploads()
        self.live_lists()
        self.made_up()
        self.events()
        self.words()
        self.files()
        self.conversations()


if __name__ == "__main__":
    Seeds(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])).make()
