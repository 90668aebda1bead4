"""A directed graph of integers, and the ways to make one.

Comes in: edges. Goes out: successors and predecessors. It must never know what a node stands for.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

Node = TypeVar("Node", bound=Hashable)


class Graph:
    """`successors[n]` are the nodes that n depends on: sorted, each once. Loops (n to n) are left out: nothing is
    proved by a module that imports itself."""

    __slots__ = ("_predecessors", "successors")

    def __init__(self, successors: Iterable[Iterable[int]]) -> None:
        self.successors: tuple[tuple[int, ...], ...] = tuple(
            tuple(sorted(set(targets) - {node})) for node, targets in enumerate(successors)
        )
        self._predecessors: tuple[tuple[int, ...], ...] | None = None

    def __len__(self) -> int:
        return len(self.successors)

    @classmethod
    def ordered(cls, successors: Iterable[tuple[int, ...]]) -> Graph:
        """A graph of successors that are sorted, each once, and without loops already; nothing is copied."""
        graph = cls(())
        graph.successors = tuple(successors)
        return graph

    @property
    def predecessors(self) -> tuple[tuple[int, ...], ...]:
        """The nodes that depend on each node, sorted; computed on first use."""
        if self._predecessors is None:
            found: list[list[int]] = [[] for _ in self.successors]
            for node, targets in enumerate(self.successors):
                for target in targets:
                    found[target].append(node)
            self._predecessors = tuple(map(tuple, found))
        return self._predecessors


class NamedGraph(Generic[Node]):
    """A graph whose nodes have names, sorted, so that the numbers do not depend on the order of discovery."""

    __slots__ = ("graph", "names", "number")

    def __init__(self, successors: Mapping[Node, Sequence[Node]], order: Callable[[Node], str] = str) -> None:
        self.names: tuple[Node, ...] = tuple(sorted(successors, key=order))
        self.number: dict[Node, int] = {name: number for number, name in enumerate(self.names)}
        number_of = self.number
        self.graph = Graph(
            [number_of[target] for target in successors[name] if target in number_of] for name in self.names
        )

    def numbers(self, names: Iterable[Node]) -> set[int]:
        """The numbers of those names that are in the graph."""
        return {self.number[name] for name in names if name in self.number}
