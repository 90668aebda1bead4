"""What is in a configuration file, whatever its format: values in tables and lists, each with its place.

Comes in: what the readers of formats found. Goes out: nodes. Knows no format.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hielements.record import Entity, Record

Scalar = str | int | float | bool | None


class Leaf(Entity):
    """A value. `unknown` says why nobody can know it (a variable of the environment, a tag of another program);
    `is_text` that it is a text all the same."""

    value: Scalar
    line: int
    column: int
    unknown: str | None = None
    is_text: bool = False


class Items(Entity):
    """A list."""

    nodes: tuple[Node, ...]
    line: int
    column: int


class Table(Entity):
    """Nodes by key. A key stands where its value is said to stand when it has none: `key_line` and `key_column`."""

    entries: dict[str, Entry]
    line: int
    column: int


class Entry(Entity):
    """A key of a table: where it stands, and what it has."""

    node: Node
    line: int
    column: int


Node = Leaf | Items | Table


class Problem(Record):
    """Why the text could not be read, and where that shows. `is_limit` says that it may well be valid."""

    message: str
    line: int
    column: int = 1
    is_limit: bool = False


Documents = tuple[Node, ...]
"""The documents of a file: one, or for YAML any number."""


MOST_NODES = 200_000
"""Aliases of YAML let a short text stand for more values than a machine has memory for."""


class TooLarge(Exception):  # noqa: N818 - an early return
    """The node has more than MOST_NODES values."""


def plain(node: Node, stand_in: Callable[[Leaf], Any] = lambda leaf: str(leaf.value)) -> object:
    """The node as plain data: dictionaries, lists and values. `stand_in` says what stands for what is unknown. Raises
    TooLarge."""
    left = MOST_NODES

    def convert(node: Node) -> object:
        nonlocal left
        left -= 1
        if left < 0:
            raise TooLarge
        if isinstance(node, Leaf):
            return node.value if node.unknown is None else stand_in(node)
        if isinstance(node, Items):
            return [convert(item) for item in node.nodes]
        return {key: convert(entry.node) for key, entry in node.entries.items()}

    return convert(node)
