"""What the protos say, as plain Python: read once from the descriptor set, then only looked at."""

import re
from dataclasses import dataclass, field as default_of

from google.protobuf import descriptor_pb2, descriptor_pool, message_factory

PACKAGE = "bm"
ROLE_ENUM = "bm.Role.Enum"
FIRST_OF_NO_ACCOUNT = 20  # ANYONE, SIGNED_IN, GATEWAY, SERVICE: see options.proto

KINDS = {
    "DOUBLE": "number", "FLOAT": "number", "BOOL": "bool", "STRING": "text", "BYTES": "bytes",
    "INT32": "int", "SINT32": "int", "SFIXED32": "int", "UINT32": "int", "FIXED32": "int",
    "INT64": "long", "SINT64": "long", "SFIXED64": "long", "UINT64": "long", "FIXED64": "long",
    "ENUM": "enum", "MESSAGE": "message", "GROUP": "group",
}


@dataclass
class Field:
    name: str
    json: str
    kind: str            # a value of KINDS, or "map"
    repeated: bool
    type: str            # full name of its message or enum, else ""
    rule: object         # bm.Rule
    optional: bool       # proto3 `optional`
    oneof: bool
    comment: str
    where: str           # "bianmin/case.proto:12"
    map_kinds: tuple = ()


@dataclass
class Message:
    name: str            # "bm.Case"
    file: str
    fields: list
    event: object        # bm.EventInfo or None
    comment: str
    where: str

    @property
    def short(self):
        return self.name[len(PACKAGE) + 1:]

    def field(self, name):
        return next((f for f in self.fields if f.name == name), None)


@dataclass
class Enum:
    name: str            # "bm.CaseState.Enum"
    nested: bool
    values: list         # (name, number, comment)
    comment: str
    where: str


@dataclass
class Route:
    verb: str
    segments: list       # ("cases", False) or ("case_number", True)
    action: str          # "accept" or ""

    @property
    def variables(self):
        return [text for text, variable in self.segments if variable]

    def shape(self):
        """Two routes of one shape take the same calls."""
        return (self.verb, tuple("*" if variable else text for text, variable in self.segments), self.action)


@dataclass
class Method:
    service: str         # "intake"
    name: str            # "AcceptCase"
    request: str         # full message names
    reply: str
    rpc: object          # bm.Rpc
    route: object        # Route or None
    comment: str
    where: str

    @property
    def full(self):
        return f"{self.service}.{self.name}"

    @property
    def lane(self):
        return f"{self.service}.{self.rpc.lane}"

    @property
    def live(self):
        return self.rpc.live

    @property
    def keyed(self):
        return self.route is not None and self.route.verb in ("POST", "PUT") and not self.rpc.no_key

    @property
    def body(self):
        return self.route is not None and self.route.verb in ("POST", "PUT") and not self.rpc.stream

    @property
    def success(self):
        return self.rpc.success or 200

    @property
    def handler(self):
        return self.rpc.handler or f"{self.service}_{snake(self.name)}"


@dataclass
class Model:
    messages: dict = default_of(default_factory=dict)  # full name → Message
    enums: dict = default_of(default_factory=dict)     # full name → Enum
    methods: list = default_of(default_factory=list)
    services: list = default_of(default_factory=list)  # names, in the order of the files
    unnamed: list = default_of(default_factory=list)   # where of services without (bm.service)
    bad_routes: list = default_of(default_factory=list)  # (where, text) that is no route
    imported: list = default_of(default_factory=list)  # (where, type) of fields with types of other packages

    def routed(self):
        return [m for m in self.methods if m.route]

    def events(self):
        return [m for m in self.messages.values() if m.event]

    def reach(self, names):
        """Full names of the messages that hang on those given, these included."""
        seen, todo = [], list(names)
        while todo:
            name = todo.pop(0)
            if name in seen or name not in self.messages:
                continue
            seen.append(name)
            todo += [f.type for f in self.messages[name].fields if f.kind == "message"]
        return seen

    def roles(self):
        """Role name → bit number, without UNSPECIFIED."""
        return {name: number for name, number, _ in self.enums[ROLE_ENUM].values if number}


def snake(name):
    """CamelCase → snake_case exactly as protoc-c does it, for our names stand beside its."""
    out, upper_before = "", True
    for letter in name:
        upper = letter.isupper()
        out += ("_" if upper and not upper_before else "") + letter.lower()
        upper_before = upper
    return out


def descriptor_symbol(message_name):
    """"bm.CaseState" → "bm__case_state__descriptor"."""
    return "__".join(snake(part) for part in message_name.split(".")) + "__descriptor"


def parse_route(text):
    """"POST /v1/cases/{case_number}:accept" → Route; None for what is no route."""
    found = re.fullmatch(r"(GET|POST|PUT|DELETE) /(v1(?:/[a-z0-9{}_-]+)+)(?::([a-zA-Z]+))?", text)
    if not found:
        return None
    segments = []
    for part in found[2].split("/"):
        variable = re.fullmatch(r"\{([a-z0-9_]+)\}", part)
        if not variable and re.search(r"[{}]", part):
            return None
        segments.append((variable[1], True) if variable else (part, False))
    return Route(found[1], segments, found[3] or "")


def read(path):
    """Reads a descriptor set (with imports and source info) into a Model."""
    with open(path, "rb") as file:
        data = file.read()
    _learn_options(descriptor_pb2.FileDescriptorSet.FromString(data))
    model = Model()
    for file in descriptor_pb2.FileDescriptorSet.FromString(data).file:
        if file.package == PACKAGE:
            _Reader(model, file).read()
    return model


def _learn_options(files):
    """Teaches protobuf our options, so that parsing the set anew shows them."""
    pool = descriptor_pool.Default()
    for file in files.file:
        if file.name == "bianmin/options.proto":
            pool.AddSerializedFile(file.SerializeToString())
            message_factory.MessageFactory(pool).GetMessages([file.name])


def _option(holder, name):
    """The value of our option `name` on a descriptor's options, or None."""
    for descriptor, value in holder.options.ListFields():
        if descriptor.is_extension and descriptor.full_name == f"{PACKAGE}.{name}":
            return value
    return None


def _empty(name):
    pool = descriptor_pool.Default()
    return message_factory.MessageFactory(pool).GetPrototype(pool.FindMessageTypeByName(f"{PACKAGE}.{name}"))()


class _Reader:
    """Walks one file; `at` is the path of numbers by which source info names a place."""

    def __init__(self, model, file):
        self.model, self.file = model, file
        self.places = {tuple(place.path): place for place in file.source_code_info.location}

    def read(self):
        for n, message in enumerate(self.file.message_type):
            self.message(message, PACKAGE, (4, n))
        for n, enum in enumerate(self.file.enum_type):
            self.enum(enum, PACKAGE, (5, n), nested=False)
        for n, service in enumerate(self.file.service):
            self.service(service, (6, n))

    def where(self, at):
        place = self.places.get(tuple(at))
        return f"{self.file.name}:{place.span[0] + 1}" if place else self.file.name

    def comment(self, at):
        """The words at a place, without the rulers ("---- cases ----") that part a file."""
        place = self.places.get(tuple(at))
        if not place:
            return ""
        text = place.leading_comments.strip() or place.trailing_comments.strip()
        return " ".join(line.strip() for line in text.splitlines() if not line.strip().startswith("----"))

    def message(self, proto, parent, at):
        name = f"{parent}.{proto.name}"
        entries = {f".{name}.{nested.name}": nested for nested in proto.nested_type if nested.options.map_entry}
        fields = [self.field(f, entries, (*at, 2, n)) for n, f in enumerate(proto.field)]
        event = _option(proto, "event")
        self.model.messages[name] = Message(name, self.file.name, fields, event, self.comment(at), self.where(at))
        for n, nested in enumerate(proto.nested_type):
            if not nested.options.map_entry:
                self.message(nested, name, (*at, 3, n))
        for n, enum in enumerate(proto.enum_type):
            self.enum(enum, name, (*at, 4, n), nested=True)

    def field(self, proto, entries, at):
        kind = KINDS[descriptor_pb2.FieldDescriptorProto.Type.Name(proto.type)[len("TYPE_"):]]
        repeated = proto.label == descriptor_pb2.FieldDescriptorProto.LABEL_REPEATED
        map_kinds = ()
        if proto.type_name in entries:
            kind, repeated = "map", False
            map_kinds = tuple(descriptor_pb2.FieldDescriptorProto.Type.Name(f.type)[len("TYPE_"):]
                              for f in entries[proto.type_name].field)
        type_name = proto.type_name.lstrip(".") if kind in ("message", "enum") else ""
        if type_name and not type_name.startswith(PACKAGE + "."):
            self.model.imported.append((self.where(at), type_name))
        return Field(proto.name, proto.json_name, kind, repeated, type_name, _option(proto, "rule") or _empty("Rule"),
                     proto.proto3_optional, proto.HasField("oneof_index") and not proto.proto3_optional,
                     self.comment(at), self.where(at), map_kinds)

    def enum(self, proto, parent, at, nested):
        name = f"{parent}.{proto.name}"
        values = [(v.name, v.number, self.comment((*at, 2, n))) for n, v in enumerate(proto.value)]
        self.model.enums[name] = Enum(name, nested, values, self.comment(at), self.where(at))

    def service(self, proto, at):
        name = _option(proto, "service")
        if not name:
            self.model.unnamed.append(self.where(at))
            return
        if name not in self.model.services:
            self.model.services.append(name)
        for n, method in enumerate(proto.method):
            self.method(name, method, (*at, 2, n))

    def method(self, service, proto, at):
        rpc = _option(proto, "rpc") or _empty("Rpc")
        route = parse_route(rpc.http) if rpc.http else None
        if rpc.http and not route:
            self.model.bad_routes.append((self.where(at), rpc.http))
        for type_name in (proto.input_type, proto.output_type):
            if not type_name.startswith(f".{PACKAGE}."):
                self.model.imported.append((self.where(at), type_name.lstrip(".")))
        self.model.methods.append(Method(service, proto.name, proto.input_type.lstrip("."),
                                         proto.output_type.lstrip("."), rpc, route, self.comment(at), self.where(at)))
