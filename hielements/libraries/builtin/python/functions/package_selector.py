"""`package_selector`: a package with all that lies below it, and never a single module."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.selection import select_module
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "package_selector",
    "selector",
    "Selects a package: all Python files below a folder, with or without `__init__.py`. Names are looked up as for "
    "`module_selector`; a module that is a file is not selected.",
    (
        Signature(
            (Parameter("name", STRING, "a dotted name (`shop.orders`), or the path of a folder (`src/shop/orders`)"),),
            SCOPE,
        ),
    ),
    example="scope orders = python.package_selector('shop.orders')",
)


def evaluate(arguments: Arguments, library: Python) -> ScopeValue:
    return select_module(library.code, arguments.text("name"), "package")
