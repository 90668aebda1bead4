"""A graph of elements at one level of detail, as every drawing and matrix shows it.

Nodes are numbered `n0`, `n1`, ... in the order of the specification, so that drawings need no names of users for that.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Record

View = Literal["actual", "declared", "difference"]
NodeKind = Literal["element", "own", "unowned", "module"]
Status = Literal["used", "agreed", "undeclared", "unused", "declared", "forbids", "forbidden"]
"""What an edge says. In every view `forbidden`: the code has what a statement forbids, or what
violates a check when checks were evaluated. Actual: `used`. Declared:
`declared`, or `forbids` for a statement that forbids. Difference: `agreed` is declared and in the code, `undeclared`
only in the code, `unused` only declared."""

BAD: frozenset[Status] = frozenset({"forbidden", "undeclared"})


class Node(Record):
    """`path` is the path of an element, or the name of a module outside of the specification. `label` is what drawings
    write: the name where the node stands inside of its `parent`, else the path. The kind `own` stands for the code of
    an element that is drawn with elements inside, `unowned` for code of no element. `is_group`: nodes are inside."""

    id: str
    path: str
    label: str
    kind: NodeKind
    parent: str | None
    is_group: bool
    files: int


class Edge(Record):
    """From node to node. `uses` are numbers of dependencies, and `statements` numbers of statements, of the
    architecture that the graph was made of; `note` is what a statement says, `uses` or `allows`."""

    source: str
    target: str
    status: Status
    uses: tuple[int, ...]
    statements: tuple[int, ...]
    note: str

    @property
    def label(self) -> str:
        return self.note if not self.uses else f"{len(self.uses):,}"


class Graph(Record):
    """`nodes` stand after the groups that they are in; `edges` are sorted by their ends."""

    view: View
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]

    def inside(self, parent: str | None) -> list[Node]:
        """The nodes directly in a group, or on the top level."""
        return [node for node in self.nodes if node.parent == parent]
