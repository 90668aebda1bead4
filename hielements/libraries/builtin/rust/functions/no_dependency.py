"""`no_dependency`: no code of one scope uses another scope, a module or a crate."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.rust.checking import (
    IGNORE_TESTS,
    MODULE_NAME,
    FileGraph,
    WantedName,
    counted_edges,
    hop,
    leads_into,
    module_name,
    two_scopes,
    violation,
)
from hielements.libraries.builtin.rust.codebase import Edge
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import title
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

_SOURCE = Parameter("source", SCOPE, "the code that must not depend")

FUNCTION = Function(
    "no_dependency",
    "check",
    "Holds when no file of the first scope uses something of the second. Each `use` and each path that does is a "
    "violation. Where the scopes overlap, what stands in files of the second does not count. An item as the first "
    "scope stands for what is used between its lines; as the second, for what names it (a glob names everything); for "
    "chains its file counts. In the place of the second scope a crate or module may be named; names are matched as for "
    "uses.\n\nWith `indirect=true` chains through other files count as well: each dependency that leaves the first "
    "scope and leads to the second is a violation with a shortest chain, every step with file and line. Files on the "
    "way that cannot be parsed leave the check undecided.",
    (
        Signature(
            (
                _SOURCE,
                Parameter("target", SCOPE, "the code that must not be depended on"),
                Parameter("indirect", BOOL, "whether chains of dependencies count as well", default=False),
                IGNORE_TESTS,
            ),
            BOOL,
        ),
        Signature((_SOURCE, MODULE_NAME, IGNORE_TESTS), BOOL),
    ),
    example="check rust.no_dependency(core, cli)",
    governs="between",
    forbids_named=True,
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    source = arguments.scope("source")
    counts = counted_edges(arguments)
    if "name" in arguments:
        name = arguments.text("name")
        wanted = WantedName(code, name)
        files = code.files_of(source)
        edges = [edge for edge in code.scope_edges(source) if counts(edge)]
        found = [violation(edge) for edge in edges if wanted.takes(edge)]
        note = f"{counted(len(edges), 'dependency', 'dependencies')} in {counted(len(files), 'file')}"
        return verdict(f"{title(source)} uses '{name}'", found, code.edge_failures(files), note)
    target = arguments.scope("target")
    forbidden, inside, every, failures = two_scopes(code, source, target)
    edges = [edge for edge in every if counts(edge)]
    found = [violation(edge) for edge in edges if leads_into(edge, target, forbidden)]
    if arguments.flag("indirect"):
        rest = [edge for edge in edges if forbidden.isdisjoint(edge.dependency.targets)]
        chains, unread = _indirect(library, rest, frozenset(inside), forbidden, arguments)
        found += chains
        failures = tuple(dict.fromkeys((*failures, *unread)))
    note = f"{counted(len(edges), 'dependency', 'dependencies')} in {counted(len(inside), 'file')}"
    return verdict(f"{title(source)} depends on {title(target)}", found, failures, note)


def _indirect(
    library: Rust, edges: list[Edge], inside: frozenset[str], forbidden: frozenset[str], arguments: Arguments
) -> tuple[list[Violation], tuple[Failure, ...]]:
    """A violation for each dependency that leaves the scope and leads to the forbidden files through other files."""
    from hielements.libraries.dependency_graph.chains import Directions

    # Chains that come back into the scope belong to the dependency by which they leave it for the last time.
    leaving = [(edge, path) for edge in edges for path in edge.dependency.targets if path not in inside]
    graph = FileGraph(library.code, [path for _, path in leaving], counted_edges(arguments), forbidden | inside)
    named = graph.named
    directions = Directions(named.graph, named.numbers(forbidden), blocked=named.numbers(inside))
    found: list[Violation] = []
    for edge, path in leaving:
        chain = directions.chain_from(named.number[path])
        if chain is not None:
            reached = module_name(library.code, named.names[chain[-1]])
            text = f"uses {edge.dependency.name}, which leads to {reached}"
            found.append(violation(edge, text, (hop(edge), *graph.hops(chain))))
    return found, graph.failures
