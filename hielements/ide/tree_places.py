"""Finds nodes of a tree by their place and by their text.

Comes in: a tree and an offset. Goes out: nodes, each with those around it. Knows nothing of what a name means.
"""

from __future__ import annotations

from collections.abc import Iterator

from hielements.record import Entity
from hielements.syntax.tree import Name, Node, SyntaxTree

Chain = tuple[Node, ...]
"""A node with the nodes around it, the outermost first. The tree itself is not in it."""


class Occurrence(Entity):
    """A name that stands in a text, and the nodes around it, the outermost first."""

    name: Name
    around: Chain


def children(node: Node) -> Iterator[Node]:
    """The nodes directly in a node, in the order of its fields."""
    for field in type(node)._fields[2:]:
        value = getattr(node, field)
        if isinstance(value, Node):
            yield value
        elif type(value) is tuple:
            for each in value:
                if isinstance(each, Node):
                    yield each


def chain_at(tree: SyntaxTree, offset: int) -> Chain:
    """The innermost node at an offset and those around it. A node that ends at the offset counts too, where none
    begins there: a cursor stands behind the word that was typed."""
    chain: list[Node] = []
    level: Iterator[Node] = iter(tree.statements)
    while True:
        best: Node | None = None
        for node in level:
            if node.start <= offset <= node.end and (best is None or offset < node.end or node.start > best.start):
                if best is not None and offset < best.end and node.start < offset:
                    continue
                best = node
        if best is None:
            return tuple(chain)
        chain.append(best)
        level = children(best)


def occurrence_at(tree: SyntaxTree, offset: int) -> Occurrence | None:
    """The name at an offset."""
    chain = chain_at(tree, offset)
    if chain and isinstance(chain[-1], Name) and chain[-1].text:
        return Occurrence(chain[-1], chain[:-1])
    return None


def occurrences(tree: SyntaxTree) -> dict[str, list[Occurrence]]:
    """All names of a tree by their text, in text order."""
    found: dict[str, list[Occurrence]] = {}
    waiting: list[tuple[Node, Chain]] = [(statement, ()) for statement in reversed(tree.statements)]
    while waiting:
        node, around = waiting.pop()
        if type(node) is Name:
            if node.text:
                found.setdefault(node.text, []).append(Occurrence(node, around))
            continue
        inner = (*around, node)
        waiting += [(child, inner) for child in reversed(list(children(node)))]
    for same in found.values():
        same.sort(key=lambda occurrence: occurrence.name.start)
    return found


def walk(tree: SyntaxTree) -> Iterator[tuple[Node, Chain]]:
    """Every node with those around it, each before its children, in the order of fields."""
    waiting: list[tuple[Node, Chain]] = [(statement, ()) for statement in reversed(tree.statements)]
    while waiting:
        node, around = waiting.pop()
        yield node, around
        inner = (*around, node)
        waiting += [(child, inner) for child in reversed(list(children(node)))]
