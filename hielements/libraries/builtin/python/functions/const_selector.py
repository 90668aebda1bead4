"""`const_selector`: the value of a constant."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.variables import assignments
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import ANY, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import Value

_NAME = "the name: `PORT`, `Settings.PORT`"

FUNCTION = Function(
    "const_selector",
    "selector",
    "Gives the value of a constant: a variable of a module or a class that is assigned once, to a literal. Literals "
    "are integers, floats, strings, `True`, `False` and `None`, with signs, sums, differences and products of numbers "
    "(`60 * 60`), joined strings, and lists and tuples of these. The value goes into a ref of the type `integer`, "
    "`float`, `string` or `boolean`, or straight into a comparison.\n\n"
    "Without a scope the whole workspace is searched, and the name may start with a module (`shop.config.PORT`). A "
    "variable that is assigned several times, under a condition or by a function, one that a loop, an import or `del` "
    "binds as well, or perhaps a star import further down, one whose value must be computed, and a name that several "
    "files assign, leave what depends on it undecided.",
    (
        Signature((Parameter("name", STRING, f"{_NAME} or `shop.config.PORT`"),), ANY),
        Signature((Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, _NAME)), ANY),
    ),
    example="ref port: integer = python.const_selector('PORT')",
)


def evaluate(arguments: Arguments, library: Python) -> Value:
    name = arguments.text("name")
    path, found = assignments(arguments, library.code)
    last = found[-1]
    if len(found) > 1:
        lines = ", ".join(str(each.line) for each in found[:5])
        message = f"'{name}' is no constant: {path} assigns to it in lines {lines}"
    elif last.is_conditional:
        message = f"'{name}' is no constant: {path} assigns to it in line {last.line}, which may not run"
    elif not last.is_literal:
        message = f"'{name}' has no value that can be read off the code: {path} says {last.text or 'nothing'}"
    else:
        return last.value
    raise Undecidable(Failure("argument", message, path, last.line))
