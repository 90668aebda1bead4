"""Older spellings, rewritten as they are written today.

Comes in: a text without syntax errors. Goes out: a text without the warnings about older spellings, and what the parser
says of it. The fixes are the parser's own, the same that editors offer; this module only decides which of them can be
made together.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.codes.syntax import OLD_SPELLING, REQUIREMENT_IN_ELEMENT
from hielements.diagnostics.diagnostic import Edit, Fix
from hielements.source.text import SourceText
from hielements.syntax.parsing import Parsed, parse

_MOST_ROUNDS = 50


def upgraded(source: SourceText) -> tuple[SourceText, Parsed]:
    """The text with every older spelling rewritten. A fix that would leave a syntax error is not made."""
    parsed = parse(source)
    for _ in range(_MOST_ROUNDS):
        # Words first: moving a requirement copies its text as it is.
        fixes = _fixes(parsed, OLD_SPELLING.name) or _fixes(parsed, REQUIREMENT_IN_ELEMENT.name)
        fixes = _working(source, _compatible(fixes))
        if not fixes:
            break
        text = _apply(source.text, fixes)
        if text == source.text:
            break
        source = SourceText(source.name, text, source.path)
        parsed = parse(source)
    return source, parsed


def _fixes(parsed: Parsed, name: str) -> list[Fix]:
    return [d.fix for d in parsed.diagnostics if d.code.name == name and d.fix is not None]


def _compatible(fixes: Sequence[Fix]) -> list[Fix]:
    """Those of the fixes, the first ones first, that change no text that another one changes."""
    spans = sorted(
        (edit.location.start, edit.location.end, number) for number, fix in enumerate(fixes) for edit in fix.edits
    )
    dropped: set[int] = set()
    end, owner = -1, -1
    for start, stop, number in spans:
        if number in dropped:
            continue
        if start < end and number != owner:
            later = max(number, owner)
            dropped.add(later)
            if later == number:
                continue
        if stop > end or owner in dropped:
            end, owner = stop, number
    return [fix for number, fix in enumerate(fixes) if number not in dropped]


def _working(source: SourceText, fixes: list[Fix]) -> list[Fix]:
    """Those of the fixes that together leave no syntax error. Mostly all of them, which takes one parse."""
    if not fixes or _leaves_no_error(source, fixes):
        return fixes
    if len(fixes) == 1:
        return []
    middle = len(fixes) // 2
    first = _working(source, fixes[:middle])
    both = first + _working(source, fixes[middle:])
    return both if _leaves_no_error(source, both) else first


def _leaves_no_error(source: SourceText, fixes: Sequence[Fix]) -> bool:
    parsed = parse(SourceText(source.name, _apply(source.text, fixes), source.path))
    return not any(diagnostic.is_error for diagnostic in parsed.diagnostics)


def _apply(text: str, fixes: Sequence[Fix]) -> str:
    """The text after all edits of the fixes. Insertions at one place stand in the order of the fixes."""
    edits: list[Edit] = sorted(
        (edit for fix in fixes for edit in fix.edits), key=lambda edit: (edit.location.start, edit.location.end)
    )
    out = []
    position = 0
    for edit in edits:
        out += [text[position : edit.location.start], edit.text]
        position = edit.location.end
    out.append(text[position:])
    return "".join(out)
