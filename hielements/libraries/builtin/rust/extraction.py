"""Facts from the bytes of a Rust file.

Comes in: bytes. Goes out: facts, or the syntax error with its line. Items are found by walking modules, impls and
traits, iteratively, so that nesting does not matter; what stands in bodies (paths, uses, arguments of macros) is
found by one query over the whole tree.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Any, Final

from hielements.libraries.builtin.rust.attributes import cfg_tags
from hielements.libraries.builtin.rust.facts import (
    FUNCTION,
    MACRO,
    FileFacts,
    Reference,
    Use,
)
from hielements.libraries.builtin.rust.items import ItemReader
from hielements.libraries.builtin.rust.plain_names import PlainNames
from hielements.libraries.builtin.rust.syntax_tree import Places, Unparsable, clean, parse, path_of
from hielements.libraries.builtin.rust.use_trees import imported
from hielements.record import Record

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"

# What may hold a `::` in the arguments of a macro without being a path comes first. Nested comments are rare enough
# there to be cut at their first end.
_IN_TOKENS: Final = re.compile(
    rb"""//[^\n]* | /\*.*?\*/ | b?r(?P<hashes>\#*)"(?s:.*?)"(?P=hashes) | b?"(?:[^"\\]|\\.)*" | b?'(?:[^'\\]|\\.[^']*)'
    | (?<![\w$.])(?P<use>use\s[^;"]*;)
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
    captures = search(root)
    contexts = _Contexts(reader.spans)
    reader.read_impls(captures.get("impl", []), contexts.surroundings)
    contexts = _Contexts(reader.spans)
    macros = _Macros(captures.get("tokens", []), contexts, places)
    uses, covered = _uses(captures, contexts, places)
    uses += macros.uses
    covered = sorted(covered + macros.covered)
    uses.sort(key=_place)
    plain = PlainNames(uses, reader.items, reader.modules)
    references = _references(captures, contexts, places, macros, covered, plain)
    return FileFacts(
        tuple(uses),
        references,
        tuple(sorted(reader.modules, key=_place)),
        tuple(sorted(reader.items, key=_place)),
        tuple(sorted(reader.impls, key=_place)),
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

    def surroundings(self, offset: int) -> tuple[str, int]:
        """The inline module and the tags at a place."""
        context = self.at(offset)
        return context.inside, context.tags

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


class _Macros:
    """What stands in the arguments and bodies of macros: paths as (path, offset, line), and `use` declarations that a
    macro such as `cfg_if!` takes as they are. Each macro is read once, with those inside of it."""

    def __init__(self, nodes: list[Any], contexts: _Contexts, places: Places) -> None:
        self.paths: list[tuple[str, int, int]] = []
        self.uses: list[Use] = []
        self.covered: list[tuple[int, int]] = []
        self._places = places
        end = -1
        for node in sorted(nodes, key=lambda node: node.start_byte):
            if node.start_byte >= end:
                end = node.end_byte
                self._read(node, node.start_byte, end, contexts)

    def _read(self, node: Any, start: int, end: int, contexts: _Contexts) -> None:
        places = self._places
        line, counted = places.line(node), start
        while (match := _IN_TOKENS.search(places.content, start, end)) is not None:
            start = match.end()
            if match["path"] is None and match["use"] is None:
                continue
            line += places.content.count(b"\n", counted, match.start())
            counted = match.start()
            if match["use"] is not None:
                if not self._declaration(node, match["use"], counted, line, contexts):
                    start = match.start("use") + len("use")
                continue
            path = "".join(match["path"].decode("utf-8", "replace").split())
            self.paths.append((clean(path), counted, line))

    def _declaration(self, node: Any, text: bytes, offset: int, line: int, contexts: _Contexts) -> bool:
        """Reads a `use` on its own; False when it is none, or has variables of the macro in it."""
        # The text keeps its length, for the columns.
        text = text.replace(b"$crate", b" crate")
        parsed = parse(text) if b"$" not in text else Unparsable("syntax", "is the pattern of a macro")
        declaration = parsed[0].named_child(0) if not isinstance(parsed, Unparsable) else None
        if declaration is None or declaration.type != "use_declaration":
            return False
        context = contexts.at(offset)
        block = None
        if context.tags & FUNCTION or node.parent.type == "macro_rule":
            block = (self._places.line(node), self._places.end_line(node))
        self.covered.append((offset, offset + len(text)))
        first = self._places.column_of(offset)
        self.uses += [
            Use(
                line + row - 1,
                column + (first - 1 if row == 1 else 0),
                path,
                binding,
                context.tags | extra | MACRO,
                context.inside,
                block,
                written,
            )
            for row, column, path, binding, extra, written in imported(declaration, Places(text))
        ]
        return True


def _references(
    captures: Any,
    contexts: _Contexts,
    places: Places,
    macros: _Macros,
    covered: list[tuple[int, int]],
    plain: PlainNames,
) -> tuple[Reference, ...]:
    """Paths of several segments, and single names that count; each once a line."""
    found: dict[tuple[int, str], Reference] = {}
    starts = [start for start, _ in covered]

    def in_use(offset: int) -> bool:
        number = bisect_right(starts, offset) - 1
        return number >= 0 and offset < covered[number][1]

    def add(path: str | None, offset: int, line: int, extra: int) -> None:
        if path is None or path == "Self" or path.startswith("Self::"):
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
    for path, offset, line in macros.paths:
        add(path, offset, line, MACRO)
    for node, name in plain.of(captures.get("name", []), places.content, lambda offset: contexts.at(offset).inside):
        start = node.start_byte
        if start not in seen and not in_use(start):
            add(clean(name.decode("utf-8", "replace")), start, places.line(node), 0)
    return tuple(sorted(found.values(), key=_place))


def _place(fact: Any) -> tuple[int, int]:
    """Where a fact stands."""
    return fact.line, fact.column


def _in_visibility(node: Any) -> bool:
    """Whether a path is that of `pub(in crate::a)`."""
    return node.parent is not None and node.parent.type == "visibility_modifier"
