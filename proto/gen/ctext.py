"""Small words of C: literals, includes, the head of a generated file."""

from model import descriptor_symbol


def quote(text):
    """A C string literal; NULL for None."""
    if text is None:
        return "NULL"
    out = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("?", "\\?")
    return f'"{out}"'


def flag(value):
    return "true" if value else "false"


def descriptor(message_name):
    return "&" + descriptor_symbol(message_name)


def role_bits(roles):
    return f"0x{sum(1 << role for role in set(roles)):08x}u"


def header_of(model, message_name):
    return model.messages[message_name].file.removesuffix(".proto") + ".pb-c.h"


def includes(model, message_names, others=()):
    """#include lines of the headers these messages are declared in, and of others, sorted."""
    names = {header_of(model, name) for name in message_names} | set(others)
    return "".join(f'#include "{name}"\n' for name in sorted(names))


def head(what):
    return f"/* {what} Generated from the protos by proto/gen: change those. */\n"


def guarded(guard, text):
    return f"#ifndef {guard}\n#define {guard}\n\n{text}\n#endif\n"


def table(declaration, rows, end):
    """A const table ended by its end row."""
    return f"{declaration} = {{\n" + "".join(f"    {row},\n" for row in [*rows, end]) + "};\n"
