"""The cheapest edges whose removal leaves no cycle: a feedback arc set.

Comes in: a strongly connected component and what each edge costs. Goes out: edges, and whether they are the cheapest.
The problem is NP-hard (Karp 1972). Up to EXACT nodes the best order of the nodes is found over all subsets (Lawler
1964): the edges that go backwards in it are the answer. Beyond, the greedy order of Eades, Lin and Smyth (1993),
weighted, is improved by taking back every edge, the dearest first, that closes no cycle with those that stay, as long
as that takes less than a second or so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from heapq import heapify, heappop, heappush

from hielements.libraries.dependency_graph.graph import Graph

Edge = tuple[int, int]

_SEARCH: int = 3_000_000

EXACT: int = 12
"""Components of more nodes are answered by the heuristic: subsets double with each node."""


def feedback_edges(
    graph: Graph, component: Collection[int], weight: Callable[[int, int], int]
) -> tuple[list[Edge], bool]:
    """Edges of the component to remove, sorted, and whether no cheaper set exists (False: perhaps one does)."""
    inside = set(component)
    nodes = sorted(inside)
    cost = {
        (node, target): weight(node, target) for node in nodes for target in graph.successors[node] if target in inside
    }
    if len(nodes) <= EXACT:
        return _backward(_best_order(nodes, cost), cost), True
    backward = _backward(_greedy_order(nodes, cost), cost)
    return sorted(_needed(backward, cost)), False


def _backward(order: list[int], cost: dict[Edge, int]) -> list[Edge]:
    place = {node: number for number, node in enumerate(order)}
    return sorted(edge for edge in cost if place[edge[0]] > place[edge[1]])


def _best_order(nodes: list[int], cost: dict[Edge, int]) -> list[int]:
    """The order in which the edges that go backwards cost least. `best[s]` is the least cost of an order of the
    nodes in the set s at the front; the last of them sends its edges into the others of s backwards."""
    size = len(nodes)
    into = [[cost.get((node, other), 0) for other in nodes] for node in nodes]
    best = [0] + [-1] * ((1 << size) - 1)
    last = [0] * (1 << size)
    for chosen in range(1, 1 << size):
        members = [number for number in range(size) if chosen >> number & 1]
        for number in members:
            before = chosen & ~(1 << number)
            row = into[number]
            total = best[before] + sum([row[other] for other in members])
            if best[chosen] < 0 or total < best[chosen]:
                best[chosen] = total
                last[chosen] = number
    order: list[int] = []
    chosen = (1 << size) - 1
    while chosen:
        order.append(nodes[last[chosen]])
        chosen &= ~(1 << last[chosen])
    return order[::-1]


def _greedy_order(nodes: list[int], cost: dict[Edge, int]) -> list[int]:
    """Nodes that nothing left depends on first, nodes that depend on nothing left last; in between the one whose
    edges out outweigh those in by most."""
    out: dict[int, dict[int, int]] = {node: {} for node in nodes}
    back: dict[int, dict[int, int]] = {node: {} for node in nodes}
    for (node, target), each in cost.items():
        out[node][target] = each
        back[target][node] = each
    gain = {node: sum(out[node].values()) - sum(back[node].values()) for node in nodes}
    left = set(nodes)
    front: list[int] = []
    rear: list[int] = []
    # Sinks and sources are taken as they appear, so that no round looks at all the nodes for them. An entry of the
    # heap whose gain has changed since is passed over: a newer one stands there too.
    ready = sorted(left, reverse=True)
    heap = [(-gain[node], node) for node in nodes]
    heapify(heap)
    while left:
        if ready:
            node = ready.pop()
            if node not in left or (out[node] and back[node]):
                continue
        else:
            lost, node = heappop(heap)
            if node not in left or lost != -gain[node]:
                continue
        (rear if not out[node] else front).append(node)
        left.discard(node)
        touched = sorted({*out[node], *back[node]}, reverse=True)
        for target in out.pop(node):
            gain[target] += back[target].pop(node)
        for source in back.pop(node):
            gain[source] -= out[source].pop(node)
        for each in touched:
            heappush(heap, (-gain[each], each))
        ready += touched
    return [*front, *reversed(rear)]


def _needed(backward: list[Edge], cost: dict[Edge, int]) -> list[Edge]:
    """Those of the edges that must be cut when as many as possible, the dearest first, are taken back. After so many
    steps of searching the rest stay cut."""
    cut = set(backward)
    successors: dict[int, set[int]] = {}
    for node, target in cost:
        if (node, target) not in cut:
            successors.setdefault(node, set()).add(target)
    needed = []
    steps = _SEARCH
    for edge in sorted(backward, key=lambda each: (-cost[each], each)):
        node, target = edge
        found, steps = _reaches(successors, target, node, steps)
        if found:
            needed.append(edge)
        else:
            successors.setdefault(node, set()).add(target)
    return needed


def _reaches(successors: dict[int, set[int]], start: int, end: int, steps: int) -> tuple[bool, int]:
    """Whether one node leads to another (also when that is not known after so many steps), and the steps left."""
    seen = {start}
    pending = [start]
    while pending:
        node = pending.pop()
        if node == end or steps <= 0:
            return True, steps
        targets = successors.get(node, ())
        steps -= len(targets)
        for target in targets:
            if target not in seen:
                seen.add(target)
                pending.append(target)
    return False, steps
