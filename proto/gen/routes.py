"""The gateway's route table (gateway/routes.h) and the permission matrix that tests walk."""

import json

import ctext
from model import FIRST_OF_NO_ACCOUNT, snake


def files(model):
    return {"routes.c": _source(model), "permissions.json": _permissions(model)}


def sorted_routes(model):
    """Literals before variables, so that the first row that fits is the right one."""
    def order(method):
        route = method.route
        return ([("1" if variable else "0" + text) for text, variable in route.segments], route.action, route.verb)
    return sorted(model.routed(), key=order)


def json_name(model, method, field):
    return model.messages[method.request].field(field).json


def path(model, method):
    """"/v1/cases/{caseNumber}:accept", its variables in JSON spelling."""
    route = method.route
    parts = [f"{{{json_name(model, method, text)}}}" if variable else text for text, variable in route.segments]
    return "/" + "/".join(parts) + (f":{route.action}" if route.action else "")


def query_fields(model, method):
    """Request fields that are query parameters: all but the path's, for calls without a body."""
    if method.body or method.rpc.stream:
        return []
    return [f for f in model.messages[method.request].fields if f.name not in method.route.variables]


def _segments(model, method):
    rows = [f"{{{ctext.quote(json_name(model, method, text) if variable else text)}, {ctext.flag(variable)}}}"
            for text, variable in method.route.segments]
    return "{" + ", ".join([*rows, "{NULL, false}"]) + "}"


def _query(model, method):
    return "{" + ", ".join([ctext.quote(f.json) for f in query_fields(model, method)] + ["NULL"]) + "}"


def _stem(method):
    return f"{method.service}_{snake(method.name)}"


def _row(model, method):
    return ("{" + ", ".join([
        ctext.quote(method.route.verb), ctext.quote(path(model, method)), f"{_stem(method)}_segments",
        ctext.quote(method.route.action or None), f"{_stem(method)}_query", ctext.quote(method.full),
        ctext.quote(method.lane), ctext.role_bits(method.rpc.roles), str(method.success), ctext.flag(method.body),
        ctext.flag(method.keyed), ctext.flag(method.rpc.stream), ctext.descriptor(method.request),
        ctext.descriptor(method.reply), ctext.flag(method.live)]) + "}")


END = "{NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, 0, false, false, false, NULL, NULL, false}"


def _source(model):
    methods = sorted_routes(model)
    used = [name for m in methods for name in (m.request, m.reply)]
    parts = "".join(f"static const struct gw_segment {_stem(m)}_segments[] = {_segments(model, m)};\n"
                    f"static const char *const {_stem(m)}_query[] = {_query(model, m)};\n" for m in methods)
    return (ctext.head("The routes of the API.") + ctext.includes(model, used, ["gateway/routes.h"]) + "\n" + parts +
            "\n" + ctext.table("const struct gw_route gw_routes[]", [_row(model, m) for m in methods], END))


def allowed(model, method):
    """ANONYMOUS and each role of an account → may it call."""
    roles, granted = model.roles(), set(method.rpc.roles)
    anyone = roles["ANYONE"] in granted
    signed_in = anyone or roles["SIGNED_IN"] in granted
    accounts = {name: signed_in or number in granted for name, number in roles.items() if number < FIRST_OF_NO_ACCOUNT}
    return {"ANONYMOUS": anyone, **accounts}


def _permissions(model):
    rows = [{"method": m.full, "verb": m.route.verb, "path": path(model, m), "keyed": m.keyed, "body": m.body,
             "stream": m.rpc.stream, "success": m.success, "allowed": allowed(model, m)} for m in sorted_routes(model)]
    return json.dumps(rows, indent=1, ensure_ascii=False) + "\n"
