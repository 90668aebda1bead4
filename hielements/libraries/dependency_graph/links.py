"""Which of several groups of nodes lead to which others, for all pairs at once.

Comes in: a graph and groups of nodes that do not overlap. Goes out: for each group the set of those that it leads to,
directly or through nodes that belong to no group. A chain from one group to another through a third is two links, so
that any chain between groups is a sequence of links.

Sets of groups are the bits of one integer. Strongly connected nodes of no group lead to the same groups, so that one
pass over the condensation, in reverse topological order, answers for all pairs.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from hielements.libraries.dependency_graph.components import components
from hielements.libraries.dependency_graph.graph import Graph


class Links:
    """`owner[n]` is the number of the group of a node, -1 when it has none. `beyond` is the graph without what the
    groups depend on: a chain in it ends at the first node of a group."""

    __slots__ = ("_leads_to", "beyond", "groups", "owner")

    def __init__(self, graph: Graph, groups: Sequence[Collection[int]]) -> None:
        self.groups = groups
        self.owner = [-1] * len(graph)
        for number, group in enumerate(groups):
            for node in group:
                self.owner[node] = number
        owner = self.owner
        successors = graph.successors
        self.beyond = Graph.ordered([() if owner[node] >= 0 else targets for node, targets in enumerate(successors)])
        reached = [0 if each < 0 else 1 << each for each in owner]
        self._free(reached)
        self._leads_to: list[int] = []
        for number, group in enumerate(groups):
            bits = 0
            for node in group:
                for target in successors[node]:
                    bits |= reached[target]
            self._leads_to.append(bits & ~(1 << number))

    def _free(self, reached: list[int]) -> None:
        """The groups that each node of no group leads to."""
        successors = self.beyond.successors
        if not any(successors):
            return
        for component in components(self.beyond):
            bits = 0
            for node in component:
                for target in successors[node]:
                    bits |= reached[target]
            if bits:
                for node in component:
                    reached[node] |= bits

    def leads(self, source: int, target: int) -> bool:
        """Whether one group leads to another by a single link."""
        return bool(self._leads_to[source] >> target & 1)

    def from_group(self, source: int) -> int:
        """The groups that one leads to, as a bit set."""
        return self._leads_to[source]
