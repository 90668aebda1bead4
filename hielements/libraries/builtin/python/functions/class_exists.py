"""`class_exists`: a class of that name is defined."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.existence import symbol_exists
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "class_exists",
    "check",
    "Holds when a class of that name is defined in the scope, or, without a scope, anywhere in the workspace. A class "
    "inside a class is written with both names: `Order.Line`. Classes inside functions are not selected. A definition "
    "under a condition counts; a name that is only imported or assigned does not.\n\n"
    "In a scope that selects nothing, nothing exists: the check fails.",
    (
        Signature((Parameter("name", STRING, "the name, such as `Order` or `shop.models.Order`"),), BOOL),
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("name", STRING, "the name, such as `Order`"),
            ),
            BOOL,
        ),
    ),
    example="check python.class_exists(models, 'Order')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    return symbol_exists(arguments, library, "class")
