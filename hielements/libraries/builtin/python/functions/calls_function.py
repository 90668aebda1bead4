"""`calls_function`: the code of a scope calls a certain function of a module, an object or a class."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.calling import some_call
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "calls_function",
    "check",
    "Holds when at least one call expression of the scope calls that function: the path of what is called ends in "
    "`owner.function`, or in the function's name when no owner is given. `calls_function(scope, 'logger', 'info')` is "
    "matched by `logger.info()` and `self.logger.info()`, and not by `logger.error()` or `logger.info.x()`. Paths are "
    "those of `calls`: after `from shop.log import logger as log`, the call `log.info()` calls "
    "`shop.log.logger.info`.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should call"),
                Parameter("function", STRING, "the name of the function or method"),
            ),
            BOOL,
        ),
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should call"),
                Parameter("owner", STRING, "the module, object or class that the function is called on"),
                Parameter("function", STRING, "the name of the function or method"),
            ),
            BOOL,
        ),
    ),
    example="check python.calls_function(orders, 'logger', 'info')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    name = arguments.text("function")
    if "owner" in arguments:
        name = f"{arguments.text('owner')}.{name}"
    return some_call(library.code, arguments.scope("scope"), name, whole_end=True)
