"""Makes nodes of the data that a reader of TOML or JSON gives, and of the places that another gives by path.

Comes in: dictionaries, lists, values, and lines and columns by path. Goes out: nodes.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.libraries.builtin.config.tree import Entry, Items, Leaf, Node, Problem, Table

Path = tuple[str | int, ...]
PlaceOf = Callable[[Path], tuple[tuple[int, int], tuple[int, int]]]
"""Where the key (or item) at a path stands, and where its value does: lines and columns."""

DEEPEST = 200


Written = Callable[[Path, object], str]
"""The text of a value of another type at a path."""


def nodes_of(data: object, place_of: PlaceOf, written: Written = lambda _, value: str(value)) -> Node | Problem:
    """The node of the data. `written` gives the texts of values that are neither text, number, truth value nor null."""
    try:
        return _node(data, (), place_of, written)
    except RecursionError:
        return Problem("nests too deeply", 1, is_limit=True)


def _node(data: object, path: Path, place_of: PlaceOf, written: Written) -> Node:
    if len(path) > DEEPEST:
        raise RecursionError
    line, column = place_of(path)[1] if path else (1, 1)
    if isinstance(data, dict):
        entries = {}
        for key, value in data.items():
            inner = (*path, str(key))
            entries[str(key)] = Entry(_node(value, inner, place_of, written), *place_of(inner)[0])
        return Table(entries, line, column)
    if isinstance(data, list):
        items = (_node(item, (*path, index), place_of, written) for index, item in enumerate(data))
        return Items(tuple(items), line, column)
    if data is None or isinstance(data, str | int | float | bool):
        return Leaf(data, line, column)
    return Leaf(written(path, data), line, column)
