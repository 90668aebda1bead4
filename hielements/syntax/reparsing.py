"""Parses a text again after an edit: only the declarations that the edit touches, and those beside them.

Comes in: what parsing gave before, and the new text. Goes out: exactly what `parse` gives for the new text. A window of
whole top-level statements around the edit is parsed alone and put in the place of what stood there; what follows is
moved. That is right as long as nothing in the window has a bearing on the text outside: braces, comments of several
lines and indentation that do not fit have, and so have imports. Then, and whenever in doubt, everything is parsed.
"""

from __future__ import annotations

import gc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from hielements.diagnostics.codes import syntax as codes
from hielements.diagnostics.diagnostic import Diagnostic, Edit, Fix, Label, sort_key
from hielements.record import Record
from hielements.source.text import Location, SourceText
from hielements.syntax import tree as nodes
from hielements.syntax.parsed import Kept, Parsed
from hielements.syntax.parsing import parse

_LOCAL = frozenset(
    [
        codes.UNEXPECTED_TEXT,
        codes.MISSING_TEXT,
        codes.MISSPELT_KEYWORD,
        codes.INVALID_NUMBER,
        codes.UNKNOWN_ESCAPE,
        codes.CHAINED_COMPARISON,
        codes.DUPLICATE_ARGUMENT,
        codes.POSITIONAL_AFTER_NAMED,
        codes.MISSING_REF_TYPE,
        codes.OLD_SPELLING,
        codes.DANGLING_DOC_COMMENT,
    ]
)
"""What can be said of a window without a look at the rest of the file."""

_WITNESS = 400
"""Characters of unchanged statements after the edit that are parsed with it: recovery looks ahead over this many
tokens at most, so that in the window it decides as it does in the whole file."""

_DECLARATIONS = (nodes.ElementDeclaration, nodes.PatternDeclaration)


class _Window(Record):
    """The statements `first` to `last` (exclusive) of the old tree, which stand in the old text from `start` to
    `end`. The last `witnesses` of them stand behind the edit. `follows` is an import before the edit that is not among
    them: no error may be near it, because recovery would look at it too."""

    first: int
    last: int
    start: int
    end: int
    witnesses: int
    follows: nodes.Statement | None


def reparse(previous: Parsed, source: SourceText) -> Parsed:
    """What `parse(source)` gives; `previous` is what it gave for a text that may differ in one place."""
    old = previous.tree.source.text
    if len(old) == len(source.text) and old == source.text:
        return _moved(previous, source)
    # Nodes refer to each other in no cycles: collecting garbage while they are copied would only cost time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        spliced = _spliced(previous, source)
    finally:
        if collecting:
            gc.enable()
    return parse(source) if spliced is None else spliced


def _spliced(previous: Parsed, source: SourceText) -> Parsed | None:
    tree = previous.tree
    if not previous.is_well_nested or any(each.code not in _LOCAL for each in previous.diagnostics):
        return None
    old, new = tree.source.text, source.text
    prefix = _common_prefix(old, new)
    suffix = _common_suffix(old, new, min(len(old), len(new)) - prefix)
    window = _window(tree, old, prefix, len(old) - suffix)
    if window is None:
        return None
    delta = len(new) - len(old)
    text = new[window.start : window.end + delta]
    # Whether tabs or spaces are usual, and what ends a comment of several lines, only the whole file tells.
    if "\t" in text or "###" in text or "###" in old[window.start : window.end]:
        return None
    inner = parse(SourceText(source.name, text, source.path))
    found = inner.tree.statements
    if not inner.is_well_nested or any(each.code not in _LOCAL for each in inner.diagnostics):
        return None
    if any(not isinstance(each, (*_DECLARATIONS, nodes.Invalid)) for each in found):
        return None
    if window.follows is not None and (
        any(each.is_error for each in inner.diagnostics) or _is_wrong(previous, window.follows.start, window.end)
    ):
        return None
    if not _is_witnessed(tree, window, inner, delta):
        return None
    statements = (
        *tree.statements[: window.first],
        *_all_moved(found, window.start),
        *(_all_moved(tree.statements[window.last :], delta) if delta else tree.statements[window.last :]),
    )
    before = bisect_left(tree.comments, window.start, key=lambda comment: comment.start)
    after = bisect_left(tree.comments, window.end, key=lambda comment: comment.start)
    comments = (
        *tree.comments[:before],
        *_all_moved(inner.tree.comments, window.start),
        *(_all_moved(tree.comments[after:], delta) if delta else tree.comments[after:]),
    )
    diagnostics = [
        *(_placed(each, source, 0) for each in previous.diagnostics if each.location.start < window.start),
        *(_placed(each, source, window.start) for each in inner.diagnostics),
        *(_placed(each, source, delta) for each in previous.diagnostics if each.location.start >= window.end),
    ]
    diagnostics.sort(key=sort_key)
    kept = Kept(tree, window.first, len(tree.statements) - window.last)
    return Parsed(nodes.SyntaxTree(0, len(new), source, statements, comments), tuple(diagnostics), kept, True)


def _window(tree: nodes.SyntaxTree, old: str, start: int, end: int) -> _Window | None:
    """The statements that an edit of the old text from `start` to `end` touches, one more on each side, and enough
    behind it to see that the edit ends there."""
    statements = tree.statements
    first = bisect_left(statements, start, key=lambda each: each.end)
    follows = None
    if first > 0 and isinstance(statements[first - 1], _DECLARATIONS):
        first -= 1
    elif first > 0:
        follows = statements[first - 1]
    last = bisect_left(statements, end + 1, key=lambda each: each.start)
    edited = last
    while last < len(statements) and (last == edited or statements[last - 1].end - statements[edited].start < _WITNESS):
        last += 1
    if any(not isinstance(each, _DECLARATIONS) for each in statements[first:last]):
        return None
    opening = 0 if first == 0 else _line_after(old, statements[first - 1].end)
    closing = len(old) if last == len(statements) else _line_after(old, statements[last - 1].end)
    if opening is None or closing is None or first == last or opening > start or closing < end:
        return None
    if last < len(statements) and last == edited:
        return None
    return _Window(first, last, opening, closing, last - edited, follows)


def _is_wrong(parsed: Parsed, start: int, end: int) -> bool:
    return any(
        each.is_error and each.location.end >= start and each.location.start <= end for each in parsed.diagnostics
    )


def _line_after(text: str, offset: int) -> int | None:
    """The start of the line after an offset behind which nothing but a comment stands; None when something does."""
    end = text.find("\n", offset)
    end = len(text) if end < 0 else end
    rest = text[offset:end].strip()
    if rest and not rest.startswith("#"):
        return None
    return min(end + 1, len(text))


def _is_witnessed(tree: nodes.SyntaxTree, window: _Window, inner: Parsed, delta: int) -> bool:
    """Whether the statements behind the edit were read as before: then the edit has no bearing on what follows."""
    if window.last == len(tree.statements):
        return True
    count = window.witnesses
    found, known = inner.tree.statements[-count:], tree.statements[window.last - count : window.last]
    if len(inner.tree.statements) < count:
        return False
    shift = delta - window.start
    for new, old in zip(found, known, strict=True):
        if type(new) is not type(old) or new.start != old.start + shift or new.end != old.end + shift:
            return False
    first = found[0].start
    return not any(each.is_error and each.location.end >= first for each in inner.diagnostics)


def _common_prefix(first: str, second: str) -> int:
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(first: str, second: str, limit: int) -> int:
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if first[len(first) - middle : len(first) - low] == second[len(second) - middle : len(second) - low]:
            low = middle
        else:
            high = middle - 1
    return low


# Moving


def _moved(parsed: Parsed, source: SourceText) -> Parsed:
    tree = parsed.tree
    moved = nodes.SyntaxTree(tree.start, tree.end, source, tree.statements, tree.comments)
    kept = Kept(tree, len(tree.statements), 0)
    return Parsed(moved, tuple([_placed(each, source, 0) for each in parsed.diagnostics]), kept, parsed.is_well_nested)


def _placed(diagnostic: Diagnostic, source: SourceText, delta: int) -> Diagnostic:
    def place(location: Location) -> Location:
        return Location(source, location.start + delta, location.end + delta)

    fix = diagnostic.fix
    return Diagnostic(
        diagnostic.code,
        diagnostic.message,
        place(diagnostic.location),
        diagnostic.label,
        tuple([Label(place(label.location), label.message) for label in diagnostic.secondary]),
        diagnostic.help,
        fix and Fix(fix.title, tuple([Edit(place(edit.location), edit.text) for edit in fix.edits])),
    )


_Mover = Callable[[Any, int], Any]


def _movers() -> dict[type, _Mover]:
    """For each class of nodes a function that copies one, and everything below it, so many characters further on. It is
    compiled from the fields of the class, because the rest of a long file is copied at every keystroke."""
    if not _MOVERS:
        for kind in _CLASSES:
            pieces = ["node.start + delta", "node.end + delta"]
            for field in kind._fields[2:]:
                form = _FORMS[kind, field]
                if form == "many":
                    pieces.append(f"tuple([movers[type(each)](each, delta) for each in node.{field}])")
                elif form == "one":
                    moved = f"movers[type(node.{field})](node.{field}, delta)"
                    pieces.append(f"None if node.{field} is None else {moved}")
                else:
                    pieces.append(f"node.{field}")
            names = {"kind": kind, "movers": _MOVERS}
            _MOVERS[kind] = eval(f"lambda node, delta: kind({', '.join(pieces)})", names)
    return _MOVERS


def _all_moved(found: Iterable[Any], delta: int) -> list[Any]:
    movers = _movers()
    return [movers[type(each)](each, delta) for each in found]


_MOVERS: dict[type, _Mover] = {}

_CLASSES: Sequence[type[nodes.Node]] = tuple(
    kind
    for kind in vars(nodes).values()
    if isinstance(kind, type) and issubclass(kind, nodes.Node) and kind is not nodes.SyntaxTree
)


def _form(kind: type, field: str) -> str:
    annotation = next(base.__annotations__[field] for base in kind.__mro__ if field in base.__annotations__)
    if annotation.startswith("tuple["):
        return "many"
    words = annotation.removesuffix(" | None").split(" | ")
    return "one" if all(hasattr(nodes, word) for word in words) else "plain"


_FORMS = {(kind, field): _form(kind, field) for kind in _CLASSES for field in kind._fields[2:]}
