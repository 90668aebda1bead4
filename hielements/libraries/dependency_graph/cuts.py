"""The cheapest edges whose removal separates two sets of nodes: a minimum cut.

Comes in: a graph, what each edge costs, and the two sets. Goes out: edges. By the theorem of Ford and Fulkerson the
cheapest cut costs what the largest flow carries; the flow is found as Dinic described it (1970), without recursion. Of
several cheapest cuts the one nearest to the sources is taken, which is the only one that is unique.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Collection

from hielements.libraries.dependency_graph.graph import Graph

Edge = tuple[int, int]

LARGEST: int = 40_000
"""Graphs of more edges between the two sets are not asked: the answer would take seconds."""


def minimum_cut(
    graph: Graph, sources: Collection[int], targets: Collection[int], weight: Callable[[int, int], int]
) -> list[Edge] | None:
    """The edges of the cheapest cut, sorted. Nodes of the two sets, which must not overlap, are kept together: edges
    inside of a set cannot be cut. None when the graph between them has more than LARGEST edges."""
    between = _between(graph, sources, targets)
    edges = [(node, target) for node in between for target in graph.successors[node] if target in between]
    edges = [
        edge
        for edge in edges
        if edge[0] not in targets and edge[1] not in sources and not (edge[0] in sources and edge[1] in sources)
    ]
    if len(edges) > LARGEST:
        return None
    start, end = -1, -2
    flow = _Flow()
    for node, target in edges:
        flow.add(start if node in sources else node, end if target in targets else target, weight(node, target))
    flow.run(start, end)
    near = set(flow.levels(start))
    return [
        (node, target)
        for node, target in edges
        if (node in sources or node in near) and target not in near and target not in sources
    ]


def _between(graph: Graph, sources: Collection[int], targets: Collection[int]) -> set[int]:
    """The nodes on any chain from the sources to the targets."""
    below = _closure(sources, graph.successors)
    return below & _closure(targets, graph.predecessors)


def _closure(starts: Collection[int], neighbours: tuple[tuple[int, ...], ...]) -> set[int]:
    found = set(starts)
    pending = list(found)
    while pending:
        for each in neighbours[pending.pop()]:
            if each not in found:
                found.add(each)
                pending.append(each)
    return found


class _Flow:
    """A network: arcs in pairs, each followed by its reverse, so that `arc ^ 1` is the way back."""

    __slots__ = ("_arcs", "_capacity", "_head", "_index")

    def __init__(self) -> None:
        self._head: list[int] = []
        self._capacity: list[int] = []
        self._arcs: dict[int, list[int]] = {}
        self._index: dict[Edge, int] = {}

    def add(self, node: int, target: int, capacity: int) -> None:
        known = self._index.get((node, target))
        if known is not None:
            self._capacity[known] += capacity
            return
        self._index[node, target] = len(self._head)
        self._arcs.setdefault(node, []).append(len(self._head))
        self._arcs.setdefault(target, []).append(len(self._head) + 1)
        self._head += (target, node)
        self._capacity += (capacity, 0)

    def levels(self, start: int) -> dict[int, int]:
        """How many arcs with room to spare lead to each node."""
        found = {start: 0}
        queue = deque([start])
        while queue:
            node = queue.popleft()
            for arc in self._arcs.get(node, ()):
                target = self._head[arc]
                if self._capacity[arc] and target not in found:
                    found[target] = found[node] + 1
                    queue.append(target)
        return found

    def run(self, start: int, end: int) -> None:
        """Carries as much as possible from start to end."""
        while True:
            levels = self.levels(start)
            if end not in levels:
                return
            self._block(start, end, levels)

    def _block(self, start: int, end: int, levels: dict[int, int]) -> None:
        """Fills every way that goes up one level at each step."""
        place = dict.fromkeys(levels, 0)
        way: list[int] = []
        node = start
        while True:
            if node == end:
                room = min(self._capacity[arc] for arc in way)
                keep = len(way)
                for position in range(len(way) - 1, -1, -1):
                    arc = way[position]
                    self._capacity[arc] -= room
                    self._capacity[arc ^ 1] += room
                    if not self._capacity[arc]:
                        keep = position
                node = self._head[way[keep] ^ 1]
                del way[keep:]
                continue
            arcs = self._arcs[node]
            while place[node] < len(arcs):
                arc = arcs[place[node]]
                target = self._head[arc]
                if self._capacity[arc] and levels.get(target) == levels[node] + 1:
                    break
                place[node] += 1
            if place[node] < len(arcs):
                way.append(arcs[place[node]])
                node = self._head[way[-1]]
            elif way:
                node = self._head[way.pop() ^ 1]
                place[node] += 1
            else:
                return
