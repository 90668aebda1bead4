"""`interface`: what of a package other code may import."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, hierarchy, rule_graph
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.access import interface
from hielements.libraries.dependency_rules.code import Part
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of

FUNCTION = Function(
    "interface",
    "check",
    "Holds when all other code of the workspace imports only the given names of the package. A name is seen from the "
    "package on and means a module with all in it and below it (`'api'`), or something in a module (`'models.Order'`), "
    "or something that the package's own `__init__.py` defines or re-exports (`'place_order'`). With an empty list "
    "nothing may be imported.\n\n"
    "Re-exports are followed: where `shop/orders/__init__.py` takes `place_order` from `.services`, then "
    "`from shop.orders import place_order` is allowed by `'place_order'` and by `'services'`; "
    "`from shop.orders.services import place_order` goes past the interface `'place_order'` and is a violation that "
    "tells the open way. Importing the package as a whole (`import shop.orders`) is allowed when some name is of its "
    "own `__init__.py`; `from shop.orders import *` never is.\n\n"
    "All Python files of the workspace are looked at, tests included: one that cannot be parsed leaves the check "
    "undecided. Only direct imports count.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the package"),
                Parameter("names", list_of(STRING), "what it gives out, seen from the package on"),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.interface(orders, ['api', 'place_order'])",
    governs="entering",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    root = hierarchy(library, arguments.scope("scope"))
    graph = rule_graph(library, arguments, (Part(root.title, root.files),))
    return conclude(interface(graph, root, arguments.texts("names")), graph)
