"""Dependency structure matrices: who uses whom, in an order that shows layers and circles.

Comes in: a Graph. Goes out: a Matrix, and text of it. Row N column M is the number of dependencies of N on M. What uses
stands before what is used, as far as that is possible: then all numbers stand right of the diagonal, and each number
left of it is part of a circle. Marks tell what the view says of them: `!` is forbidden, `+` undeclared, `-` declared
and unused.
"""

from __future__ import annotations

from typing import Final

from hielements.libraries.dependency_graph.components import components
from hielements.libraries.dependency_graph.graph import Graph as Numbers
from hielements.record import Record
from hielements.report.display import visible, width
from hielements.report.graphs.graph import Graph, Node, Status
from hielements.report.graphs.layout import users_first

_MARKS: Final[dict[Status, str]] = {"forbidden": "!", "undeclared": "+", "unused": "-", "declared": "d", "forbids": "x"}
_RANKS: Final[list[Status]] = ["forbidden", "undeclared", "forbids", "unused", "declared", "agreed", "used"]


class Cell(Record):
    """`count` is 0 for what is only declared; `status` is the gravest of all edges from the row to the column."""

    count: int
    status: Status

    @property
    def text(self) -> str:
        return (f"{self.count}" if self.count else "") + _MARKS.get(self.status, "")


class Matrix(Record):
    """`cells` by row and column, where there is something; `circles` are the numbers of the rows that depend on each
    other, together."""

    names: tuple[str, ...]
    cells: dict[tuple[int, int], Cell]
    circles: tuple[tuple[int, ...], ...]


def matrix_of(graph: Graph) -> Matrix:
    """The matrix of all nodes that are linked, or are no groups."""
    linked = {end for edge in graph.edges for end in (edge.source, edge.target)}
    nodes = [node for node in graph.nodes if not node.is_group or node.id in linked]
    numbers = {node.id: number for number, node in enumerate(nodes)}
    successors: list[list[int]] = [[] for _ in nodes]
    for edge in graph.edges:
        if edge.status != "forbids":
            successors[numbers[edge.source]].append(numbers[edge.target])
    order: list[int] = []
    circles = []
    for component in reversed(components(Numbers(successors))):
        if len(component) > 1:
            circles.append(tuple(range(len(order), len(order) + len(component))))
        order += users_first(component, successors)
    row = {nodes[node].id: number for number, node in enumerate(order)}
    cells: dict[tuple[int, int], Cell] = {}
    for edge in graph.edges:
        key = (row[edge.source], row[edge.target])
        known = cells.get(key, Cell(0, edge.status))
        cells[key] = Cell(known.count + len(edge.uses), min(known.status, edge.status, key=_RANKS.index))
    return Matrix(tuple(name_of(nodes[node]) for node in order), cells, tuple(circles))


def render(graph: Graph) -> str:
    """The matrix as text with a newline at its end."""
    matrix = matrix_of(graph)
    names = [f"{number + 1} {visible(name)}" for number, name in enumerate(matrix.names)]
    head = max(map(width, names), default=0)
    texts = {key: cell.text for key, cell in matrix.cells.items()}
    wide = max([len(str(len(names))), *map(len, texts.values())])
    columns = range(len(names))
    lines = [" " * head + "".join(f" {number + 1:>{wide}}" for number in columns)]
    for number, name in enumerate(names):
        cells = ["#" if number == column else texts.get((number, column), ".") for column in columns]
        lines.append(name + " " * (head - width(name)) + "".join(f" {cell:>{wide}}" for cell in cells))
    lines += ["", "A row uses what a column is. Numbers left of the diagonal (#) are part of circles."]
    marks = {mark for status, mark in _MARKS.items() for cell in matrix.cells.values() if cell.status == status}
    meanings = {
        "!": "forbidden and in the code", "+": "not declared", "-": "declared, not in the code", "d": "declared",
        "x": "must not be",
    }  # fmt: skip
    lines += [f"{mark}  {meaning}" for mark, meaning in meanings.items() if mark in marks]
    for circle in matrix.circles:
        lines.append(f"circle: {', '.join(visible(matrix.names[number]) for number in circle)}")
    return "\n".join(line.rstrip() for line in lines) + "\n"


def name_of(node: Node) -> str:
    """What a row is called."""
    return f"{node.path} (own code)" if node.kind == "own" else node.path or node.label
