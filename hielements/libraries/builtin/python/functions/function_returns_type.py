"""`function_returns_type`: a function is annotated to return a type."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.python.definitions import at, named
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.returning import Returning
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "function_returns_type",
    "check",
    "Holds when the function is annotated to return the type; which annotations are a type stands at `returns_type`. "
    "Where the scope defines the name several times (branches, `@overload`, several files), each of them must. A "
    "function without an annotation violates the check; where there is no such function it is undecided, and where "
    "another file of the scope cannot be parsed, too.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("name", STRING, "the function, or a method with its class: `Orders.all`"),
                Parameter("type", STRING, "the type, such as `Response`, `List` or `dict[str, int]`"),
            ),
            BOOL,
        ),
    ),
    example="check python.function_returns_type(api, 'list_payments', 'List')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    scope, name, wanted = arguments.scope("scope"), arguments.text("name"), arguments.text("type")
    returning = Returning(library.code, wanted)
    violations = [
        at(each, f"'{name}' returns '{each[1].returns}' and not '{wanted}'" if each[1].returns
           else f"'{name}' does not say what it returns")
        for each in named(library.code, scope, name, ("function",))
        if not returning.holds(each)
    ]  # fmt: skip
    failures = library.code.failures(library.code.python_files(scope))
    return verdict(f"'{name}' is not annotated to return '{wanted}'", violations, failures)
