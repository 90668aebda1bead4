"""`no_dependency`: no code of one scope imports code of another."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.python.checking import (
    WHICH_IMPORTS,
    ModuleGraph,
    counted_imports,
    hop,
    title,
    violation,
)
from hielements.libraries.builtin.python.codebase import Edge
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_dependency",
    "check",
    "Holds when no file of the first scope imports a file of the second. Each import that does is a violation. Where "
    "the scopes overlap, imports inside the second do not count. A function or class as the first scope stands for the "
    "imports between its lines; as the second, for its whole file.\n\n"
    "With `indirect=true` chains of imports through other modules count as well: each import that leaves the first "
    "scope and leads to the second is a violation with a shortest chain, every step with file and line. Files on the "
    "way that cannot be parsed leave the check undecided.",
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
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code = library.code
    source, target = arguments.scope("source"), arguments.scope("target")
    counts = counted_imports(arguments)
    forbidden = frozenset(code.python_files(target))
    files = [path for path in code.files(source) if path not in forbidden]
    if not files:
        raise refuse(f"all of {title(source)} is part of {title(target)}: the check could never fail")
    edges = [edge for edge in code.scope_edges(source) if edge.dependency.path not in forbidden and counts(edge)]
    direct = [violation(edge) for edge in edges if not forbidden.isdisjoint(edge.dependency.targets)]
    failures = code.failures(files)
    message = f"{title(source)} depends on {title(target)}"
    if arguments.flag("indirect"):
        rest = [edge for edge in edges if forbidden.isdisjoint(edge.dependency.targets)]
        chains, unread = _indirect(library, rest, frozenset(files), forbidden, arguments)
        direct += chains
        failures = tuple(dict.fromkeys((*failures, *unread)))
    note = f"{counted(len(edges), 'import')} in {counted(len(files), 'file')}"
    return verdict(message, direct, failures, note)


def _indirect(
    library: Python, edges: list[Edge], inside: frozenset[str], forbidden: frozenset[str], arguments: Arguments
) -> tuple[list[Violation], tuple[Failure, ...]]:
    """A violation for each import that leaves the scope and leads to the forbidden files through other modules."""
    from hielements.libraries.dependency_graph.chains import Directions

    # Chains that come back into the scope belong to the import by which they leave it for the last time.
    leaving = [(edge, path) for edge in edges for path in edge.dependency.targets if path not in inside]
    graph = ModuleGraph(library.code, [path for _, path in leaving], counted_imports(arguments), forbidden | inside)
    named = graph.named
    directions = Directions(named.graph, named.numbers(forbidden), blocked=named.numbers(inside))
    found: list[Violation] = []
    for edge, path in leaving:
        chain = directions.chain_from(named.number[path])
        if chain is not None:
            reached = library.code.modules.name(named.names[chain[-1]])
            text = f"imports {edge.dependency.name}, which leads to {reached}"
            found.append(violation(edge, text, (hop(edge), *graph.hops(chain))))
    return found, graph.failures
