"""The second half of the formatter: one logical line to text.

Comes in: a line of words and the comments among them. Goes out: its text, in as few lines as the width allows. What
does not fit is broken from the outside in: at `or`, else at `and`, else in the brackets that do not fit, one item a
line. A comment that ends a line in the source ends it here too. Time is linear in the length of the line, and the work
waits on a list instead of the stack, so that depth does not matter.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hielements.syntax.formatting_lines import CodeLine, Remark, is_block
from hielements.syntax.formatting_pieces import Group, Item, Piece, flat_group, flat_text, read_pieces, split_trailing
from hielements.syntax.formatting_spacing import AND, COMMA, OR, expression_start
from hielements.syntax.nesting import COLON, DOT, LBRACE
from hielements.syntax.scanning import KIND, NAME

LINE_WIDTH = 100
INDENT_WIDTH = 4

_AS, _LSQB = KIND["AS"], KIND["LSQB"]


def render_line(line: CodeLine) -> str:
    """The text of a line, without the line end behind it."""
    writer = _Writer(INDENT_WIDTH * line.level)
    pieces = read_pieces(line)
    start = expression_start([word.kind for word in line.words])
    if start is not None:
        start = next((number for number, piece in enumerate(pieces) if piece.first >= start), None)
        separators: tuple[int, ...] = (OR, AND)
    else:
        start, separators = 0, (COMMA,)
    opens = pieces[-1].kind in (COLON, LBRACE)
    indent = INDENT_WIDTH * line.level
    place = _Place(indent, indent + INDENT_WIDTH * (2 if opens else 1))
    writer.run(pieces, place, separators, start or 0)
    return "".join((writer.text(), *(f"  {comment}" for comment in line.trailing)))


class _Place:
    """Where a run of pieces stands: the column of its first line, that of the lines it goes on in, and the column that
    brackets opened in its current line close in."""

    __slots__ = ("indent", "more", "start")

    def __init__(self, indent: int, more: int) -> None:
        self.start = indent
        self.more = more
        self.indent = indent


class _Writer:
    def __init__(self, indent: int) -> None:
        self.out: list[str] = [" " * indent]
        self.column = indent
        self.fresh = True  # whether the current line holds nothing but its indentation
        self.ended = False  # whether it ends with a comment that nothing can follow
        self.work: list[tuple[Callable[..., None], tuple[Any, ...]]] = []

    def run(self, pieces: Sequence[Piece], place: _Place, separators: tuple[int, ...], start: int) -> None:
        self.sequence(pieces, place, 0, separators, start)
        while self.work:
            step, arguments = self.work.pop()
            step(*arguments)

    def text(self) -> str:
        return "".join(self.out)

    def then(self, steps: list[tuple[Callable[..., None], tuple[Any, ...]]]) -> None:
        """Does these steps next, in this order."""
        self.work.extend(reversed(steps))

    def write(self, text: str) -> None:
        self.out.append(text)
        end = text.rfind("\n")
        self.column = self.column + len(text) if end < 0 else len(text) - end - 1
        self.fresh = False
        self.ended = False

    def newline(self, indent: int) -> None:
        if self.fresh:
            self.out[-1] = " " * indent
        else:
            self.out += ["\n", " " * indent]
        self.column = indent
        self.fresh = True
        self.ended = False

    # Sequences of pieces

    def sequence(
        self, pieces: Sequence[Piece], place: _Place, tail: int, separators: tuple[int, ...], start: int
    ) -> None:
        """Writes pieces that `tail` characters follow on their last line. From `start` on, those of a kind in
        `separators` may end a line, the first kinds before the others."""
        width = sum(piece.width for piece in pieces) + tail
        if self.column + width <= LINE_WIDTH and not any(piece.forced for piece in pieces):
            text = flat_text(pieces)
            self.write(text[1:] if self.fresh and text.startswith(" ") else text)
            return
        for number, kind in enumerate(separators):
            ends = [n + 1 for n in range(start, len(pieces) - 1) if self._separates(pieces, n, start, kind)]
            if ends:
                self._split(pieces, place, tail, separators[number:] if kind != COMMA else (), start, ends)
                return
        self._in_brackets(pieces, place, tail)

    def _separates(self, pieces: Sequence[Piece], number: int, start: int, kind: int) -> bool:
        if pieces[number].kind != kind:
            return False
        if kind == COMMA:
            # `check as c` at the start of a line would look like a statement.
            renamed = number + 2 < len(pieces) and pieces[number + 2].kind == _AS
            return not (renamed and pieces[number + 1].kind != NAME)
        # Behind a dot, or where an expression or an argument starts, it is a name.
        return number > start and pieces[number - 1].kind != DOT

    def _split(
        self,
        pieces: Sequence[Piece],
        place: _Place,
        tail: int,
        separators: tuple[int, ...],
        start: int,
        ends: list[int],
    ) -> None:
        steps: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
        begin = 0
        for end in [*ends, len(pieces)]:
            part = pieces[begin:end]
            last = end == len(pieces)
            inner = place if begin == 0 else _Place(place.more, place.more)
            if begin:
                steps.append((self._begin_part, (part[0], place.more)))
            steps.append((self.sequence, (part, inner, tail if last else 0, separators, 0 if begin else start)))
            begin = end
        self.then(steps)

    def _begin_part(self, first: Piece, indent: int) -> None:
        trailing, first.remarks = split_trailing(first.remarks)
        for remark in trailing:
            self._trailing(remark, indent)
        self.newline(indent)

    def _in_brackets(self, pieces: Sequence[Piece], place: _Place, tail: int) -> None:
        steps: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
        following = tail
        for piece in reversed(pieces):
            steps.append((self._piece, (piece, place, following)))
            if isinstance(piece, Group) and not piece.is_empty:
                following = piece.width - piece.inner_width + len(piece.text)
            else:
                following += piece.width
        self.work += steps

    def _piece(self, piece: Piece, place: _Place, following: int) -> None:
        """Writes one piece; `following` is the width of what cannot be broken off behind it."""
        for remark in piece.remarks:
            if remark.breaks_before:
                self._go_on(piece, place)
            self._inline(remark)
            if remark.breaks_after:
                self._go_on(piece, place)
        if (piece.space or piece.remarks) and not self.fresh:
            self.write(" ")
        if not isinstance(piece, Group):
            self.write(piece.text)
        elif piece.is_empty or (not piece.inner_forced and self.column + piece.inner_width + following <= LINE_WIDTH):
            self.write(flat_group(piece))
        else:
            self._broken(piece, place.indent)

    def _go_on(self, piece: Piece, place: _Place) -> None:
        place.indent = place.start if piece.kind == LBRACE else place.more
        self.newline(place.indent)

    # Brackets

    def _broken(self, group: Group, indent: int) -> None:
        inner = indent + INDENT_WIDTH
        self.write(group.text)
        for remark in group.opened:
            self._trailing(remark, inner)
        steps: list[tuple[Callable[..., None], tuple[Any, ...]]] = []
        last = len(group.items) - 1
        for number, item in enumerate(group.items):
            comma = number < last or group.kind == _LSQB
            place = _Place(inner, inner if last == 0 else inner + INDENT_WIDTH)
            steps.append((self._begin_item, (item, inner)))
            steps.append((self.sequence, (item.pieces, place, int(comma), (OR, AND), 0)))
            steps.append((self._end_item, (item, comma, inner)))
        steps.append((self._close, (group, indent)))
        self.then(steps)

    def _begin_item(self, item: Item, indent: int) -> None:
        self.newline(indent)
        for remark in item.leading:
            if remark.breaks_before:
                self.newline(indent)
            self._inline(remark)
            if remark.breaks_after:
                self.newline(indent)
        if not self.fresh:
            self.write(" ")

    def _end_item(self, item: Item, comma: bool, indent: int) -> None:
        if comma:
            self.write(",")
        for remark in item.trailing:
            self._trailing(remark, indent)

    def _close(self, group: Group, indent: int) -> None:
        for number, remark in enumerate(group.ending):
            if remark.breaks_before or self.ended or not number:
                self.newline(indent + INDENT_WIDTH)
            self._inline(remark)
        self.newline(indent)
        self.write(group.closing)

    # Comments

    def _inline(self, remark: Remark) -> None:
        """A comment that code may follow on its line."""
        if not self.fresh:
            self.write(" " if is_block(remark.text) else "  ")
        self.write(remark.text)
        self.ended = not is_block(remark.text)

    def _trailing(self, remark: Remark, indent: int) -> None:
        """A comment behind what the current line holds."""
        if self.ended:
            self.newline(indent)
        self.write(remark.text if self.fresh else f"  {remark.text}")
        self.ended = not is_block(remark.text)
