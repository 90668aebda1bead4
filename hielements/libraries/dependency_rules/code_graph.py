"""The graph of the files of a language, explored as far as a rule needs it.

Comes in: `Code`, and which dependencies count. Goes out: graphs whose nodes are the numbers of files, in the order of
their paths, and the dependencies behind their edges. Nodes have the same numbers in every answer, so that one graph
serves all the checks of a run and what was explored for one is known to the next. Only what is reached is loaded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from hielements.libraries.dependency_graph.graph import Graph
from hielements.libraries.dependency_rules.code import Code
from hielements.libraries.dependency_rules.exceptions import Exceptions
from hielements.libraries.outcomes import Dependency, Failure, Hop
from hielements.record import Record


class Region(Record):
    """A part of the graph: that of the nodes that were reached. Others have no successors in it. `failures` say which
    of the dependencies are not known."""

    graph: Graph
    asked: tuple[int, ...]
    failures: tuple[Failure, ...]


_WORTH_ALL: Final = 4
"""What leads to what is found out for all files of a project once a fourth of them were asked about, one by one."""


class CodeGraph:
    """Safe to use from several threads: what is computed twice in a race is equal."""

    def __init__(self, code: Code, files: Sequence[str], ignored_tags: frozenset[str], exceptions: Exceptions) -> None:
        self.code = code
        self.files = files
        self.exceptions = exceptions
        self._ignored = ignored_tags
        self._number = {path: number for number, path in enumerate(files)}
        self._successors: list[tuple[int, ...] | None] = [None] * len(files)
        self._asked_for_all = False
        self._asked_for = 0
        self._told: frozenset[int] = frozenset()
        """The nodes whose successors the code told all at once."""
        self._weights: dict[int, dict[int, int]] = {}

    def nodes(self, paths: Iterable[str]) -> frozenset[int]:
        number = self._number
        return frozenset(number[path] for path in paths if path in number)

    def name(self, node: int) -> str:
        return self.code.name(self.files[node])

    def counts(self, dependency: Dependency) -> bool:
        """Whether a dependency is of a kind that counts, and not excepted."""
        return not (dependency.tags & self._ignored) and not self.exceptions.hold(self.code, dependency)

    def dependencies(self, node: int) -> Iterator[tuple[Dependency, int]]:
        """The dependencies of a file that count, each with the file it leads to, itself left out."""
        for dependency in self.code.dependencies(self.files[node]):
            if dependency.targets and self.counts(dependency):
                for target in dependency.targets:
                    number = self._number.get(target, node)
                    if number != node:
                        yield dependency, number

    def explore(self, starts: Iterable[int], ends: Collection[int] = ()) -> Region:
        """The graph of everything that the starts lead to. What the ends depend on is not asked, even where they are
        starts."""
        shown: list[tuple[int, ...]] = [()] * len(self.files)
        reached = set(starts)
        frontier = sorted(reached.difference(ends))
        asked: list[int] = []
        while frontier:
            self._load(frontier)
            asked += frontier
            found: set[int] = set()
            for node in frontier:
                successors = self._successors[node] or ()
                shown[node] = successors
                found.update(successors)
            found -= reached
            reached |= found
            frontier = sorted(found.difference(ends))
        asked.sort()
        failures = self.code.failures([self.files[node] for node in asked])
        return Region(Graph.ordered(shown), tuple(asked), failures)

    def within(self, nodes: Collection[int]) -> Region:
        """The graph of some nodes alone: only dependencies among them."""
        ordered = sorted(nodes)
        self._load(ordered)
        shown: list[tuple[int, ...]] = [()] * len(self.files)
        for node in ordered:
            shown[node] = tuple([target for target in self._successors[node] or () if target in nodes])
        return Region(Graph.ordered(shown), tuple(ordered), self.code.failures([self.files[node] for node in ordered]))

    def _load(self, nodes: Sequence[int]) -> None:
        if not self._asked_for_all:
            self._load_all()
        missing = [node for node in nodes if self._successors[node] is None]
        if not missing:
            return
        self.code.load([self.files[node] for node in missing])
        for node in missing:
            self._successors[node] = tuple(sorted({target for _, target in self.dependencies(node)}))

    def _load_all(self) -> None:
        """Takes over what the code knows of all files at once, but for those whose dependencies may be excepted."""
        self._asked_for_all = True
        if len(self.files) != len(self.code.known_files()):
            return  # files of other projects are among them, so that places in the list differ
        known = self.code.successors(self._ignored)
        if known is None:
            return
        found: list[tuple[int, ...] | None] = list(known)
        if self.exceptions.patterns:
            for node, path in enumerate(self.files):
                if self.exceptions.may_hold(self.code, path):
                    found[node] = None
        self._successors = found
        self._told = frozenset(node for node, targets in enumerate(found) if targets is not None)

    def imports_of(self, paths: Sequence[str], targets: Collection[str]) -> Iterator[Dependency]:
        """The dependencies that count of some files on any of the targets."""
        self.code.load(paths)
        wanted = frozenset(targets)
        for path in self._leading_to(paths, wanted):
            for dependency in self.code.dependencies(path):
                if not wanted.isdisjoint(dependency.targets) and self.counts(dependency):
                    yield dependency

    def _leading_to(self, paths: Sequence[str], targets: Collection[str]) -> Sequence[str]:
        """Those of some files that may depend on any of the targets, in the same order; all of them where telling
        would need a look at each. To ask for the graph of everything is worth it once much of it was asked for."""
        self._asked_for += len(paths)
        if len(self.files) != len(self.code.known_files()):
            return paths
        if not self._asked_for_all and self._asked_for * _WORTH_ALL < len(self.files):
            return paths
        known = self.code.successors(())
        if known is None:
            return paths
        number, wanted = self._number, self.nodes(targets)
        return [path for path in paths if not wanted.isdisjoint(known[number[path]])]

    def imports(self, node: int, target: int) -> tuple[Dependency, ...]:
        """The statements by which one file depends on another, in the order of the text: of a statement that takes
        several names the first one."""
        found: dict[tuple[int, int], Dependency] = {}
        for dependency, reached in self.dependencies(node):
            if reached == target:
                found.setdefault((dependency.line, dependency.column), dependency)
        return tuple(found.values())

    def weight(self, node: int, target: int) -> int:
        """How many statements make one file depend on another: what it costs to end that."""
        known = self._weights.get(node)
        if known is None:
            known = self._weights[node] = self._counted(node)
        return known.get(target, 0)

    def _counted(self, node: int) -> dict[int, int]:
        if node in self._told:
            known = self.code.weights(self.files[node], self._ignored)
            if known is not None:
                return known
        known = {}
        for reached, _, _ in {(reached, each.line, each.column) for each, reached in self.dependencies(node)}:
            known[reached] = known.get(reached, 0) + 1
        return known

    def hops(self, chain: Sequence[int]) -> tuple[Hop, ...]:
        """The first import of each step along a chain of nodes: one fewer than there are nodes."""
        return tuple(hop(self.imports(node, target)[0]) for node, target in pairwise(chain))


def hop(dependency: Dependency) -> Hop:
    return Hop(dependency.path, dependency.line, dependency.column, dependency.name)
