"""`module_exists`: a module or package is there."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.selection import select_module
from hielements.libraries.outcomes import Outcome, Passed, Violated, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "module_exists",
    "check",
    "Holds when the workspace has a module or package of that name, or when the scope selects at least one Python "
    "file. An extension module (`.so`, `.pyd`, or its source in Cython or C) and a stub (`.pyi`) are modules as well. "
    "Modules of the standard library and installed packages are not looked for.",
    (
        Signature(
            (Parameter("name", STRING, "a dotted name such as `shop.db`, or a path such as `src/shop/db.py`"),), BOOL
        ),
        Signature((Parameter("scope", SCOPE, "the module, as a scope"),), BOOL),
    ),
    example="check python.module_exists('shop.db')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    scope = (
        arguments.scope("scope")
        if "scope" in arguments
        else select_module(library.code, arguments.text("name"), "module")
    )
    if scope.is_empty:
        if "name" in arguments and library.code.names_foreign(arguments.text("name")):
            return Passed("a module in another language, or a stub")
        message = scope.absence or f"there is no module '{scope.selector}'"
        return Violated(message, (Violation(message),))
    files = [path for path in scope.files if path.endswith(".py")]
    if not files:
        message = f"'{scope.selector}' selects no Python file (*.py)"
        return Violated(message, (Violation(message, scope.root),))
    return Passed(files[0])
