"""Which nodes reach which, for all pairs at once: bit sets over the condensation.

The condensation has one node for each strongly connected component and no cycles. A component reaches itself (when
it has more than one node), the components it depends on and all that those reach; with one integer as the bit set of
each component that is a few machine instructions for each edge, in reverse topological order.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.dependency_graph.components import components
from hielements.libraries.dependency_graph.graph import Graph


class Reachability:
    """All-pairs reachability of a graph. A node reaches itself only when it lies on a cycle."""

    __slots__ = ("_component_of", "_components", "_reached")

    def __init__(self, graph: Graph) -> None:
        self._components = components(graph)
        self._component_of = [0] * len(graph)
        for number, component in enumerate(self._components):
            for node in component:
                self._component_of[node] = number
        # Bits are nodes, so that sets of nodes are compared without looking at components again.
        members = [_bits(component) for component in self._components]
        self._reached: list[int] = []
        for number, component in enumerate(self._components):
            bits = members[number] if len(component) > 1 else 0
            below = {self._component_of[target] for node in component for target in graph.successors[node]}
            for each in below - {number}:
                bits |= members[each] | self._reached[each]
            self._reached.append(bits)

    def reaches(self, source: int, target: int) -> bool:
        """Whether a chain of at least one dependency leads from the source to the target."""
        return bool(self._reached[self._component_of[source]] >> target & 1)

    def reached_from(self, sources: Iterable[int]) -> int:
        """All nodes that any of the sources reaches, as a bit set."""
        bits = 0
        for component in {self._component_of[source] for source in sources}:
            bits |= self._reached[component]
        return bits

    def any_reaches(self, sources: Iterable[int], targets: Iterable[int]) -> bool:
        """Whether any of the sources reaches any of the targets."""
        return bool(self.reached_from(sources) & _bits(targets))


def nodes_of(bits: int) -> list[int]:
    """The nodes of a bit set, in order."""
    text = bin(bits)[:1:-1]
    found = []
    node = text.find("1")
    while node >= 0:
        found.append(node)
        node = text.find("1", node + 1)
    return found


def _bits(nodes: Iterable[int]) -> int:
    highest = -1
    chosen = set(nodes)
    for node in chosen:
        highest = max(highest, node)
    # One pass over bytes: adding bit after bit would copy the whole integer each time.
    content = bytearray(highest // 8 + 1)
    for node in chosen:
        content[node >> 3] |= 1 << (node & 7)
    return int.from_bytes(content, "little")
