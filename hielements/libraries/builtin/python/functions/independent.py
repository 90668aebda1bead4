"""`independent`: none of several parts depends on any other."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.checking import (
    WHICH_IMPORTS,
    conclude,
    given_scope,
    items,
    modules_part,
    rule_graph,
)
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.dependence import independent
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of, one_of

FUNCTION = Function(
    "independent",
    "check",
    "Holds when none of the parts depends on any other, directly or through modules that belong to none of them. "
    "Violations are those of `no_dependency` with `indirect=true`, with chains and the cheapest imports to cut. A "
    "chain through a third part is not reported for its two ends, because its steps are.\n\n"
    "Parts must not overlap, and there must be at least two. This is the meaning of the contract `independence` of "
    "import-linter.",
    (
        Signature(
            (
                Parameter("parts", list_of(one_of(SCOPE, STRING)), "scopes, or dotted names or paths of modules"),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.independent([orders, billing, 'shop.shipping'])",
    governs="within",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    scopes = [given_scope(library, item, "parts") for item in items(arguments, "parts")]
    parts = [modules_part(library, scope).with_(title=scope.selector) for scope in scopes]
    graph = rule_graph(library, arguments, parts)
    return conclude(independent(graph, parts), graph)
