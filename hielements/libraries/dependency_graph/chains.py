"""Shortest chains of dependencies, by breadth-first search.

Comes in: a graph and sets of nodes. Goes out: lists of nodes, each depending on the next.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from hielements.libraries.dependency_graph.graph import Graph


def shortest_chain(graph: Graph, sources: Iterable[int], targets: Collection[int]) -> list[int] | None:
    """A shortest chain from one of the sources to one of the targets; a source that is a target is a chain of one.
    None when no target can be reached."""
    return Directions(graph, targets).chain_from_any(sources)


class Directions:
    """For every node the next one on a shortest chain into a set of targets: one search answers for all sources.

    `blocked` nodes may start a chain and are never passed through.
    """

    __slots__ = ("distance", "next")

    def __init__(self, graph: Graph, targets: Iterable[int], blocked: Collection[int] = ()) -> None:
        self.distance: dict[int, int] = dict.fromkeys(sorted(set(targets)), 0)
        self.next: dict[int, int] = {}
        predecessors = graph.predecessors
        frontier = list(self.distance)
        steps = 0
        while frontier:
            steps += 1
            reached: list[int] = []
            for node in frontier:
                if steps > 1 and node in blocked:
                    continue
                for predecessor in predecessors[node]:
                    if predecessor not in self.distance:
                        self.distance[predecessor] = steps
                        self.next[predecessor] = node
                        reached.append(predecessor)
            frontier = sorted(reached)

    def chain_from(self, node: int) -> list[int] | None:
        """The nodes from this one to a target, both included; None when none can be reached."""
        if node not in self.distance:
            return None
        chain = [node]
        while self.distance[chain[-1]]:
            chain.append(self.next[chain[-1]])
        return chain

    def chain_from_any(self, nodes: Iterable[int]) -> list[int] | None:
        """The shortest of the chains from these nodes."""
        reaching = [(self.distance[node], node) for node in nodes if node in self.distance]
        return self.chain_from(min(reaching)[1]) if reaching else None


def shortest_cycle(graph: Graph, component: Collection[int], through: Collection[int] | None = None) -> list[int]:
    """A shortest cycle inside a strongly connected component of at least two nodes, without repeating the first
    node; it passes through one of the nodes `through` when given. Of equally short ones, the one that starts at the
    smallest node.

    One search for each start, none longer than the best cycle so far. In components of thousands of nodes without
    any cycle of two, the search ends after a second's worth of steps with the best cycle by then.
    """
    inside = set(component)
    best: list[int] | None = None
    steps = _SEARCH
    for start in sorted(inside if through is None else inside.intersection(through)):
        found, steps = _cycle_through(graph, start, inside, len(best) if best else None, steps)
        if found and (best is None or len(found) < len(best)):
            best = found
        if best is not None and (len(best) == 2 or steps <= 0):
            break
    if best is None:
        raise ValueError("the nodes are not a strongly connected component of at least two nodes")
    return best


_SEARCH: Final = 3_000_000


def _cycle_through(
    graph: Graph, start: int, inside: set[int], shorter_than: int | None, steps: int
) -> tuple[list[int] | None, int]:
    """A shortest cycle through a node, when it has fewer nodes than the limit, and the steps that are left."""
    before: dict[int, int] = {start: start}
    frontier = [start]
    length = 1
    while frontier and (shorter_than is None or length < shorter_than):
        reached: list[int] = []
        for node in frontier:
            targets = graph.successors[node]
            steps -= len(targets)
            for target in targets:
                if target == start:
                    cycle = [node]
                    while cycle[-1] != start:
                        cycle.append(before[cycle[-1]])
                    return cycle[::-1], steps
                if target in inside and target not in before:
                    before[target] = node
                    reached.append(target)
        frontier = reached
        length += 1
    return None, steps
