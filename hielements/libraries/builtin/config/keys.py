"""Keys: `server.ports[0]`, `services.*.image`, `"spring.datasource".url`.

Comes in: the text of a key and a node. Goes out: what stands there. A key is a path of names with dots between them;
`[2]` (or `.2`) is an item of a list, from 0, and `[-1]` the last one; `*` and `[*]` are all keys or items. A name that
holds dots is written in quotes, or as it is where no table is in the way: labels and Java's properties have such names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from hielements.libraries.builtin.config.tree import Items, Leaf, Node, Table
from hielements.libraries.builtin.library import refuse
from hielements.record import Entity

Segments = tuple[str | int, ...]
"""A text is a name, a number the index in brackets; ANY is every name or index."""

ANY: Final = "*"
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"|\'([^\']*)\'')
_BRACKETS: Final = re.compile(r"\[\s*(?:(-?\d+)|(\*)|\"([^\"]*)\"|'([^']*)')\s*\]")
_NAME: Final = re.compile(r"[^.\[]+")
_INDEX: Final = re.compile(r"-?\d+\Z", re.ASCII)


class Found(Entity):
    """A node under a key. `path` is its whole key, `line` and `column` where the key (or item) stands."""

    node: Node
    path: tuple[str | int, ...]
    line: int
    column: int


def parse_key(text: str) -> Segments:
    """The segments of a key. Refuses one that is no key."""
    segments: list[str | int] = []
    position = 0
    while position < len(text):
        bracket = _BRACKETS.match(text, position)
        if bracket is not None:
            index, star, double, single = bracket.groups()
            name = double if double is not None else single
            segments.append(int(index) if index is not None else ANY if star else name)
            position = bracket.end()
        else:
            if segments or position:
                if text[position] != "." or position + 1 == len(text):
                    raise refuse(f"'{text}' is no key: see character {position + 1}", _HELP)
                position += 1
            quoted = _QUOTED.match(text, position)
            match = quoted or _NAME.match(text, position)
            if match is None:
                raise refuse(f"'{text}' is no key: see character {position + 1}", _HELP)
            name = (match[1] if match[1] is not None else match[2]) if quoted else match[0]
            segments.append(name)
            position = match.end()
    if not segments:
        raise refuse("the key is empty", _HELP)
    return tuple(segments)


_HELP: Final = "write names with dots between them: 'server.ports[0]'; a name with dots in quotes: '\"a.b\".c'"


def look_up(node: Node, segments: Segments) -> Iterator[Found]:
    """Everything that stands under the key, in the order of the file."""
    yield from _look_up(Found(node, (), node.line, node.column), segments)


def _look_up(found: Found, rest: Segments) -> Iterator[Found]:
    if not rest:
        yield found
        return
    node, segment = found.node, rest[0]
    if isinstance(node, Items):
        for index in _indices(segment, len(node.nodes)):
            item = node.nodes[index]
            yield from _look_up(Found(item, (*found.path, index), item.line, item.column), rest[1:])
    elif isinstance(node, Table):
        for taken, key in _names(node, rest):
            entry = node.entries[key]
            inner = list(_look_up(Found(entry.node, (*found.path, key), entry.line, entry.column), rest[taken:]))
            yield from inner
            if inner and segment != ANY:
                return


def _indices(segment: str | int, length: int) -> Iterator[int]:
    if segment == ANY:
        yield from range(length)
    elif isinstance(segment, int) or _INDEX.match(segment):
        index = int(segment)
        index += length if index < 0 else 0
        if 0 <= index < length:
            yield index


def _names(node: Table, rest: Segments) -> Iterator[tuple[int, str]]:
    """The keys of the table that the beginning of the segments may mean, and how many segments each takes."""
    if rest[0] == ANY:
        yield from ((1, key) for key in node.entries)
        return
    name = ""
    for number, segment in enumerate(rest, 1):
        name = str(segment) if number == 1 else f"{name}.{segment}"
        if name in node.entries:
            yield number, name
        if segment == ANY:
            return


def dotted(path: tuple[str | int, ...]) -> str:
    """The key as users write it."""
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            name = f'"{step}"' if "." in step or "[" in step else step
            text += f".{name}" if text else name
    return text


def nearest_key(node: Node, segments: Segments) -> str | None:
    """The most similar key there is, where the last names that lead somewhere end."""
    for taken in range(len(segments) - 1, -1, -1):
        above = next(iter(look_up(node, segments[:taken])), None) if taken else Found(node, (), 0, 0)
        if above is None or isinstance(above.node, Leaf):
            continue
        if isinstance(above.node, Items):
            return None
        from difflib import get_close_matches

        near = get_close_matches(str(segments[taken]), list(above.node.entries), n=1)
        return dotted((*above.path, near[0])) if near else None
    return None
