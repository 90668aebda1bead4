"""`exported_classes`: the classes that a scope offers, as a value."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.definitions import definitions
from hielements.libraries.builtin.python.interfaces import point
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.signatures import CONNECTION_POINT, SCOPE, Function, Parameter, Signature
from hielements.libraries.values import ConnectionPoint

FUNCTION = Function(
    "exported_classes",
    "selector",
    "Gives the classes that the scope's modules offer as a connection point, for a ref of any type. Its members are "
    "`names`, the sorted names, and `count`.\n\n"
    "Where a module has an `__all__` of literal names, it offers the classes it lists; otherwise those whose name does "
    "not start with an underscore. Classes inside classes and functions, and those that are only imported, do not "
    "count. Where there is none, or a file cannot be parsed, what depends on the value is undecided.",
    (Signature((Parameter("scope", SCOPE, "where to look"),), CONNECTION_POINT),),
    example="ref models: DomainModel = python.exported_classes(domain)",
)


def evaluate(arguments: Arguments, library: Python) -> ConnectionPoint:
    scope = arguments.scope("scope")
    found = [each for each in definitions(library.code, scope) if each[1].is_class and "." not in each[1].name]
    return point(library, scope, "class", found)
