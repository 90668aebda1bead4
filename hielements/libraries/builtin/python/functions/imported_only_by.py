"""`imported_only_by`: only some code may import a scope."""

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
from hielements.libraries.dependency_rules.access import imported_only_by
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of, one_of

FUNCTION = Function(
    "imported_only_by",
    "check",
    "Holds when no code of the workspace imports the scope except the allowed scopes and the scope itself. Each other "
    "import of it is a violation; only direct imports count. With an empty list nothing else may import it.\n\n"
    "All Python files of the workspace are looked at, tests included, since any of them might import the scope: one "
    "that cannot be parsed leaves the check undecided. This is the meaning of the contract `protected` of "
    "import-linter.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that is protected"),
                Parameter(
                    "allowed",
                    list_of(one_of(SCOPE, STRING)),
                    "who may import it: scopes, or dotted names or paths of modules",
                ),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.imported_only_by(db, [repositories, 'shop.migrations'])",
    governs="entering",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    protected = modules_part(library, arguments.scope("scope"))
    allowed = [modules_part(library, given_scope(library, item, "allowed")) for item in items(arguments, "allowed")]
    graph = rule_graph(library, arguments, (protected, *allowed))
    return conclude(imported_only_by(graph, protected, allowed), graph)
