"""Trees that outlive a run: an unchanged text needs no parser.

Comes in: a text and a cache. Goes out: what `parse` gives. An entry is named by the content of the text, the version
and the code of the program, so it is never stale. It starts with a checksum, so that a damaged entry is as good as
none, and is a `marshal` of tuples, lists, numbers and strings; no code is ever loaded from a cache.

Nodes are stored in columns, because making many objects of one class at once is several times as fast as making them
one by one. Nodes of one class and one height (a leaf has height 0) form a group, and a group holds one column for
each field. Children have smaller heights than their parents, so one pass over the groups makes the tree, whatever
its depth. A column of nodes holds their numbers, counted over all groups from 1, with 0 for None.
"""

from __future__ import annotations

import gc
import hashlib
import marshal
import sys
from binascii import crc32
from itertools import islice
from typing import Any

from hielements import resources
from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Code, Diagnostic, Edit, Fix, Label
from hielements.source.cache import Cache
from hielements.source.text import Location, SourceText
from hielements.syntax import tree as nodes
from hielements.syntax.parsed import Parsed
from hielements.version import __version__

KIND = "syntax"

_CLASSES: tuple[type[nodes.Node], ...] = tuple(
    kind
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, nodes.Node) and kind is not nodes.SyntaxTree
)
_NUMBERS = {kind: number for number, kind in enumerate(_CLASSES)}
_CODES = {code.id: code for code in vars(codes).values() if isinstance(code, Code)}
_PLAIN, _NODE, _NODES = range(3)


def parse_cached(source: SourceText, cache: Cache) -> Parsed:
    """What `parse` gives, from the cache where it has it."""
    key = entry_key(source.text)
    entry = cache.get(KIND, key)
    if entry is not None:
        parsed = decode(source, entry)
        if parsed is not None:
            return parsed
    from hielements.syntax.parsing import parse

    parsed = parse(source)
    cache.put(KIND, key, encode(parsed))
    return parsed


def entry_key(text: str) -> str:
    """The name of the entry for a text: depends on everything that the tree depends on."""
    program = f"{__version__} {sys.version_info[:2]} {sys.implementation.name} {resources.fingerprint('syntax')}\n"
    content = text.encode("utf-8", "surrogatepass")
    return hashlib.sha256(program.encode() + content).hexdigest()


def encode(parsed: Parsed) -> bytes:
    """An entry for a tree and its diagnostics."""
    groups, numbers = _grouped(parsed.tree)
    texts: dict[Any, Any] = {}
    encoded = [
        (
            _NUMBERS[kind],
            [_encode_column([getattr(node, field) for node in group], numbers, texts) for field in kind._fields],
        )
        for (_, kind), group in groups
    ]
    content = marshal.dumps(
        (
            encoded,
            [numbers[id(statement)] for statement in parsed.tree.statements],
            [numbers[id(comment)] for comment in parsed.tree.comments],
            [_encode_diagnostic(diagnostic) for diagnostic in parsed.diagnostics],
        )
    )
    return crc32(content).to_bytes(4, "big") + content


_Groups = list[tuple[tuple[int, type[nodes.Node]], list[nodes.Node]]]


def _grouped(tree: nodes.SyntaxTree) -> tuple[_Groups, dict[int, int]]:
    """The nodes below the root by height and class, and the number of each by its identity."""
    order: list[nodes.Node] = [*tree.statements, *tree.comments]
    children: list[list[nodes.Node]] = []
    for node in order:  # grows while it is walked: every node before its children
        below: list[nodes.Node] = []
        for field in type(node)._fields[2:]:
            value = getattr(node, field)
            if isinstance(value, nodes.Node):
                below.append(value)
            elif type(value) is tuple:
                below.extend(value)
        children.append(below)
        order.extend(below)
    heights: dict[int, int] = {}
    groups: dict[tuple[int, type[nodes.Node]], list[nodes.Node]] = {}
    for node, below in zip(reversed(order), reversed(children), strict=True):
        height = max([heights[id(child)] for child in below]) + 1 if below else 0
        heights[id(node)] = height
        groups.setdefault((height, type(node)), []).append(node)
    ordered = sorted(groups.items(), key=lambda item: (item[0][0], _NUMBERS[item[0][1]]))
    numbers: dict[int, int] = {}
    for _, group in ordered:
        for node in group:
            numbers[id(node)] = len(numbers) + 1
    return ordered, numbers


def _encode_column(values: list[Any], numbers: dict[int, int], texts: dict[Any, Any]) -> tuple[Any, ...]:
    if any(isinstance(value, nodes.Node) for value in values):
        return _NODE, [0 if value is None else numbers[id(value)] for value in values]
    if values and type(values[0]) is tuple:
        return _NODES, [len(value) for value in values], [numbers[id(node)] for value in values for node in value]
    if isinstance(values[0], str):
        # Equal texts become one object, which marshal stores once.
        values = [texts.setdefault(value, value) for value in values]
    return _PLAIN, values


def decode(source: SourceText, entry: bytes) -> Parsed | None:
    """The tree and diagnostics of an entry; None when it is damaged."""
    content = entry[4:]
    if crc32(content).to_bytes(4, "big") != entry[:4]:
        return None
    collecting = gc.isenabled()
    gc.disable()
    try:
        groups, statements, comments, diagnostics = marshal.loads(content)
        made: list[Any] = [None]
        for number, columns in groups:
            made.extend(map(_CLASSES[number], *[_decode_column(column, made) for column in columns]))
        tree = nodes.SyntaxTree(
            0,
            len(source.text),
            source,
            tuple([made[number] for number in statements]),
            tuple([made[number] for number in comments]),
        )
        return Parsed(tree, tuple([_decode_diagnostic(source, encoded) for encoded in diagnostics]))
    except (ArithmeticError, AttributeError, EOFError, LookupError, TypeError, ValueError):
        return None
    finally:
        if collecting:
            gc.enable()


def _decode_column(column: tuple[Any, ...], made: list[Any]) -> list[Any]:
    form = column[0]
    if form == _PLAIN:
        values: list[Any] = column[1]
        return values
    if form == _NODE:
        return list(map(made.__getitem__, column[1]))
    flat = map(made.__getitem__, column[2])
    return [tuple(islice(flat, size)) for size in column[1]]


def _encode_diagnostic(diagnostic: Diagnostic) -> tuple[Any, ...]:
    place = diagnostic.location
    fix = diagnostic.fix
    return (
        diagnostic.code.id,
        diagnostic.message,
        (place.start, place.end),
        diagnostic.label,
        [(label.location.start, label.location.end, label.message) for label in diagnostic.secondary],
        diagnostic.help,
        fix and (fix.title, [(edit.location.start, edit.location.end, edit.text) for edit in fix.edits]),
    )


def _decode_diagnostic(source: SourceText, encoded: tuple[Any, ...]) -> Diagnostic:
    code, message, (start, end), label, secondary, helping, fix = encoded
    return Diagnostic(
        _CODES[code],
        message,
        Location(source, start, end),
        label,
        tuple([Label(Location(source, first, last), text) for first, last, text in secondary]),
        helping,
        fix and Fix(fix[0], tuple([Edit(Location(source, first, last), text) for first, last, text in fix[1]])),
    )
