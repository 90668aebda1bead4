"""`public_functions`: the public functions of a scope, as a value."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.definitions import definitions, kind
from hielements.libraries.builtin.python.interfaces import point
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.signatures import CONNECTION_POINT, SCOPE, Function, Parameter, Signature
from hielements.libraries.values import ConnectionPoint

FUNCTION = Function(
    "public_functions",
    "selector",
    "Gives the public functions of the scope's modules as a connection point, for a ref of any type. Its members are "
    "`names`, the sorted names, and `count`: `check 'handle' in api.names`.\n\n"
    "Public are functions of modules whose name does not start with an underscore; where a module has an `__all__` of "
    "literal names, those that it lists. Methods, and functions that are only imported, do not count. Where there is "
    "none, or a file cannot be parsed, what depends on the value is undecided.",
    (Signature((Parameter("scope", SCOPE, "where to look"),), CONNECTION_POINT),),
    example="ref api: HttpHandler = python.public_functions(handlers)",
)


def evaluate(arguments: Arguments, library: Python) -> ConnectionPoint:
    scope = arguments.scope("scope")
    found = [
        each for each in definitions(library.code, scope) if kind(each[1]) == "function" and "." not in each[1].name
    ]
    return point(library, scope, "function", found)
