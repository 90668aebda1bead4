"""What the checks on dependencies share: which count, how one is reported, the graph of files.

Comes in: edges. Goes out: violations, chains, graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Final

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.rust.codebase import Codebase, Edge
from hielements.libraries.builtin.rust.existence import missing
from hielements.libraries.builtin.rust.facts import REEXPORT, TEST
from hielements.libraries.builtin.rust.selection import clean_name, title
from hielements.libraries.dependency_graph.graph import NamedGraph
from hielements.libraries.outcomes import Failure, Hop, Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, STRING, Parameter
from hielements.libraries.values import ScopeValue

IGNORE_TESTS: Final = Parameter(
    "ignore_tests",
    BOOL,
    "leave out what stands under `#[cfg(test)]`, in tests, or in the folder `tests`",
    default=False,
)

MODULE_NAME: Final = Parameter(
    "name", STRING, "a crate (`serde`), a module (`crate::db`, `db`, `shop::db`), or something in one"
)

Counts = Callable[[Edge], bool]


def counted_edges(arguments: Arguments) -> Counts:
    """Which dependencies count, by the option of `IGNORE_TESTS`."""
    ignored = TEST if "ignore_tests" in arguments and arguments.flag("ignore_tests") else 0
    return lambda edge: not edge.tags & ignored


class WantedName:
    """A name that a specification gives for a crate, a module or something in it."""

    def __init__(self, code: Codebase, written: str) -> None:
        head, separator, rest = written.partition("::")
        self._code = code
        self.segments = clean_name(f"{head.replace('-', '_')}{separator}{rest}", "crate or module").split("::")

    def takes(self, edge: Edge) -> bool:
        """Whether a dependency is on what has the name, or on something in it or below it. The names that count are
        the one in the code, made absolute, and the one of the definition behind re-exports."""
        return any(self._takes_name(edge, name.split("::")) for name in edge.names)

    def _takes_name(self, edge: Edge, name: list[str]) -> bool:
        wanted = self.segments
        if name[: len(wanted)] == wanted:
            return True
        if edge.dependency.external is not None or wanted[0] == "crate":
            return False
        # Inside the workspace, names from the root of a crate count without it, and with the name of the own crate.
        if name[1 : len(wanted) + 1] == wanted:
            return True
        if name[0] != "crate" or name[1 : len(wanted)] != wanted[1:]:
            return False
        return any(node.crate.name == wanted[0] for node in self._code.places(edge.dependency.path))


def violation(edge: Edge, message: str | None = None, chain: tuple[Hop, ...] = ()) -> Violation:
    """The violation of a dependency that must not be."""
    dependency = edge.dependency
    meaning = f", which is {edge.meant}" if edge.meant is not None else ""
    return Violation(
        message or f"uses {dependency.name}{meaning}",
        dependency.path,
        dependency.line,
        dependency.column,
        evidence=edge.evidence,
        chain=chain,
    )


def shown(edge: Edge) -> Passed:
    """The outcome of a check that a dependency makes hold."""
    place = edge.dependency
    return Passed(f"{place.path}:{place.line}: {edge.text}", place.path, place.line)


def names_something(
    code: Codebase, scope: ScopeValue, written: str, edges: list[Edge], verb: str, failures: tuple[Failure, ...]
) -> Outcome:
    """Holds when one of the edges is on what is named."""
    wanted = WantedName(code, written)
    found = next((edge for edge in edges if wanted.takes(edge)), None)
    if found is not None:
        return shown(found)
    if failures:
        return verdict("", (), failures)
    used = sorted({"::".join(edge.dependency.name.split("::")[:2]) for edge in edges})
    near = [each for each in used if wanted.segments[-1] in each.split("::")] or used[:5]
    help_text = f"it {verb} {', '.join(near)}" if near else f"it {verb} nothing outside of itself"
    return verdict(
        f"nothing in {title(scope)} {verb} '{written}'",
        [missing(scope, f"{title(scope)} does not {verb.removesuffix('s')} '{written}'", help_text)],
    )


def two_scopes(
    code: Codebase, source: ScopeValue, target: ScopeValue
) -> tuple[frozenset[str], list[str], list[Edge], tuple[Failure, ...]]:
    """For checks from one scope to another: the files of the target, those of the source that are not in it, what
    these depend on, and what is not known of them. Scopes that are parts of the same file are told apart by their
    lines as far as dependencies start there; the target of a dependency is a file as a whole."""
    wanted = frozenset(code.rust_files_of(target))
    first, last = target.lines or (0, 0)
    every = code.files_of(source)
    within = source.lines is not None and first <= source.lines[0] and source.lines[1] <= last
    files = [path for path in every if path not in wanted or (target.lines is not None and not within)]
    if not files:
        raise refuse(f"all of {title(source)} lies in {title(target)}: what that uses of itself is not known")
    edges = [
        edge
        for edge in code.scope_edges(source)
        if edge.dependency.path not in wanted
        or (target.lines is not None and not first <= edge.dependency.line <= last)
    ]
    return wanted, files, edges, code.edge_failures(files)


def leads_into(edge: Edge, target: ScopeValue, files: frozenset[str]) -> bool:
    """Whether a dependency is on something of a scope. What names no part of a file may use every part of it."""
    if files.isdisjoint(edge.dependency.targets):
        return False
    member = edge.dependency.member
    if target.symbol is None or member is None:
        return True
    return target.symbol == member or target.symbol.startswith(f"{member}.")


class FileGraph:
    """The files that some files depend on, directly or not. What the files of `ends` depend on is not asked.

    With `definitions_only`, a dependency leads to the file that defines what is used and not to those that re-export
    it, and re-exports themselves are none.
    """

    def __init__(
        self,
        code: Codebase,
        starts: Iterable[str],
        counts: Counts,
        ends: frozenset[str] = frozenset(),
        definitions_only: bool = False,
    ) -> None:
        self._code = code
        self._counts = counts
        self._definitions_only = definitions_only
        successors: dict[str, tuple[str, ...]] = {}
        frontier = list(dict.fromkeys(starts))
        while frontier:
            code.store.load(path for path in frontier if path not in ends)
            for path in frontier:
                found = [] if path in ends else [each for edge in code.edges(path) for each in self._targets(edge)]
                successors[path] = tuple(dict.fromkeys(found))
            frontier = list(
                dict.fromkeys(target for path in frontier for target in successors[path] if target not in successors)
            )
        self.named: NamedGraph[str] = NamedGraph(successors)
        self.failures: tuple[Failure, ...] = code.edge_failures(path for path in successors if path not in ends)

    def _targets(self, edge: Edge) -> tuple[str, ...]:
        if not self._counts(edge):
            return ()
        if self._definitions_only:
            return () if edge.tags & REEXPORT else edge.definitions
        return edge.dependency.targets

    def edge(self, path: str, target: str) -> Edge:
        """The first dependency of a file that leads to the target."""
        return next(edge for edge in self._code.edges(path) if target in self._targets(edge))

    def hops(self, nodes: Iterable[int]) -> tuple[Hop, ...]:
        """The dependencies that lead along a chain of nodes, one fewer than there are nodes."""
        paths = [self.named.names[node] for node in nodes]
        return tuple(hop(self.edge(path, target)) for path, target in pairwise(paths))


def hop(edge: Edge) -> Hop:
    dependency = edge.dependency
    return Hop(dependency.path, dependency.line, dependency.column, dependency.name)


def module_name(code: Codebase, path: str) -> str:
    """What a file is called in messages: its module, or its path where it is none."""
    places = code.places(path)
    if not places or not places[0].path:
        return path
    return "::".join(places[0].path)
