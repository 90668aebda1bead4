"""`const_selector`: the value of a constant."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import absence, find_items
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import (
    BOOL,
    FLOAT,
    INT,
    SCOPE,
    STRING,
    Function,
    Parameter,
    Signature,
    one_of,
)
from hielements.libraries.values import Origin, Value, placed

_VALUE = one_of(INT, FLOAT, STRING, BOOL)

FUNCTION = Function(
    "const_selector",
    "selector",
    "Gives the value of a constant or static: an integer, a float, a string (also for a char) or a boolean, so that a "
    "ref may have it and checks may compare it. An associated constant is written with its type: `Server::PORT`.\n\n"
    "Literals are understood, with signs, suffixes and separators, and the arithmetic of integers (`60 * 1_000`); any "
    "other value (a call, another constant) takes a compiler, and what depends on it is undecided. So it is when there "
    "is no such constant, or when several of that name have different values.",
    (
        Signature((Parameter("name", STRING, "such as `PORT`, `config::PORT` or `Server::PORT`"),), _VALUE),
        Signature((Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, "such as `PORT`")), _VALUE),
    ),
    example="ref port: integer = rust.const_selector('PORT')",
)


def evaluate(arguments: Arguments, library: Rust) -> Value:
    scope = arguments.scope("scope") if "scope" in arguments else None
    name = arguments.text("name")
    kinds = ("const", "static")
    found, failures = find_items(library.code, scope, name, kinds)
    if not found:
        if failures:
            raise Undecidable(failures[0])
        raise refuse(absence(library.code, scope, name, kinds))
    values = {each.item.value for each in found}
    if len(values) > 1:
        places = ", ".join(f"{each.path}:{each.item.line}" for each in found[:5])
        raise refuse(
            f"'{name}' has several values: {places}", "say in which module: const_selector(module, '" + name + "')"
        )
    value = found[0].item.value
    if value is None:
        message = f"the value of '{name}' is not literal, and nothing is compiled here"
        raise Undecidable(Failure("unsupported", message, found[0].path, found[0].item.line))
    return placed(value[0], Origin(found[0].path, found[0].item.line))
