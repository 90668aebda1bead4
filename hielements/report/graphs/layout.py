"""A layered layout, after Sugiyama, Tagawa and Toda (1981): what depends on others stands above them.

Comes in: sizes of boxes and links between them, by number. Goes out: where each box stands, and for links over several
layers where they pass in between. Must never know what a box stands for. It is the layout of drawings that do not move,
where no line may run behind a box; the page for browsers has a simpler one, which thousands of boxes open and close in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from hielements.libraries.dependency_graph.components import components
from hielements.libraries.dependency_graph.graph import Graph
from hielements.record import Record

GAP = 20.0
LAYER_GAP = 56.0
_LINE = 7.0
"""The room of a line between two boxes."""
_ROUNDS = 12
_FEW = 5
"""Nodes of a circle that stand one below the other; more of them would make a picture far higher than wide."""
_MOST_BENDS = 20_000
"""With more of them, lines go straight: nobody can follow that many, and laying them out would take minutes."""

Link = tuple[int, int]
Point = tuple[float, float]


class Box(Record):
    """`x` and `y` are those of the left upper corner."""

    x: float
    y: float
    width: float
    height: float


class Layout(Record):
    """The boxes by number, and for each link the points that it passes from its source to its target."""

    boxes: tuple[Box, ...]
    bends: dict[Link, tuple[Point, ...]]


def layered(sizes: Sequence[tuple[float, float]], links: Iterable[Link]) -> Layout:
    """The layout; no box stands over another, and all coordinates are at or above 0."""
    found = tuple(dict.fromkeys(link for link in links if link[0] != link[1]))
    layers, rank = _layers(len(sizes), found)
    # With the space around them.
    widths = [size[0] + GAP for size in sizes]
    bends = _with_bends(layers, rank, found, widths)
    neighbours: list[list[int]] = [[] for _ in widths]
    for link in found:
        way = [link[0], *bends[link], link[1]]
        for one, other in pairwise(way):
            neighbours[one].append(other)
            neighbours[other].append(one)
    _order(layers, neighbours)
    x = _across(layers, neighbours, widths)
    y: dict[int, float] = {}
    top = 0.0
    for layer in layers:
        high = max((sizes[node][1] for node in layer if node < len(sizes)), default=0.0)
        y.update({node: top + (0 if node < len(sizes) else high / 2) for node in layer})
        top += high + LAYER_GAP
    return Layout(
        tuple(Box(x[node] + GAP / 2, y[node], *sizes[node]) for node in range(len(sizes))),
        {link: tuple((x[bend] + widths[bend] / 2, y[bend]) for bend in way) for link, way in bends.items()},
    )


def _layers(count: int, links: Sequence[Link]) -> tuple[list[list[int]], list[int]]:
    """Each node below all that depend on it, but for those of one circle, which share a few layers: those that use most
    come first. What is linked with nothing stands last, in rows. And the number of the layer of each node."""
    successors: list[list[int]] = [[] for _ in range(count)]
    for source, target in links:
        successors[source].append(target)
    rank = [0] * count
    # Components come after all that they depend on: from the end, each is placed before what it depends on.
    for component in reversed(components(Graph(successors))):
        top = max(rank[node] for node in component)
        members = set(component)
        depth = len(component) if len(component) < _FEW else round(len(component) ** 0.5)
        for number, node in enumerate(users_first(component, successors)):
            rank[node] = top + number * depth // len(component)
        for node in component:
            for target in successors[node]:
                if target not in members:
                    rank[target] = max(rank[target], top + depth)
    linked = {node for link in links for node in link}
    layers: list[list[int]] = [[] for _ in range(max((rank[node] for node in linked), default=-1) + 1)]
    for node in sorted(linked):
        layers[rank[node]].append(node)
    alone = [node for node in range(count) if node not in linked]
    row = max(4, round(len(alone) ** 0.5))
    layers += [alone[start : start + row] for start in range(0, len(alone), row)]
    return layers, rank


def users_first(nodes: Sequence[int], successors: Sequence[Sequence[int]]) -> list[int]:
    """The nodes of a circle, sorted by how many of the others each uses and by how many it is used."""
    members = set(nodes)
    surplus = dict.fromkeys(nodes, 0)
    for node in nodes:
        for target in set(successors[node]) & members:
            surplus[node] += 1
            surplus[target] -= 1
    return sorted(nodes, key=lambda node: (-surplus[node], node))


def _with_bends(
    layers: list[list[int]], rank: list[int], links: Sequence[Link], widths: list[float]
) -> dict[Link, list[int]]:
    """Puts a narrow node into each layer that a link passes, and gives those of each link, from its source on."""
    if sum(max(0, abs(rank[source] - rank[target]) - 1) for source, target in links) > _MOST_BENDS:
        return {link: [] for link in links}
    bends: dict[Link, list[int]] = {}
    for source, target in links:
        step = 1 if rank[source] < rank[target] else -1
        way = []
        for passed in range(rank[source] + step, rank[target], step):
            way.append(len(widths))
            layers[passed].append(len(widths))
            widths.append(_LINE)
        bends[source, target] = way
    return bends


def _order(layers: list[list[int]], neighbours: list[list[int]]) -> None:
    """Moves the nodes of each layer, several times, to where those that they are linked with stand."""
    place: dict[int, float] = {}

    def settle(layer: list[int]) -> None:
        place.update({node: (index + 0.5) / len(layer) for index, node in enumerate(layer)})

    for layer in layers:
        settle(layer)
    for number in range(_ROUNDS):
        for layer in layers if number % 2 == 0 else reversed(layers):
            wish = {node: _mean(neighbours[node], place.__getitem__, place[node]) for node in layer}
            layer.sort(key=lambda node, wish=wish: (wish[node], place[node], node))  # type: ignore[misc]
            settle(layer)


def _across(layers: list[list[int]], neighbours: list[list[int]], widths: list[float]) -> dict[int, float]:
    """The left side of each node with the space around it: as near to those that it is linked with as the order
    allows."""
    x: dict[int, float] = {}
    for layer in layers:
        left = -sum(widths[node] for node in layer) / 2
        for node in layer:
            x[node] = left
            left += widths[node]

    def middle(node: int) -> float:
        return x[node] + widths[node] / 2

    for number in range(_ROUNDS):
        for layer in layers if number % 2 == 0 else reversed(layers):
            wish = [_mean(neighbours[node], middle, middle(node)) - widths[node] / 2 for node in layer]
            x.update(zip(layer, _spread(wish, [widths[node] for node in layer]), strict=True))
    least = min(x.values(), default=0.0)
    return {node: left - least for node, left in x.items()}


def _mean(nodes: Sequence[int], of: Callable[[int], float], otherwise: float) -> float:
    return sum(map(of, nodes)) / len(nodes) if nodes else otherwise


def _spread(wish: Sequence[float], widths: Sequence[float]) -> list[float]:
    """The positions nearest to the wished ones (least squares) that keep the order: pool adjacent
    violators, which is linear."""
    pools: list[tuple[float, int]] = []
    offsets = []
    offset = 0.0
    for place, width in zip(wish, widths, strict=True):
        offsets.append(offset)
        total, count = place - offset, 1
        offset += width
        while pools and pools[-1][0] / pools[-1][1] > total / count:
            before, number = pools.pop()
            total, count = total + before, count + number
        pools.append((total, count))
    starts = [total / count for total, count in pools for _ in range(count)]
    return [start + offset for start, offset in zip(starts, offsets, strict=True)]
