"""What can be done about what stands at a place: the fixes of diagnostics, and changes that need no trouble.

Comes in: an analysis, findings, a range. Goes out: actions, each with its edits. Nothing is changed here.
"""

from __future__ import annotations

from typing import Literal

from hielements.diagnostics.codes.syntax import OLD_SPELLING, REQUIREMENT_IN_ELEMENT
from hielements.diagnostics.diagnostic import Diagnostic, Edit
from hielements.ide.analysis import Analysis
from hielements.ide.findings import FoundViolation
from hielements.ide.formatting import formatting
from hielements.record import Entity
from hielements.source.text import Location, SourceText

_COMMENT_MARKS = {
    "#": "py pyi toml yaml yml sh rb hie tf hcl",
    "//": "rs js jsx ts tsx go java kt c h cc cpp hpp cs swift scala proto",
    "--": "sql",
}
_MARK_OF = {ending: mark for mark, endings in _COMMENT_MARKS.items() for ending in endings.split()}


class Action(Entity):
    """`diagnostic` is what it mends; `snippet_at` is where the user goes on writing, as an offset after the edits."""

    title: str
    kind: Literal["quickfix", "source.fixAll", "refactor.rewrite"]
    edits: tuple[Edit, ...]
    diagnostic: Diagnostic | None = None
    preferred: bool = False


def actions(analysis: Analysis, name: str, start: int, end: int) -> list[Action]:
    """What can be done about a range of a specification."""
    found: list[Action] = []
    diagnostics = analysis.diagnostics_of(name)
    for each in diagnostics:
        place = each.location
        if each.fix is not None and place.start <= end and place.end >= start:
            found.append(Action(_title(each.fix.title), "quickfix", each.fix.edits, each, True))
    source = analysis.trees[name].source if name in analysis.trees else None
    if source is not None and any(each.code in (OLD_SPELLING, REQUIREMENT_IN_ELEMENT) for each in diagnostics):
        edit = formatting(source, upgrade=True)
        if edit is not None:
            found.append(Action("Upgrade all older spellings of this file", "refactor.rewrite", (edit,)))
    every = fix_all(diagnostics)
    if len(every) > 1:
        edits = tuple(edit for each in every for edit in (each.fix.edits if each.fix is not None else ()))
        found.append(Action(f"Apply all {len(every)} fixes of this file", "source.fixAll", edits))
    return found


def fix_all(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """The diagnostics whose fixes can be applied together: none touches what another one does."""
    taken: list[tuple[int, int]] = []
    chosen = []
    for each in diagnostics:
        if each.fix is None:
            continue
        spans = [(edit.location.start, edit.location.end) for edit in each.fix.edits]
        if any(first <= end and start <= last for first, last in spans for start, end in taken):
            continue
        taken += spans
        chosen.append(each)
    return chosen


def allow_action(source: SourceText, found: FoundViolation) -> Action | None:
    """Waives a violation where it stands, with a comment that waits for the reason: without one it allows nothing, and
    the next run says so. None for a language whose comments are not known."""
    mark = _MARK_OF.get(source.name.rpartition(".")[2].lower())
    line = found.violation.line
    if mark is None or line is None or line > source.line_count:
        return None
    text = source.line(line)
    if "hielements: allow(" in text:
        return None
    place = source.offset(line, len(text.rstrip()) + 1)
    edit = Edit(Location(source, place, place), f"  {mark} hielements: allow()")
    return Action("Allow this violation; write the reason between the parentheses", "quickfix", (edit,))


def _title(title: str) -> str:
    return title[:1].upper() + title[1:]
