"""Source lines with line numbers and carets, in the manner of rustc.

Comes in: a file, its lines and marks on them. Goes out: lines of terminal text:

      --> src/api/views.py:3:1
       |
     3 | from src.db import models
       | ^^^^^^^^^^^^^^^^^^^^^^^^^ imports `src.db.models`
       |

Lines that are too wide are cut around the mark. Knows nothing of diagnostics, violations or checks.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.record import Record
from hielements.report.display import cells, width, wrap
from hielements.report.report import Excerpt
from hielements.report.style import Style

_CUT = "..."


class Mark(Record):
    """A stretch of one file, what to say of it, and whether it is the main one. Columns are 1-based; `end_column` is
    exclusive; a missing column marks the whole line."""

    line: int
    column: int | None
    end_line: int
    end_column: int | None
    message: str
    role: str
    primary: bool
    excerpt: Excerpt | None


def gutter_of(marks: Sequence[Mark]) -> int:
    """The width that the line numbers of the marks need."""
    return max(
        (len(str(mark.line + (len(mark.excerpt.lines) - 1 if mark.excerpt else 0))) for mark in marks), default=1
    )


def snippet(file: str, marks: Sequence[Mark], gutter: int, style: Style, arrow: str = "-->") -> list[str]:
    """The marked lines of one file. The first primary mark gives the place in the head line."""
    first = next((mark for mark in marks if mark.primary), marks[0])
    place = f"{file}:{first.line}" + (f":{first.column}" if first.column is not None else "")
    pad = " " * gutter
    lines = [f"{pad}{style.paint('gutter', arrow)} {style.visible(place)}"]
    quoted = sorted((mark for mark in marks if mark.excerpt is not None), key=_order)
    if not quoted:
        return [line for mark in marks for line in _unquoted(file, mark, gutter, style, arrow)]
    lines.append(f"{pad} {style.paint('gutter', '|')}")
    previous = 0
    for mark in quoted:
        assert mark.excerpt is not None
        if previous and mark.line > previous + 1:
            lines.append(style.paint("gutter", _CUT))
        lines += _marked_lines(mark, mark.excerpt, gutter, style, shown=previous)
        previous = max(previous, mark.line + len(mark.excerpt.lines) - 1)
    for mark in marks:
        if mark.excerpt is None and mark.message:
            lines += _unquoted(file, mark, gutter, style, ":::")
    return lines


def _unquoted(file: str, mark: Mark, gutter: int, style: Style, arrow: str) -> list[str]:
    """A place without its lines: `::: src/api/views.py:3:1: message`."""
    place = f"{file}:{mark.line}" + (f":{mark.column}" if mark.column is not None else "")
    if (mark.column, mark.end_line, mark.end_column) == (1, 1, 1):
        # Nothing at the very start: the file as a whole is meant, and often it is not even there.
        place = file
    text = style.visible(f"{place}: {mark.message}" if mark.message else place)
    return painted_wrap(text, f"{' ' * gutter}{style.paint('gutter', arrow)} ", gutter + 4, style)


def painted_wrap(text: str, first: str, indent: int, style: Style) -> list[str]:
    """Wraps visible text behind a first piece that may hold colours and takes `indent` columns."""
    lines = wrap(text, style.width, " " * indent)
    return [first + lines[0][indent:], *lines[1:]]


def headline(role: str, head: str, text: str, style: Style) -> list[str]:
    """`head: text`, wrapped, with the head painted."""
    head = style.visible(head)
    lines = wrap(style.visible(text), style.width, "  ", first=f"{head}: ")
    return [style.paint(role, head) + style.paint("strong", lines[0][len(head) :]), *lines[1:]]


def remark(kind: str, text: str, gutter: int, style: Style) -> list[str]:
    """` = help: text`, wrapped."""
    first = f"{' ' * gutter} {style.paint('gutter', '=')} {style.paint('help', kind)}: "
    return painted_wrap(style.visible(text), first, gutter + 3 + len(kind) + 2, style)


def _order(mark: Mark) -> tuple[int, int]:
    return mark.line, mark.column or 0


def _marked_lines(mark: Mark, excerpt: Excerpt, gutter: int, style: Style, shown: int) -> list[str]:
    """The lines of a mark. One that spans lines is underlined on its first line alone: more would hide the text."""
    bar = style.paint("gutter", "|")
    lines = []
    for index, text in enumerate(excerpt.lines):
        number = excerpt.first_line + index
        pieces = cells(text, style.encoding)
        start, end = _stretch(mark, text) if index == 0 else (0, 0)
        shown_text, offset, size = _window(pieces, start, end, style.width - gutter - 3)
        if number > shown:
            lines.append(f"{style.paint('gutter', str(number).rjust(gutter))} {bar} {shown_text}".rstrip())
        if index == 0:
            lines += _labelled(mark, gutter, offset, max(size, 1), style)
    if mark.end_line > excerpt.first_line + len(excerpt.lines) - 1:
        lines.append(style.paint("gutter", _CUT))
    return lines


def _stretch(mark: Mark, text: str) -> tuple[int, int]:
    """Where the mark begins and ends in its first line, as indices."""
    start = mark.column - 1 if mark.column is not None else _indentation(text)
    end = mark.end_column - 1 if mark.end_column is not None and mark.end_line == mark.line else len(text.rstrip())
    start = min(start, len(text))
    return start, min(max(end, start), len(text))


def _labelled(mark: Mark, gutter: int, offset: int, size: int, style: Style) -> list[str]:
    """The line with the carets, the message behind it where it fits, otherwise below."""
    head = f"{' ' * gutter} {style.paint('gutter', '|')} "
    line = head + " " * offset + style.paint(mark.role, ("^" if mark.primary else "-") * size)
    message = style.visible(mark.message)
    room = style.width - gutter - 3
    if not message:
        return [line]
    if offset + size + 1 + width(message) <= room:
        return [f"{line} {style.paint(mark.role, message)}"]
    indent = " " * max(0, min(offset, room - width(message)))
    return [line, *(f"{head}{indent}{style.paint(mark.role, text)}" for text in wrap(message, room - len(indent)))]


def _indentation(text: str) -> int:
    return len(text) - len(text.lstrip())


def _window(pieces: list[str], start: int, end: int, room: int) -> tuple[str, int, int]:
    """The part of a line around its mark that fits into `room` columns; where the mark begins in it and how wide it
    is."""
    widths = [width(piece) for piece in pieces]
    # A mark behind the last character takes a column of its own.
    needed = max(sum(widths), sum(widths[:start]) + 1)
    if needed <= room:
        return "".join(pieces), sum(widths[:start]), sum(widths[start:end])
    room = max(room - 2 * len(_CUT), 8)
    # As much before the mark as a quarter of the room, so that the mark itself and what follows it can be read.
    left = start
    used = 0
    while left > 0 and used + widths[left - 1] <= room // 4:
        left -= 1
        used += widths[left]
    if sum(widths[:start]) <= room // 2:
        left, used = 0, sum(widths[:start])
    right = left
    used_all = 0
    while right < len(pieces) and used_all + widths[right] <= room:
        used_all += widths[right]
        right += 1
    head = _CUT if left > 0 else ""
    tail = _CUT if right < len(pieces) else ""
    size = sum(widths[start : min(end, right)])
    return f"{head}{''.join(pieces[left:right])}{tail}", len(head) + used, size
