"""`acyclic`: no cycle of imports inside a scope, among its modules or among its packages."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, hierarchy, modules_part, rule_graph
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_rules.cycles import cyclic_modules, cyclic_packages
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "acyclic",
    "check",
    "Holds when no modules of the scope depend on each other in a circle inside of the scope. "
    "`no_circular_imports` also counts circles that lead through other code.\n\n"
    "With `level='packages'` the modules and packages directly below the scope are the units, each with all that lies "
    "below it: one depends on another when any of its files imports any file of the other. The `__init__.py` of the "
    "scope itself is left out, because it re-exports from below.\n\n"
    "There is one violation for each group that depend on each other, whatever the number of circles in it: a shortest "
    "circle, every step with file and line, and the imports to cut so that no circle is left, where it is not all the "
    "same which. Up to 12 modules these are the cheapest that exist (an import statement is the unit of cost); beyond, "
    "where that would take too long, a heuristic finds a few (Eades, Lin and Smyth 1993) and the advice says so.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the modules to look at"),
                Parameter("level", STRING, "what may not be in a circle: 'modules' or 'packages'", default="modules"),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.acyclic(shop, level='packages')",
    governs="within",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    scope, level = arguments.scope("scope"), arguments.text("level")
    if level not in ("modules", "packages"):
        raise refuse(f"'{level}' is no level of acyclic", "write 'modules' or 'packages'")
    modules = modules_part(library, scope)
    graph = rule_graph(library, arguments, (modules,))
    if level == "modules":
        return conclude(cyclic_modules(graph, modules.title, modules.files, only_inside=True), graph)
    children = hierarchy(library, scope).children()
    if len(children) < 2:
        raise refuse(f"{modules.title} has fewer than two modules or packages below it: the check could never fail")
    return conclude(cyclic_packages(graph, modules.title, children), graph)
