"""`no_circular_imports`: no file of a scope is part of a circle of dependencies."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.rust.checking import (
    IGNORE_TESTS,
    FileGraph,
    counted_edges,
    module_name,
    violation,
)
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import title
from hielements.libraries.dependency_graph.chains import shortest_cycle
from hielements.libraries.dependency_graph.components import cyclic_components
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_circular_imports",
    "check",
    "Holds when no file of the scope (without one, of the workspace) depends on itself through other files, whether "
    "these belong to the scope or not. There is one violation for each group of files that depend on each other, with "
    "a shortest circle through the scope. Rust allows such circles within a crate; this check is for those who do not "
    "want them.\n\n"
    "A module that declares (`mod`) or re-exports (`pub use`) another does not depend on it here, and what is used "
    "through a re-export is a dependency on the file that defines it. Several scopes may be given as a list.",
    (
        Signature((IGNORE_TESTS,), BOOL),
        Signature(
            (Parameter("scope", SCOPE, "the modules to look at; a list stands for all of them"), IGNORE_TESTS), BOOL
        ),
    ),
    example="check rust.no_circular_imports(shop)",
    governs="within",
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    files = code.files_of(scope) if scope is not None else code.every_file()
    graph = FileGraph(code, files, counted_edges(arguments), definitions_only=True)
    named = graph.named
    inside = named.numbers(files)
    found = []
    for component in cyclic_components(named.graph):
        if inside.isdisjoint(component):
            continue
        cycle = shortest_cycle(named.graph, component, inside)
        closed = [*cycle, cycle[0]]
        names = " -> ".join(module_name(code, named.names[node]) for node in closed)
        more = f" (one circle among {counted(len(component), 'file')} that depend on each other)"
        text = f"circular dependency: {names}{more if len(component) > len(cycle) else ''}"
        first = graph.edge(named.names[cycle[0]], named.names[closed[1]])
        found.append(violation(first, text, graph.hops(closed)))
    where = title(scope) if scope is not None else "the workspace"
    message = f"{where} has {counted(len(found), 'circle')} of dependencies"
    return verdict(message, found, graph.failures, f"{counted(len(named.names), 'file')}, no circle")
