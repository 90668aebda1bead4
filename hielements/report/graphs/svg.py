"""A drawing as SVG 1.1, laid out here: no further program is needed.

Comes in: a Graph. Goes out: one document that shows light and dark as its reader does. Names are text, never markup.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

from hielements.report.display import plural, visible, width
from hielements.report.graphs.graph import BAD, Edge, Graph, Node
from hielements.report.graphs.layout import Box, Layout, Link, Point, layered
from hielements.report.xml_document import document

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STYLE: Final = """
text { font: 13px sans-serif; fill: #1c2128; } .group text, .title { font-weight: bold; }
rect { fill: #ffffff; stroke: #5b6470; } .group > rect { fill: #f6f7f9; } .own > rect { stroke-dasharray: 4 3; }
path { fill: none; stroke: #8b95a3; stroke-width: 1.3; } marker path { fill: #8b95a3; stroke: none; }
.bad path { stroke: #b42318; stroke-width: 1.8; } .bad text { fill: #b42318; } .dashed path { stroke-dasharray: 5 4; }
#bad path { fill: #b42318; } .edge text { font-size: 10px; fill: #5b6470; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6e9ee; } rect { fill: #252b34; stroke: #a3adba; } .group > rect { fill: #1d2229; }
  .edge text { fill: #a3adba; } .bad path { stroke: #ff8a80; } .bad text, #bad path { fill: #ff8a80; }
}
"""
_HEAD = 34.0
_MARGIN = 16.0
_DASHED: Final = frozenset({"declared", "unused", "forbids"})


def render(graph: Graph) -> str:
    """The drawing with a newline at its end."""
    from xml.etree.ElementTree import Element, SubElement

    drawn = _Picture(graph)
    places = drawn.places
    right = max((box.x + box.width for box in places.values()), default=0.0)
    bottom = max((box.y + box.height for box in places.values()), default=0.0)
    size = {"width": f"{right + 2 * _MARGIN:.0f}", "height": f"{bottom + 2 * _MARGIN:.0f}"}
    view = f"{-_MARGIN:.0f} {-_MARGIN:.0f} {size['width']} {size['height']}"
    root = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "viewBox": view, "role": "img", **size})
    SubElement(root, "title").text = f"Architecture: {graph.view} dependencies"
    SubElement(root, "style").text = _STYLE
    definitions = SubElement(root, "defs")
    for name in ("arrow", "bad"):
        marker = SubElement(
            definitions, "marker", id=name, viewBox="0 0 8 8", refX="8", refY="4", markerWidth="8", markerHeight="8",
            orient="auto", markerUnits="userSpaceOnUse",
        )  # fmt: skip
        SubElement(marker, "path", d="M0 0 L8 4 L0 8 z")
    # Lines run over groups and behind everything else.
    for node in graph.nodes:
        if node.is_group:
            _node(root, node, places[node.id])
    for edge in graph.edges:
        _edge(root, edge, drawn, {node.id: node for node in graph.nodes})
    for node in graph.nodes:
        if not node.is_group:
            _node(root, node, places[node.id])
    return document(root)


class _Picture:
    """Where each node stands and each line passes: groups are laid out from the inside out."""

    def __init__(self, graph: Graph) -> None:
        self._parents = {node.id: node.parent for node in graph.nodes}
        links: dict[str | None, list[tuple[str, str]]] = {}
        for edge in graph.edges:
            level = self._level(edge)
            if level is not None:
                links.setdefault(level[0], []).append(level[1:])
        self._numbers: dict[str, int] = {}
        self._layouts: dict[str | None, Layout] = {}
        self._corners: dict[str | None, Point] = {None: (0.0, 0.0)}
        sizes: dict[str, tuple[float, float]] = {}
        nodes: dict[str | None, list[Node]] = {}
        # Groups stand before what is in them, so that from the end each is measured after it.
        groups = [node for node in graph.nodes if node.is_group]
        for group in (*reversed(groups), None):
            parent = group.id if group is not None else None
            inside = nodes[parent] = graph.inside(parent)
            for number, node in enumerate(inside):
                sizes.setdefault(node.id, (max(60.0, width(visible(node.label)) * 7.8 + 20), 32.0))
                self._numbers[node.id] = number
            between = [(self._numbers[source], self._numbers[target]) for source, target in links.get(parent, ())]
            layout = self._layouts[parent] = layered([sizes[node.id] for node in inside], between)
            if group is not None:
                reach = [(box.x + box.width, box.y + box.height) for box in layout.boxes]
                reach += [point for way in layout.bends.values() for point in way]
                across = max(x for x, _ in reach) + 2 * _MARGIN
                down = max(y for _, y in reach) + _HEAD + _MARGIN
                sizes[group.id] = (max(across, width(visible(group.label)) * 8.6 + 20), down)
        self.places: dict[str, Box] = {}
        for parent in (None, *(group.id for group in groups)):
            left, top = self._corners[parent]
            for node, box in zip(nodes[parent], self._layouts[parent].boxes, strict=True):
                self.places[node.id] = Box(left + box.x, top + box.y, box.width, box.height)
                self._corners[node.id] = (left + box.x + _MARGIN, top + box.y + _HEAD)

    def bends(self, edge: Edge) -> list[Point]:
        """The points that the line of an edge passes."""
        level = self._level(edge)
        if level is None:
            return []
        parent, source, target = level
        link: Link = (self._numbers[source], self._numbers[target])
        left, top = self._corners[parent]
        return [(left + x, top + y) for x, y in self._layouts[parent].bends.get(link, ())]

    def _level(self, edge: Edge) -> tuple[str | None, str, str] | None:
        """The innermost group around both ends of an edge, and what of it the ends are or are in."""
        source, target = _chain(edge.source, self._parents), _chain(edge.target, self._parents)
        depth = 0
        while depth < min(len(source), len(target)) and source[depth] == target[depth]:
            depth += 1
        if depth == min(len(source), len(target)):
            return None
        return source[depth - 1] if depth else None, source[depth], target[depth]


def _chain(node: str, parents: dict[str, str | None]) -> list[str]:
    """The node and the groups around it, the outermost first."""
    chain = [node]
    while (parent := parents[chain[-1]]) is not None:
        chain.append(parent)
    return chain[::-1]


def _node(root: Element, node: Node, box: Box) -> None:
    from xml.etree.ElementTree import SubElement

    kind = "group" if node.is_group else node.kind
    group = SubElement(root, "g", {"class": kind})
    files = f", {plural(node.files, 'file')}" if node.files else ""
    SubElement(group, "title").text = visible(f"{node.path or node.label}{files}")
    sides = {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
    SubElement(group, "rect", {name: f"{value:.1f}" for name, value in sides.items()}, rx="5")
    SubElement(group, "text", x=f"{box.x + 10:.1f}", y=f"{box.y + 21:.1f}").text = visible(node.label)


def _edge(root: Element, edge: Edge, drawn: _Picture, nodes: dict[str, Node]) -> None:
    from xml.etree.ElementTree import SubElement

    points = _way(drawn.places[edge.source], drawn.places[edge.target], drawn.bends(edge))
    d = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x1, y1), (x2, y2) in pairwise(points):
        # Vertical at both ends, or level between boxes that stand side by side.
        if abs(y2 - y1) > 1:
            d += f" C{x1:.1f} {(y1 + y2) / 2:.1f} {x2:.1f} {(y1 + y2) / 2:.1f} {x2:.1f} {y2:.1f}"
        else:
            d += f" L{x2:.1f} {y2:.1f}"
    bad = edge.status in BAD
    classes = " ".join(["edge", *(["bad"] if bad else []), *(["dashed"] if edge.status in _DASHED else [])])
    group = SubElement(root, "g", {"class": classes})
    source, target = (nodes[end].path or nodes[end].label for end in (edge.source, edge.target))
    SubElement(group, "title").text = visible(f"{source} to {target}: {edge.status}, {edge.label}")
    SubElement(group, "path", {"d": d, "marker-end": f"url(#{'bad' if bad else 'arrow'})"})
    (x1, y1), (x2, y2) = points[0], points[1]
    # Beside the first piece of the line, where no box can be.
    SubElement(group, "text", x=f"{(x1 + x2) / 2 + 4:.1f}", y=f"{(y1 + y2) / 2 + 4:.1f}").text = visible(edge.label)


def _way(start: Box, end: Box, bends: list[Point]) -> list[Point]:
    """The points of a line from box to box."""
    first, last = start.x + start.width / 2, end.x + end.width / 2
    if end.y >= start.y + start.height:
        return [(first, start.y + start.height), *bends, (last, end.y)]
    if end.y + end.height <= start.y:
        # Beside the line in the other direction, if there is one.
        return [(first + start.width / 5, start.y), *bends, (last + end.width / 5, end.y + end.height)]
    if end.x <= start.x and end.x + end.width >= start.x + start.width:
        return [(first, start.y), (first, end.y)]
    if start.x <= end.x and start.x + start.width >= end.x + end.width:
        return [(last, start.y + min(start.height, _HEAD)), (last, end.y)]
    # Side by side: in an arc above what may stand in between.
    return [(first, start.y), ((first + last) / 2, min(start.y, end.y) - 20), (last, end.y)]
