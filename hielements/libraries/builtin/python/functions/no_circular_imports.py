"""`no_circular_imports`: no module of a scope is part of a circle of imports."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.python.checking import (
    WHICH_IMPORTS,
    ModuleGraph,
    counted_imports,
    title,
    violation,
)
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.dependency_graph.chains import shortest_cycle
from hielements.libraries.dependency_graph.components import cyclic_components
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_circular_imports",
    "check",
    "Holds when no module of the scope depends on itself through other modules, whether these belong to the scope or "
    "not. There is one violation for each group of modules that depend on each other, with a shortest circle through "
    "the scope. A module that imports itself is no circle. Several scopes may be given as a list.",
    (
        Signature(
            (Parameter("scope", SCOPE, "the modules to look at; a list stands for all of them"), *WHICH_IMPORTS), BOOL
        ),
    ),
    example="check python.no_circular_imports(shop)",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code = library.code
    scope = arguments.scope("scope")
    files = code.files(scope)
    graph = ModuleGraph(code, files, counted_imports(arguments))
    named = graph.named
    inside = named.numbers(files)
    found = []
    for component in cyclic_components(named.graph):
        if inside.isdisjoint(component):
            continue
        cycle = shortest_cycle(named.graph, component, inside)
        closed = [*cycle, cycle[0]]
        names = " -> ".join(code.modules.name(named.names[node]) for node in closed)
        more = f" (one circle among {counted(len(component), 'module')} that depend on each other)"
        text = f"circular import: {names}{more if len(component) > len(cycle) else ''}"
        first = graph.edge(named.names[cycle[0]], named.names[closed[1]])
        found.append(violation(first, text, graph.hops(closed)))
    message = f"{title(scope)} has {counted(len(found), 'circular import')}"
    return verdict(message, found, graph.failures, f"{counted(len(named.names), 'module')}, no circle")
