"""openapi.json (3.1): what a client may send and gets back, from the protos alone; and the same bytes as C."""

import json

import ctext
from routes import allowed, path, query_fields, sorted_routes
from schemas import Schemas

PROBLEM = {
    "type": "object",
    "description": "RFC 9457: what went wrong and what to do. `code` is for programs, `detail` for people.",
    "properties": {
        "type": {"type": "string"}, "title": {"type": "string"}, "status": {"type": "integer"},
        "code": {"type": "string"}, "detail": {"type": "string"}, "traceId": {"type": "string"},
        "errors": {"type": "array", "items": {
            "type": "object", "required": ["field", "message"],
            "properties": {"field": {"type": "string", "description": "\"applicant.idNumber\", \"papers[0].name\""},
                           "message": {"type": "string"}}}},
    },
    "required": ["type", "title", "status", "code"],
}

MEANINGS = {
    400: "The request or a field of it is wrong, or the act lacks something", 401: "Not signed in, or no longer",
    403: "The role may not do this", 404: "There is no such thing, or not for you",
    409: "The state does not allow it, or the first call with this key is still running",
    413: "The body is too large", 415: "The media type is wrong", 422: "The key was used with another body",
    429: "Too much at once: wait as long as Retry-After says",
    431: "The head of the request is too large", 503: "Not now: wait as long as Retry-After says; the key makes it safe",
}

TEXT = {"200": {"description": "As text", "content": {"text/plain": {"schema": {"type": "string"}}}}}
DOWN = {"503": {"description": "Not yet, or no longer", "content": {"text/plain": {"schema": {"type": "string"}}}}}
MACHINE_PATHS = {
    "/livez": ("The process runs", TEXT),
    "/readyz": ("The system takes calls", {**TEXT, **DOWN}),
    "/metrics": ("Prometheus figures", TEXT),
    "/openapi.json": ("This document", {"200": {"description": "OpenAPI 3.1", "content": {
        "application/json": {"schema": {"type": "object"}}}}}),
}

KEY = {"name": "Idempotency-Key", "in": "header", "required": True, "schema": {"type": "string", "format": "uuid"},
       "description": "A UUID of the caller's choice: the same call again gets the first answer"}


def files(model, version):
    text = json.dumps(document(model, version), ensure_ascii=False, separators=(",", ":")) + "\n"
    return {"openapi.json": text, "openapi.h": _c_header(), "openapi.c": _c_source(text)}


def document(model, version):
    schemas = Schemas(model)
    paths = {}
    for method in sorted_routes(model):
        paths.setdefault(path(model, method), {})[method.route.verb.lower()] = _operation(model, schemas, method)
    for name, (summary, responses) in MACHINE_PATHS.items():
        paths[name] = {"get": {"operationId": "run." + name.strip("/").removesuffix(".json"), "tags": ["run"],
                               "summary": summary, "security": [], "responses": responses}}
    schemas.components["Problem"] = PROBLEM
    return {
        "openapi": "3.1.0",
        "info": {"title": "Bianmin 便民", "version": version,
                 "description": "One county's service window: hand in, decide, deliver, rate, put right."},
        "servers": [{"url": "/"}],
        "tags": [{"name": service} for service in [*model.services, "run"]],
        "paths": paths,
        "components": {"schemas": dict(sorted(schemas.components.items())), "parameters": {"IdempotencyKey": KEY},
                       "securitySchemes": {"session": {"type": "http", "scheme": "bearer"}}},
        "security": [{"session": []}],
    }


def _operation(model, schemas, method):
    anyone = model.roles()["ANYONE"] in method.rpc.roles
    operation = {"operationId": method.full, "tags": [method.service], "summary": method.rpc.summary or method.name,
                 "description": _description(model, method),
                 "x-roles": [role for role, yes in allowed(model, method).items() if yes],
                 "parameters": _parameters(model, schemas, method)}
    if anyone:
        operation["security"] = [{}, {"session": []}]
    body = _body(model, schemas, method)
    if body:
        operation["requestBody"] = body
    operation["responses"] = {str(method.success): _success(model, schemas, method), **_errors(method, anyone)}
    return operation


def _description(model, method):
    names = [name for name, number in model.roles().items() if number in method.rpc.roles]
    who = "Who: " + ", ".join(names) + "."
    return f"{method.comment} {who}".strip()


def _parameters(model, schemas, method):
    message = model.messages[method.request]
    out = [{"name": f.json, "in": "path", "required": True, "schema": schemas.parameter(f)}
           for f in (message.field(name) for name in method.route.variables)]
    for field in query_fields(model, method):
        out.append({"name": field.json, "in": "query", "required": field.rule.required,
                    "schema": schemas.parameter(field), **({"description": field.comment} if field.comment else {})})
    if method.keyed:
        out.append({"$ref": "#/components/parameters/IdempotencyKey"})
    return out


def _body(model, schemas, method):
    if method.body:
        schema = schemas.body(model.messages[method.request], method.route.variables)
        return {"required": True, "content": {"application/json": {"schema": schema}}}
    if method.rpc.stream and method.route.verb == "PUT":
        return {"required": True, "description": "The file itself; its type is checked by content",
                "content": {"application/octet-stream": {}, "*/*": {}}}
    return None


def _success(model, schemas, method):
    if method.success == 204:
        return {"description": "Done"}
    if method.live:
        return {"description": "Server-sent events", "content": {"text/event-stream": {"schema": {"type": "string"}}}}
    if method.rpc.stream and method.route.verb == "GET":
        return {"description": "The file, as an attachment with its checked type", "content": {"*/*": {}}}
    return {"description": "Done", "content": {"application/json": {"schema": schemas.answer(method.reply)}}}


def statuses(method, anyone):
    """HTTP codes of errors the route may answer, by what it is."""
    codes = {400, 429, 431, 503}
    if not anyone:
        codes |= {401, 403}
    if method.route.variables:
        codes.add(404)
    if method.route.verb in ("POST", "PUT"):
        codes |= {413}
    if method.body or method.rpc.stream and method.route.verb == "PUT":
        codes.add(415)
    if method.keyed:
        codes |= {404, 409, 422}
    return codes | {int(error.split()[1]) for error in method.rpc.errors}


def _errors(method, anyone):
    out = {}
    for code in sorted(statuses(method, anyone)):
        named = [error.split()[0] for error in method.rpc.errors if error.endswith(f" {code}")]
        text = MEANINGS.get(code, "Refused") + (f" ({', '.join(named)})" if named else "")
        out[str(code)] = _problem(text, retry=code in (429, 503))
    out["default"] = _problem("Any other error", retry=False)
    return out


def _problem(text, retry):
    response = {"description": text,
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}}
    if retry:
        response["headers"] = {"Retry-After": {"description": "Seconds", "schema": {"type": "integer"}}}
    return response


def _c_header():
    return ctext.head("openapi.json as the gateway serves it.") + ctext.guarded(
        "BIANMIN_OPENAPI_H", "#include <stddef.h>\n\n"
        "/* UTF-8 JSON, not ended by a NUL. */\nextern const unsigned char bm_openapi[];\nextern const size_t bm_openapi_bytes;\n")


def _c_source(text):
    data = text.encode()
    lines = [",".join(str(byte) for byte in data[at:at + 32]) for at in range(0, len(data), 32)]
    return (ctext.head("openapi.json as bytes.") + '#include "bianmin/openapi.h"\n\n'
            "const unsigned char bm_openapi[] = {\n" + ",\n".join(lines) +
            "};\nconst size_t bm_openapi_bytes = sizeof bm_openapi;\n")
