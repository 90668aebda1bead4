"""Facts from the bytes of a Rust file.

Comes in: bytes. Goes out: facts, or the syntax error with its line. Items are found by walking modules, impls and
traits, iteratively, so that nesting does not matter; what stands in bodies (paths, uses, arguments of macros) is
found by one query over the whole tree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

from hielements.libraries.builtin.rust.facts import (
    FUNCTION,
    MACRO,
    FileFacts,
    Reference,
    Use,
)
from hielements.libraries.builtin.rust.items import ItemReader, cfg_tags
from hielements.libraries.builtin.rust.syntax_tree import Places, Unparsable, clean, parse, path_of
from hielements.libraries.builtin.rust.use_trees import imported
from hielements.record import Record

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

# What may hold a `::` in the arguments of a macro without being a path comes first. Nested comments are rare enough
# there to be cut at their first end.
_IN_TOKENS: Final = re.compile(
    rb"""//[^\n]* | /\*.*?\*/ | b?r(?P<hashes>\#*)"(?s:.*?)"(?P=hashes) | b?"(?:[^"\\]|\\.)*" | b?'(?:[^'\\]|\\.[^']*)'
    | (?P<path>(?:\$crate|(?<![\w$.])[A-Za-z_]\w*|(?<=[^\w>:])(?=::))(?:\s*::\s*(?:r\#)?[A-Za-z_]\w*)+)""",
    re.VERBOSE | re.DOTALL,
)


class _Context(Record):
    """A stretch of the file in which facts have the same surroundings."""

    start: int
    end: int
    inside: str
    tags: int
    above: int


def extract(content: bytes) -> FileFacts | Unparsable:
    """The facts of a file. A byte order mark is accepted; Rust files are UTF-8."""
    content = content.removeprefix(_BYTE_ORDER_MARK)
    parsed = parse(content)
    if isinstance(parsed, Unparsable):
        return parsed
    root, search = parsed
    places = Places(content)
    reader = ItemReader(places)
    reader.read(root)
    contexts = _Contexts(reader.spans)
    captures = search(root)
    uses, covered = _uses(captures, contexts, places)
    references = _references(captures, contexts, places, uses, covered)
    return FileFacts(
        tuple(uses),
        references,
        tuple(reader.modules),
        tuple(reader.items),
        tuple(reader.impls),
        reader.documented,
        reader.tags,
        not any(child.is_named and not child.type.endswith("comment") for child in root.children),
    )


class _Contexts:
    """Finds the innermost surroundings of a place. Spans nest: each lies in the one above it or beside it."""

    def __init__(self, spans: list[tuple[int, int, str, int]]) -> None:
        self._all: list[_Context] = []
        open_: list[int] = []
        for start, end, inside, tags in sorted(spans, key=lambda span: (span[0], -span[1])):
            while open_ and self._all[open_[-1]].end <= start:
                open_.pop()
            self._all.append(_Context(start, end, inside, tags, open_[-1] if open_ else -1))
            open_.append(len(self._all) - 1)
        self._starts = [each.start for each in self._all]

    def at(self, offset: int) -> _Context:
        number = bisect_right(self._starts, offset) - 1
        while number > 0 and self._all[number].end <= offset:
            number = self._all[number].above
        return self._all[max(number, 0)]


def _uses(captures: Any, contexts: _Contexts, places: Places) -> tuple[list[Use], list[tuple[int, int]]]:
    """All uses, and the stretches of the file that their declarations cover."""
    found: list[Use] = []
    covered: list[tuple[int, int]] = []
    for node in captures.get("use", []) + captures.get("extern", []):
        covered.append((node.start_byte, node.end_byte))
        context = contexts.at(node.start_byte)
        block = None
        parent = node.parent
        if context.tags & FUNCTION and parent is not None and parent.type == "block":
            block = (places.line(parent), places.end_line(parent))
        tags = context.tags | _attribute_tags(node, places)
        found += [
            Use(line, column, path, binding, tags | extra, context.inside, block, text)
            for line, column, path, binding, extra, text in imported(node, places)
        ]
    found.sort(key=lambda use: (use.line, use.column))
    covered.sort()
    return found, covered


def _attribute_tags(node: Any, places: Places) -> int:
    """The tags that the attributes before a node give it."""
    tags = 0
    before = node.prev_named_sibling
    while before is not None and (before.type == "attribute_item" or before.type.endswith("comment")):
        if before.type == "attribute_item":
            tags |= cfg_tags(places.text(before))
        before = before.prev_named_sibling
    return tags


def _references(
    captures: Any, contexts: _Contexts, places: Places, uses: list[Use], covered: list[tuple[int, int]]
) -> tuple[Reference, ...]:
    """Paths of several segments, and single names that a `use` of the file brings in; each once a line."""
    found: dict[tuple[int, str], Reference] = {}
    starts = [start for start, _ in covered]

    def in_use(offset: int) -> bool:
        number = bisect_right(starts, offset) - 1
        return number >= 0 and offset < covered[number][1]

    def add(path: str | None, offset: int, line: int, extra: int) -> None:
        if path is None or path.startswith("Self"):
            return
        if (line, path) not in found:
            context = contexts.at(offset)
            column = places.column_of(offset)
            found[(line, path)] = Reference(line, column, path, context.tags | extra, context.inside)

    # Of a path all prefixes are captured too: the outermost comes first, and the others start where it starts.
    seen: set[int] = set()
    for node in sorted(captures.get("path", []), key=lambda node: (node.start_byte, -node.end_byte)):
        start = node.start_byte
        if start in seen:
            continue
        seen.add(start)
        if not in_use(start) and not _in_visibility(node):
            add(path_of(node, places), start, places.line(node), 0)
    end = -1
    for node in sorted(captures.get("tokens", []), key=lambda node: node.start_byte):
        if node.start_byte < end:
            continue  # inside another macro, whose text was read already
        end = node.end_byte
        line, counted = places.line(node), node.start_byte
        for match in _IN_TOKENS.finditer(places.content, node.start_byte, node.end_byte):
            if match["path"] is not None:
                path = "".join(match["path"].decode("utf-8", "replace").split())
                line += places.content.count(b"\n", counted, match.start())
                counted = match.start()
                add(clean(path), counted, line, MACRO)
    bound = {use.binding.encode() for use in uses if use.binding and use.binding != "_"}
    content = places.content
    for node in captures.get("name", []) if bound else ():
        start = node.start_byte
        if content[start : node.end_byte] in bound and start not in seen and not in_use(start):
            parent = node.parent
            if parent is None or not parent.type.startswith("scoped_"):
                add(clean(places.text(node)), start, places.line(node), 0)
    return tuple(sorted(found.values(), key=lambda each: (each.line, each.column)))


def _in_visibility(node: Any) -> bool:
    """Whether a path is that of `pub(in crate::a)`."""
    return node.parent is not None and node.parent.type == "visibility_modifier"
