"""`function_selector`: a function or method, as a scope of its own lines."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.selection import select_symbol
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "function_selector",
    "selector",
    "Selects a function or method: a scope of one file, narrowed to the lines from its first decorator to its end. "
    "The value may be given to a scope and to a ref of any type. A method is written with its class: `Order.total`. "
    "Functions inside functions are not selected.\n\n"
    "Without a scope the whole workspace is searched, and the name may start with a module (`shop.api.handle`); a "
    "name that several files define is ambiguous, and what depends on it is undecided. Where one file defines a name "
    "several times, the last definition is meant.",
    (
        Signature((Parameter("name", STRING, "the name, such as `handle` or `shop.api.handle`"),), SCOPE),
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("name", STRING, "the name, such as `handle`"),
            ),
            SCOPE,
        ),
    ),
    example="ref handler: HttpHandler = python.function_selector(api, 'handle')",
)


def evaluate(arguments: Arguments, library: Python) -> ScopeValue:
    scope = arguments.scope("scope") if "scope" in arguments else None
    return select_symbol(library.code, scope, arguments.text("name"), "function")
