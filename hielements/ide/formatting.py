"""The edits that bring a text, or a part of one, into the canonical layout.

Comes in: a text. Goes out: edits; none for a text with errors, whose structure is not known.
"""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Edit
from hielements.source.text import Location, SourceText
from hielements.syntax.formatting import format_text
from hielements.syntax.parsing import parse


def formatting(source: SourceText, upgrade: bool = False) -> Edit | None:
    """The edit that brings a text into the canonical layout; None when there is nothing to do, or it has errors."""
    formatted = format_text(source, upgrade)
    return _edit(source, 0, len(source.text), formatted.text) if formatted.changed else None


def formatting_of_range(source: SourceText, start: int, end: int) -> Edit | None:
    """The edit for the whole declarations at the top of the file that a range touches: what is inside of one hangs
    together, and what is beside it does not change."""
    formatted = format_text(source)
    if not formatted.changed:
        return None
    before = parse(source).tree.statements
    after = parse(SourceText(source.name, formatted.text)).tree.statements
    touched = [index for index, each in enumerate(before) if each.end >= start and each.start <= end]
    if not touched or len(before) != len(after):
        return None
    first, last = touched[0], touched[-1]
    opening = source.line_starts[source.position(before[first].start)[0] - 1]
    if source.text[opening : before[first].start].strip():
        opening = before[first].start
    return _edit(source, opening, before[last].end, formatted.text[after[first].start : after[last].end])


def _edit(source: SourceText, first: int, last: int, new: str) -> Edit | None:
    """Replaces a stretch of a text; what is the same at its ends stays."""
    old = source.text[first:last]
    if old == new:
        return None
    most = min(len(old), len(new))
    start = 0
    while start < most and old[start] == new[start]:
        start += 1
    end = 0
    while end < most - start and old[-1 - end] == new[-1 - end]:
        end += 1
    return Edit(Location(source, first + start, last - end), new[start : len(new) - end])
