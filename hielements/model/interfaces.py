"""What the rest of a specification can see of one top-level declaration, and which names it speaks of.

Comes in: a declaration of a tree. Goes out: its interface, equal for two declarations that look the same from outside;
and the names in it. Whoever knows both can tell what an edit has no bearing on. Nothing is resolved here: that a
declaration does not have the name is reason enough that it does not mean what is called so.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest

from hielements.syntax import tree
from hielements.syntax.tree import Node, Statement

_LITERALS = (tree.String, tree.Integer, tree.Float, tree.Boolean)
_ONLY_OWN = (tree.CheckStatement, tree.Requirement, tree.UsesDeclaration)
"""Statements of an element that nothing outside of it depends on."""

_UNSEEN = frozenset(["start", "end", "doc", "style"])


class Outline:
    """One top-level declaration. What costs time is found out when it is asked for, and once: an outline stays when
    its declaration is moved by an edit elsewhere."""

    __slots__ = ("_interface", "_interface_names", "_names_in", "name", "statement", "text")

    def __init__(self, statement: Statement, source: str) -> None:
        self.statement = statement
        self.name = (
            statement.name.text if isinstance(statement, tree.ElementDeclaration | tree.PatternDeclaration) else ""
        )
        self.text = source[statement.start : statement.end]
        self._names_in: frozenset[str] | None = None
        self._interface: tuple[object, ...] | None = None
        self._interface_names: frozenset[str] | None = None

    @property
    def names(self) -> frozenset[str]:
        """All names in it."""
        if self._names_in is None:
            self._names_in = _names(self.statement)
        return self._names_in

    @property
    def interface(self) -> tuple[object, ...]:
        """Names, kinds, types and where values come from, at any depth. Of an element's literals only the kind is
        seen, and its own checks are not; a pattern is seen whole by those that implement it."""
        if self._interface is None:
            self._interface = tuple(_seen(self.statement, isinstance(self.statement, tree.PatternDeclaration)))
        return self._interface

    def is_same(self, other: Outline) -> bool:
        """Whether the two say the same, wherever they stand."""
        return self.text == other.text and all(
            mine == others for mine, others in zip_longest(_seen(self.statement, True), _seen(other.statement, True))
        )

    @property
    def interface_names(self) -> frozenset[str]:
        """The names in the interface: who depends on these passes it on to those that depend on this."""
        if self._interface_names is None:
            if isinstance(self.statement, tree.PatternDeclaration):
                self._interface_names = self.names
            else:
                self._interface_names = frozenset(each for each in self.interface if isinstance(each, str))
        return self._interface_names


def _names(statement: Statement) -> frozenset[str]:
    found = set()
    work: list[Node] = [statement]
    while work:
        node = work.pop()
        if isinstance(node, tree.Name):
            found.add(node.text)
            continue
        for field in type(node)._fields:
            value = getattr(node, field)
            if isinstance(value, Node):
                work.append(value)
            elif type(value) is tuple:
                work += value
    return frozenset(found)


def _seen(statement: Statement, is_whole: bool) -> Iterator[object]:
    work: list[object] = [statement]
    while work:
        node = work.pop()
        if not isinstance(node, Node):
            yield node
            continue
        kind = type(node)
        if not is_whole and kind in _ONLY_OWN:
            continue
        yield kind
        if not is_whole and kind in _LITERALS:
            continue
        inner: list[object] = []
        for field in kind._fields:
            if field in _UNSEEN:
                continue
            value = getattr(node, field)
            if type(value) is tuple:
                inner.append(len(value))
                inner += value
            else:
                inner.append(value)
        work += reversed(inner)
