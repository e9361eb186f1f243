"""What a proto may not say. Each check yields (where, what is wrong and what to do)."""

import re

from model import ROLE_ENUM

# `base` is the member protobuf-c puts first into every message.
C_WORDS = set("""auto break case char const continue default do double else enum extern float for goto if inline int long
register restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
asm typeof bool true false base""".split())
NO_ACCOUNT_ALONE = {"GATEWAY", "SERVICE"}


def problems(model):
    """All that is wrong, as sorted "where: what" lines; empty when the protos may be used."""
    checks = (_unnamed, _foreign_types, _rpcs, _names_once, _routes, _route_twice, _keys, _fields, _rules, _recursion,
              _public_types, _enums, _events)
    return sorted({f"{where}: {what}" for check in checks for where, what in check(model)})


def _unnamed(model):
    for where in model.unnamed:
        yield where, 'a service without option (bm.service): say option (bm.service) = "name"'


def _foreign_types(model):
    for where, name in model.imported:
        yield where, f"{name} is not of package bm: make a message of your own"


def _rpcs(model):
    for method in model.methods:
        if not method.rpc.roles:
            yield method.where, f"{method.full} has no roles: say who may call it, ANYONE if anyone may"
        if 0 in method.rpc.roles:
            yield method.where, f"{method.full} has the role UNSPECIFIED"
        if not re.fullmatch(r"[a-z]+", method.rpc.lane):
            yield method.where, f'{method.full} has no lane: "write", "read", "account" or "event"'
        for error in method.rpc.errors:
            if not re.fullmatch(r"[A-Z][A-Z0-9_]* [45]\d\d", error):
                yield method.where, f'"{error}" is no error of {method.full}: write it as "CODE 409"'


def _names_once(model):
    seen = set()
    for method in model.methods:
        if method.full in seen:
            yield method.where, f"{method.full} stands twice"
        seen.add(method.full)


def _routes(model):
    for where, text in model.bad_routes:
        yield where, f'"{text}" is no route: write it as "POST /v1/things/{{thing}}:act"'
    roles = model.roles() if ROLE_ENUM in model.enums else {}
    for method in model.routed():
        yield from _variables(model, method)
        yield from _query(model, method)
        yield from _live(model, method)
        if method.success not in (200, 201, 202, 204):
            yield method.where, f"{method.full}: {method.success} is no code of success"
        if method.success == 204 and model.messages[method.reply].fields:
            yield method.where, f"{method.full} answers 204, so its reply may have no fields"
        names = {name for name, number in roles.items() if number in method.rpc.roles}
        if names and names <= NO_ACCOUNT_ALONE:
            yield method.where, f"{method.full} has a route, but no account may call it"


def _live(model, method):
    if method.live and (method.route.verb != "GET" or method.rpc.stream):
        yield method.where, f"{method.full} is live, so its route is a GET and no stream of bytes"


def _variables(model, method):
    request = model.messages.get(method.request)
    for name in method.route.variables:
        field = request.field(name) if request else None
        if not field:
            yield method.where, f"path variable {{{name}}} is no field of {method.request}"
        elif field.kind != "text" or field.repeated or field.oneof:
            yield field.where, f"path variable {{{name}}} must be a plain string field"
    if len(set(method.route.variables)) < len(method.route.variables):
        yield method.where, f"{method.full} has a path variable twice"


def _query(model, method):
    if method.body or method.rpc.stream or method.request not in model.messages:
        return
    for field in model.messages[method.request].fields:
        if field.repeated or field.kind not in ("text", "int", "bool", "enum"):
            yield field.where, f"{field.name} can't be a query parameter of {method.full}: only single plain values can"


def _route_twice(model):
    seen = {}
    for method in model.routed():
        other = seen.setdefault(method.route.shape(), method)
        if other is not method:
            yield method.where, f"{method.full} has the same route as {other.full}"


def _keys(model):
    for method in model.methods:
        scope = method.rpc.scope_field
        field = model.messages[method.request].field(scope) if scope and method.request in model.messages else None
        if scope and (not field or field.kind != "text" or field.repeated):
            yield method.where, f"scope_field {scope} is no plain string field of {method.request}"
        anyone = model.roles().get("ANYONE") in method.rpc.roles
        if method.keyed and anyone and not scope:
            yield method.where, f"{method.full} is for anyone and keyed: name the scope_field of the key, or no_key"


def _fields(model):
    for message in model.messages.values():
        for field in message.fields:
            if field.optional:
                yield field.where, f"{field.name}: proto3 optional is not used (protoc-c refuses it): use a message"
            if field.name in C_WORDS:
                yield field.where, f"{field.name} is a word of C: take another name"
            if field.kind == "group":
                yield field.where, f"{field.name}: no groups"
            if field.kind == "map" and field.map_kinds != ("STRING", "STRING"):
                yield field.where, f"{field.name}: a map goes from string to string only"


def _rules(model):
    for message in model.messages.values():
        for field in message.fields:
            rule = field.rule
            if rule.like and (field.kind != "text" or not _pattern(rule.like)):
                yield field.where, f"{field.name}: like must be a pattern for text without [[:classes:]] or escapes by letter"
            above = field.repeated or field.kind in ("text", "int", "map", "bytes")
            below = field.repeated or field.kind in ("int", "map")
            if rule.max and not above or rule.min and not below:
                yield field.where, f"{field.name}: max is for text, bytes, numbers, lists, maps; min for the last three"
            if rule.max and rule.min > rule.max:
                yield field.where, f"{field.name}: min is above max"


def _pattern(text):
    """Patterns run as POSIX extended expressions here and as ECMAScript ones by readers of openapi.json."""
    if "[[:" in text or re.search(r"\\[A-Za-z0-9]|\(\?", text):
        return False
    try:
        re.compile(text)
    except re.error:
        return False
    return True


def _recursion(model):
    for message in model.messages.values():
        below = [f.type for f in message.fields if f.kind == "message"]
        if message.name in model.reach(below):
            yield message.where, f"{message.name} holds itself: protobuf-c has no limit of depth"


def _public_types(model):
    plain = [m for m in model.routed() if not m.rpc.stream]
    for name in model.reach(n for m in plain for n in (m.request, m.reply)):
        for field in model.messages[name].fields:
            if field.kind in ("long", "bytes", "number"):
                yield field.where, f"{field.name} is public: no 64-bit integers, bytes or floats there"


def _enums(model):
    for enum in model.enums.values():
        if not enum.nested:
            yield enum.where, f"{enum.name} is not nested: put it into a message, so that JSON has no prefixes"
        if not enum.values or enum.values[0][:2] != ("UNSPECIFIED", 0):
            yield enum.where, f"{enum.name} must begin with UNSPECIFIED = 0"


def _events(model):
    seen = set()
    for message in model.events():
        event = message.event
        if not re.fullmatch(r"[a-z_]+(\.[a-z_]+)+", event.name) or event.name in seen:
            yield message.where, f'"{event.name}" is no event name of its own: write it as "case.accepted"'
        seen.add(event.name)
        sender = getattr(event, "from")  # a word of Python
        if sender not in model.services:
            yield message.where, f'{event.name} comes from "{sender}", which is no service'
        for service in event.to:
            if service not in model.services:
                yield message.where, f'{event.name} goes to "{service}", which is no service'

