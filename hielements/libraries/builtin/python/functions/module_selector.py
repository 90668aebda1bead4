"""`module_selector`: a module, or a package with all that lies below it."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.selection import select_module
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "module_selector",
    "selector",
    "Selects a module. A module that is a package (a folder, with or without `__init__.py`) stands for all Python "
    "files below it: `module_selector('orders')` is `orders/__init__.py`, `orders/models.py`, `orders/api/views.py` "
    "and so on. A module that is a file stands for that file.\n\n"
    "A dotted name is looked up from each root (see the library); regular packages and modules come before folders "
    "without `__init__.py`, and roots nearer to the workspace before deeper ones. A folder without `__init__.py` that "
    "several roots share is one package. A name that several roots at the same depth have is ambiguous: what depends "
    "on it is undecided until a path says which is meant.",
    (
        Signature(
            (
                Parameter(
                    "name",
                    STRING,
                    "a dotted name (`shop.db`), or a path of a file or folder (`src/shop/db.py`, `src/shop`)",
                ),
            ),
            SCOPE,
        ),
    ),
    example="scope db = python.module_selector('shop.db')",
)


def evaluate(arguments: Arguments, library: Python) -> ScopeValue:
    return select_module(library.code, arguments.text("name"), "module")
