"""Makes a graph of an architecture: which view of it, at which level of detail, of which part.

Comes in: a ReportedArchitecture and a Detail. Goes out: a Graph. Must never know how it is drawn.

Elements below the depth are drawn as the one around them, and so are all that have nothing to do with the part that was
asked for, as far as they are drawn at all. Dependencies between what is drawn as one are left out.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.record import Record
from hielements.report.architecture import ReportedArchitecture, ReportedStatement, ReportedUse
from hielements.report.graphs.graph import Edge, Graph, Node, NodeKind, Status, View

UNOWNED = "(no element)"


class Detail(Record):
    """`depth` is the number of levels, None for all: from the top, or with `elements` below each of those. `elements`
    are the paths of the part that is asked for, () for everything. `external` also draws modules outside of the
    workspace."""

    view: View = "actual"
    depth: int | None = None
    elements: tuple[str, ...] = ()
    external: bool = False


def graph_of(architecture: ReportedArchitecture, detail: Detail) -> Graph:
    """The graph. Edges that mean something else between the same nodes are different edges."""
    levels = _Levels(architecture, detail)
    edges: dict[tuple[str, str, Status], tuple[list[int], list[int], str]] = {}

    def add(
        source: str | None, target: str | None, status: Status, use: int | None, said: Iterable[int], note: str
    ) -> None:
        if source is None or target is None or source == target or not levels.concerns(source, target):
            return
        uses, statements, _ = edges.setdefault((source, target, status), ([], [], note))
        uses += [use] if use is not None else []
        statements += [number for number in said if number not in statements]

    if detail.view != "declared":
        for number, use in enumerate(architecture.uses):
            status = _status(use, detail.view)
            if status is not None:
                ends = levels.of_code(use.source), levels.end_of(use)
                add(*ends, status, number, (*use.declared, *use.forbidden), "")
    if detail.view != "actual":
        used = {number for use in architecture.uses for number in use.declared}
        for number, statement in enumerate(architecture.statements):
            status = _status_of_statement(statement, number in used, detail.view)
            if status is not None:
                for target in levels.targets_of(statement):
                    add(levels.of_element(statement.source), target, status, None, [number], statement.action)
    return levels.graph(edges)


def _status(use: ReportedUse, view: View) -> Status | None:
    if use.forbidden or use.broken:
        return "forbidden"
    if view == "actual":
        return "used"
    if use.source is None or (use.target is None and use.external is None):
        # What belongs to no element can be declared by nobody.
        return None
    if use.external is not None and not use.declared:
        return None
    return "agreed" if use.declared else "undeclared"


def _status_of_statement(statement: ReportedStatement, is_used: bool, view: View) -> Status | None:
    if view == "declared":
        return "forbids" if statement.action == "forbids" else "declared"
    return None if is_used or statement.action == "forbids" else "unused"


_Edges = dict[tuple[str, str, Status], tuple[list[int], list[int], str]]


class _Levels:
    """What each element is drawn as. A node is named by a key: the path of an element; that with `()` behind it for its
    own code beside elements inside; UNOWNED; or the name of a module in brackets."""

    def __init__(self, architecture: ReportedArchitecture, detail: Detail) -> None:
        self._elements = {element.path: element for element in architecture.elements}
        self._detail = detail
        self._focus = frozenset(detail.elements)
        self._around = {around for path in self._focus for around in self._above(path)} - self._focus
        self._drawn = {path: self._draw(path) for path in self._elements}
        self._groups = {
            self._elements[path].parent
            for path, drawn in self._drawn.items()
            if path == drawn and self._is_part(path) == self._is_part(self._elements[path].parent or path)
        } - {None}

    def of_element(self, path: str) -> str:
        """The node of an element as a whole."""
        return self._drawn[path]

    def of_code(self, path: str | None) -> str | None:
        """The node of the own code of an element."""
        if path is None:
            return UNOWNED if not self._focus else None
        drawn = self._drawn[path]
        return f"{drawn}()" if drawn == path and drawn in self._groups else drawn

    def end_of(self, use: ReportedUse) -> str | None:
        if use.external is not None:
            return f"[{use.external}]" if self._detail.external or use.declared or use.forbidden else None
        return self.of_code(use.target)

    def targets_of(self, statement: ReportedStatement) -> list[str]:
        if statement.module is not None:
            return [f"[{statement.text}]"]
        return [self._drawn[path] for path in statement.targets if path in self._drawn]

    def concerns(self, source: str, target: str) -> bool:
        """Whether an edge has to do with the part that was asked for."""
        return not self._focus or any(self._is_part(key.removesuffix("()")) for key in (source, target))

    def graph(self, edges: _Edges) -> Graph:
        """The graph with the nodes that these edges need, and all elements of the part."""
        needed = {key for source, target, _ in edges for key in (source, target)}
        keys = []
        for path, drawn in self._drawn.items():
            if (path == drawn and (self._is_part(path) if self._focus else True)) or path in needed:
                keys.append(path)
            if f"{path}()" in needed:
                keys.append(f"{path}()")
        present = set(keys)
        # What stands around a part is drawn as a node when something leads there, and never as a box around it.
        keys += sorted(key for key in needed - present)
        places = {key: number for number, key in enumerate(keys)}
        numbers = {key: f"n{number}" for key, number in places.items()}
        nodes = tuple(self._node(key, numbers) for key in keys)
        groups = {node.parent for node in nodes}
        return Graph(
            self._detail.view,
            tuple(node.with_(is_group=node.id in groups) for node in nodes),
            tuple(
                Edge(numbers[source], numbers[target], status, tuple(uses), tuple(said), note)
                for (source, target, status), (uses, said, note) in sorted(
                    edges.items(), key=lambda item: (places[item[0][0]], places[item[0][1]], item[0][2])
                )
            ),
        )

    def _node(self, key: str, numbers: dict[str, str]) -> Node:
        if key == UNOWNED:
            return Node(numbers[key], "", UNOWNED, "unowned", None, False, 0)
        if key.startswith("["):
            return Node(numbers[key], key[1:-1], key[1:-1], "module", None, False, 0)
        path = key.removesuffix("()")
        element = self._elements[path]
        kind: NodeKind = "own" if key != path else "element"
        around = path if kind == "own" else element.parent
        parent = numbers.get(around) if around is not None and self._is_drawn_around(around, path) else None
        label = "(own code)" if kind == "own" else element.name if parent is not None else path
        if kind == "own" and parent is None:
            label = f"{path} (own code)"
        return Node(numbers[key], path, label, kind, parent, False, len(element.files) + len(element.partial))

    def _is_drawn_around(self, around: str, path: str) -> bool:
        return self._is_part(around) == self._is_part(path) if self._focus else True

    def _draw(self, path: str) -> str:
        """The element that an element is drawn as."""
        names = path.split(".")
        depth = self._detail.depth
        if not self._focus:
            return ".".join(names[:depth]) if depth is not None else path
        chain = self._above(path)
        inside = [around for around in chain if around in self._focus]
        if inside:
            levels = len(inside[-1].split(".")) + depth if depth is not None else len(names)
            return ".".join(names[:levels])
        # What is around the part stays itself; anything else is drawn as the outermost that is not around it.
        return next((around for around in chain if around not in self._around), path)

    def _is_part(self, path: str) -> bool:
        return any(around in self._focus for around in self._above(path))

    def _above(self, path: str) -> list[str]:
        """The element and all around it, the outermost first."""
        names = path.split(".")
        return [".".join(names[:count]) for count in range(1, len(names) + 1)]
