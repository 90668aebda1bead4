"""`function_exists`: a function or method of that name is defined."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.existence import symbol_exists
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "function_exists",
    "check",
    "Holds when a function or method of that name is defined in the scope, or, without a scope, anywhere in the "
    "workspace. A method is written with its class: `Order.total`. Functions inside functions are not selected. A "
    "definition under a condition counts; a name that is only imported or assigned does not.\n\n"
    "In a scope that selects nothing, nothing exists: the check fails.",
    (
        Signature((Parameter("name", STRING, "the name, such as `handle` or `shop.api.handle`"),), BOOL),
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("name", STRING, "the name, such as `handle`"),
            ),
            BOOL,
        ),
    ),
    example="check python.function_exists(api, 'handle')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    return symbol_exists(arguments, library, "function")
