"""`no_dependency`: no code of one scope imports code of another."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, part, rule_graph
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.dependence import not_dependent
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_dependency",
    "check",
    "Holds when no file of the first scope imports a file of the second. Each import that does is a violation. Where "
    "the scopes overlap, imports inside the second do not count. A function or class as the first scope stands for the "
    "imports between its lines; as the second, for its whole file.\n\n"
    "With `indirect=true` chains of imports through other modules count as well: each module outside of both scopes "
    "that the first one imports and that leads to the second is a violation, at the first import of it, with a "
    "shortest chain, every step with file and line. The first one also tells the cheapest imports to cut, where these "
    "are fewer than the imports that leave the scope (a minimum cut; an import statement is the unit of cost). Files "
    "on the way that cannot be parsed leave the check undecided.",
    (
        Signature(
            (
                Parameter("source", SCOPE, "the code that must not depend"),
                Parameter("target", SCOPE, "the code that must not be depended on"),
                Parameter("indirect", BOOL, "whether chains of imports count as well", default=False),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.no_dependency(domain, database)",
    governs="between",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    source, target = part(library, arguments.scope("source")), part(library, arguments.scope("target"))
    graph = rule_graph(library, arguments, (source, target))
    return conclude(not_dependent(graph, source, target, arguments.flag("indirect")), graph)
