"""Field rules as C tables: what runtime/json checks of every request and event."""

import ctext
from model import snake


def files(model):
    return {"rules_table.h": _header(), "rules_table.c": _source(model)}


def _header():
    return ctext.head("Field rules of all messages that come from outside a process.") + ctext.guarded(
        "BIANMIN_RULES_TABLE_H",
        '#include "runtime/json/rules.h"\n\n/* Ended by a NULL type; for rt_rules_use. */\n'
        "extern const struct rt_message_rules bm_rules[];\n")


def ruled(model):
    """Messages reachable from requests and events that have any rule, in the order of their names."""
    start = [m.request for m in model.methods] + [m.name for m in model.events()]
    return [model.messages[name] for name in sorted(model.reach(start)) if _rows(model.messages[name])]


def _rows(message):
    return [_row(f) for f in message.fields if f.rule.ListFields()]


def _row(field):
    rule = field.rule
    return (f"{{{ctext.quote(field.name)}, {ctext.flag(rule.required)}, {rule.min}, {rule.max}, "
            f"{ctext.quote(rule.like or None)}, {ctext.quote(rule.hint or None)}}}")


def _name(message):
    return snake(message.short.replace(".", "_")) + "_rules"


def _source(model):
    messages = ruled(model)
    tables = "".join(f"static const struct rt_field_rule {_name(m)}[] = {{\n" +
                     "".join(f"    {row},\n" for row in _rows(m)) + "};\n" for m in messages)
    rows = [f"{{{ctext.descriptor(m.name)}, {_name(m)}, {len(_rows(m))}}}" for m in messages]
    return (ctext.head("Field rules.") +
            ctext.includes(model, [m.name for m in messages], ["bianmin/rules_table.h"]) + "\n" + tables + "\n" +
            ctext.table("const struct rt_message_rules bm_rules[]", rows, "{NULL, NULL, 0}"))
