"""Dispatch: for each service its methods and the events it takes, and the list of all methods for bmctl."""

import ctext


def files(model):
    out = {}
    for service in model.services:
        out[f"{service}_methods.h"] = _header(model, service)
        out[f"{service}_methods.c"] = _source(model, service)
    out["all_methods.h"] = _all_header()
    out["all_methods.c"] = _all_source(model)
    return out


def _methods(model, service):
    return [m for m in model.methods if m.service == service and not m.live]


def _taken(model, service):
    return sorted((m for m in model.events() if service in m.event.to), key=lambda m: m.event.name)


def _taker(service, message):
    return f"{service}_on_" + message.event.name.replace(".", "_")


def _header(model, service):
    handlers = [m.handler for m in _methods(model, service)] + [_taker(service, m) for m in _taken(model, service)]
    lines = "".join(f"extern const struct rt_handler {name};\n" for name in dict.fromkeys(handlers))
    return ctext.head(f"What {service} answers and takes in; a handler that is missing does not link.") + ctext.guarded(
        f"BIANMIN_{service.upper()}_METHODS_H",
        '#include "runtime/call/call.h"\n\n' + lines +
        f"\n/* Ended by a NULL name. */\nextern const struct rt_method {service}_methods[];\n"
        f"/* Ended by a NULL event. */\nextern const struct rt_taker {service}_takers[];\n")


def _row(method, handler):
    return (f"{{{ctext.quote(method.full)}, {ctext.quote(method.lane)}, {ctext.role_bits(method.rpc.roles)}, "
            f"{ctext.flag(method.keyed)}, {ctext.quote(method.rpc.scope_field or None)}, "
            f"{ctext.descriptor(method.request)}, {ctext.descriptor(method.reply)}, {handler}}}")


END_OF_METHODS = "{NULL, NULL, 0, false, NULL, NULL, NULL, NULL}"


def _source(model, service):
    methods, taken = _methods(model, service), _taken(model, service)
    used = [name for m in methods for name in (m.request, m.reply)] + [m.name for m in taken]
    rows = [_row(m, "&" + m.handler) for m in methods]
    takers = [f"{{{ctext.quote(m.event.name)}, {ctext.descriptor(m.name)}, &{_taker(service, m)}}}" for m in taken]
    return (ctext.head(f"The tables of {service}.") +
            ctext.includes(model, used, [f"bianmin/{service}_methods.h"]) + "\n" +
            ctext.table(f"const struct rt_method {service}_methods[]", rows, END_OF_METHODS) + "\n" +
            ctext.table(f"const struct rt_taker {service}_takers[]", takers, "{NULL, NULL, NULL}"))


def _all_header():
    return ctext.head("Every method of every service, for a caller: the handlers are NULL.") + ctext.guarded(
        "BIANMIN_ALL_METHODS_H",
        '#include "runtime/call/call.h"\n\n'
        "/* Sorted by name, ended by a NULL name. */\nextern const struct rt_method bm_all_methods[];\n")


def _all_source(model):
    methods = sorted((m for m in model.methods if not m.live), key=lambda m: m.full)
    used = [name for m in methods for name in (m.request, m.reply)]
    return (ctext.head("Every method.") + ctext.includes(model, used, ["bianmin/all_methods.h"]) + "\n" +
            ctext.table("const struct rt_method bm_all_methods[]", [_row(m, "NULL") for m in methods], END_OF_METHODS))


