"""SQL files → a C table of struct rt_migration: embed.py SERVICE VARIABLE OUT FILE…"""
import os
import re
import sys

service, variable, out, *files = sys.argv[1:]
rows = []
for path in sorted(files, key=os.path.basename):
    name = os.path.splitext(os.path.basename(path))[0]
    if not re.fullmatch(r"\d{3}_[a-z0-9_]+", name):
        sys.exit(f"{path}: a migration is called NNN_name.sql")
    with open(path, encoding="utf-8") as file:
        text = file.read()
    # Bytes by number: no quoting to get wrong, no limit on the length of a string literal.
    data = ",".join(str(byte) for byte in text.encode()) + ",0"
    rows.append((f"{service}/{name}", data))
with open(out, "w", encoding="utf-8") as file:
    file.write('#include "runtime/pg/migrate.h"\n')
    file.write(f"extern const struct rt_migration {variable}[];\n")
    for i, (_, data) in enumerate(rows):
        file.write(f"static const unsigned char text_{i}[] = {{{data}}};\n")
    file.write(f"const struct rt_migration {variable}[] = {{\n")
    for i, (name, _) in enumerate(rows):
        file.write(f'    {{"{name}", (const char *)text_{i}}},\n')
    file.write("    {0, 0},\n};\n")
