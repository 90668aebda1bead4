"""`no_circular_imports`: no module of a scope is part of a circle of imports."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, part, rule_graph
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.cycles import cyclic_modules
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_circular_imports",
    "check",
    "Holds when no module of the scope depends on itself through other modules, whether these belong to the scope or "
    "not. There is one violation for each group of modules that depend on each other, with a shortest circle through "
    "the scope and, where it is not all the same, the cheapest imports to cut so that none is left (see `acyclic`, "
    "which looks at circles inside of the scope alone). A module that imports itself is no circle. Several scopes may "
    "be given as a list.",
    (
        Signature(
            (Parameter("scope", SCOPE, "the modules to look at; a list stands for all of them"), *WHICH_IMPORTS), BOOL
        ),
    ),
    example="check python.no_circular_imports(shop)",
    governs="within",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    modules = part(library, arguments.scope("scope"))
    graph = rule_graph(library, arguments, (modules,))
    return conclude(cyclic_modules(graph, modules.title, modules.files, only_inside=False), graph)
