"""A syntax tree as plain data for `hielements parse`: dictionaries, lists, strings and numbers.

Comes in: a tree. Goes out: for each node its `kind`, its `span` (`[line, column, end line, end column]`, 1-based,
the end exclusive) and all its fields by name. A 64-bit reader may not hold an exact integer, so numbers stay as
Python writes them.
"""

from __future__ import annotations

from typing import Any

from hielements.source.text import SourceText
from hielements.syntax.tree import Node, SyntaxTree

_HIDDEN = frozenset(["start", "end", "source"])


def to_json(tree: SyntaxTree) -> dict[str, Any]:
    """The tree as JSON-ready data."""
    root: dict[str, Any] = {}
    # A stack instead of recursion: the depth of a tree is the user's choice.
    pending: list[tuple[Node, dict[str, Any]]] = [(tree, root)]
    while pending:
        node, target = pending.pop()
        target["kind"] = type(node).__name__
        target["span"] = _span(tree.source, node)
        if isinstance(node, SyntaxTree):
            target["file"] = tree.source.name
        for field in node._fields:
            if field not in _HIDDEN:
                target[field] = _value(getattr(node, field), pending)
    return root


def _value(value: Any, pending: list[tuple[Node, dict[str, Any]]]) -> Any:
    if isinstance(value, Node):
        target: dict[str, Any] = {}
        pending.append((value, target))
        return target
    if isinstance(value, tuple):
        return [_value(item, pending) for item in value]
    return value


def _span(source: SourceText, node: Node) -> list[int]:
    return [*source.position(node.start), *source.position(node.end)]
