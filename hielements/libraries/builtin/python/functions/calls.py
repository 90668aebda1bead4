"""`calls`: the code of a scope calls something of a name."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.calling import some_call
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "calls",
    "check",
    "Holds when at least one call expression of the scope calls the name, a part of it, or something of it. The name "
    "must stand in the dotted path of what is called, as whole parts in a row: `connect` is matched by `connect()` and "
    "`db.connect()`, `logger` by `logger.info()` and `self.logger.info()`, `db.connect` by `shop.db.connect()`.\n\n"
    "The path is absolute where its first name is imported (an alias counts as what it stands for: after `from .db "
    "import connect as c`, the call `c()` calls `shop.db.connect`), defined in the module (`shop.api.helper`) or built "
    "in (`builtins.print`, which tells the function from a method `print`). Otherwise it is the path as written: what "
    "a parameter, a local variable or the result of another call holds is not known. Making an instance of a class and "
    "a decorator with arguments are calls; naming a function without calling it, and a comment or string, are none.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should call"),
                Parameter("name", STRING, "what should be called, such as `connect`, `logger` or `shop.db.connect`"),
            ),
            BOOL,
        ),
    ),
    example="check python.calls(orders, 'validate_order')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    return some_call(library.code, arguments.scope("scope"), arguments.text("name"), whole_end=False)
