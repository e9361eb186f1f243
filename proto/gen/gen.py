#!/usr/bin/env python3
"""From a descriptor set of the protos: dispatch tables, routes, field rules, permission matrix, openapi.json.

    gen.py --set protos.bin --out DIR --version 0.1.0

Writes into DIR only what has changed, so that a build does no more than it must. Prints what a proto may not say as
"file:line: what" and exits with 1."""

import argparse
import os
import sys

import methods
import model as protos
import openapi
import refuse
import routes
import rules


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--set", required=True, help="from protoc --descriptor_set_out --include_imports --include_source_info")
    parser.add_argument("--out", required=True, help="directory of the generated files")
    parser.add_argument("--version", default="0", help="version of the API document")
    options = parser.parse_args()
    model = protos.read(options.set)
    wrong = refuse.problems(model)
    if wrong:
        sys.stderr.write("".join(line + "\n" for line in wrong))
        return 1
    for part in (methods.files(model), rules.files(model), routes.files(model), openapi.files(model, options.version)):
        for name, text in part.items():
            write(os.path.join(options.out, name), text)
    return 0


def write(path, text):
    """Leaves a file alone that says the same already."""
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


if __name__ == "__main__":
    sys.exit(main())
