"""The words of one logical line with its brackets nested, and how wide each part is on one line.

Comes in: a line of words and the comments among them. Goes out: pieces. Deciding what is broken, and where, is the
business of `formatting_wrapping.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hielements.syntax.formatting_lines import CodeLine, Remark
from hielements.syntax.formatting_spacing import COMMA, spaces
from hielements.syntax.nesting import CLOSING, OPENING


class Piece:
    """A word outside of brackets of its own. `first` is its place among the words of the line, `space` whether a blank
    stands before it, `remarks` the comments between it and the word before."""

    __slots__ = ("first", "kind", "remarks", "space", "text")

    def __init__(self, first: int, kind: int, text: str, space: bool, remarks: list[Remark]) -> None:
        self.first = first
        self.kind = kind
        self.text = text
        self.space = space
        self.remarks = remarks

    @property
    def inner_width(self) -> int:
        """The width on one line, without what stands before it."""
        return len(self.text)

    @property
    def inner_forced(self) -> bool:
        """Whether comments inside it keep it from standing on one line."""
        return False

    @property
    def width(self) -> int:
        return self.inner_width + remark_width(self.remarks) + (self.space or bool(self.remarks))

    @property
    def forced(self) -> bool:
        return self.inner_forced or forces(self.remarks)


class Item:
    """One of the things between the commas of a bracket. `leading` comments stand before it, `trailing` behind it."""

    __slots__ = ("forced", "leading", "pieces", "trailing", "width")

    def __init__(self, leading: list[Remark]) -> None:
        self.pieces: list[Piece] = []
        self.leading = leading
        self.trailing: list[Remark] = []
        self.width = 0
        self.forced = False

    def measure(self) -> None:
        self.width = (
            sum(piece.width for piece in self.pieces) + remark_width(self.leading) + remark_width(self.trailing)
        )
        self.forced = any(piece.forced for piece in self.pieces) or forces(self.leading) or forces(self.trailing)


class Group(Piece):
    """A bracket with what it holds. `opened` are the comments that end the line of its opening mark, `ending` those on
    lines of their own before its closing mark."""

    __slots__ = ("_forced", "_width", "closing", "ending", "items", "opened")

    def __init__(self, first: int, kind: int, text: str, space: bool, remarks: list[Remark]) -> None:
        super().__init__(first, kind, text, space, remarks)
        self.items: list[Item] = []
        self.opened: list[Remark] = []
        self.ending: list[Remark] = []
        self.closing = ""
        self._width = 0
        self._forced = False

    @property
    def is_empty(self) -> bool:
        return not (self.items or self.opened or self.ending)

    @property
    def inner_width(self) -> int:
        return self._width

    @property
    def inner_forced(self) -> bool:
        return self._forced

    def measure(self) -> None:
        for item in self.items:
            item.measure()
        self._width = 2 + sum(item.width + 2 for item in self.items) - 2 * bool(self.items)
        self._width += remark_width(self.opened) + remark_width(self.ending)
        self._forced = any(item.forced for item in self.items) or forces(self.opened) or forces(self.ending)


def forces(remarks: Sequence[Remark]) -> bool:
    """Whether these comments need more than one line."""
    return any(remark.breaks_before or remark.breaks_after or "\n" in remark.text for remark in remarks)


def remark_width(remarks: Sequence[Remark]) -> int:
    return sum(len(remark.text) + 1 for remark in remarks)


def split_trailing(remarks: list[Remark]) -> tuple[list[Remark], list[Remark]]:
    """The comments that end the line of what stands before them, and the others."""
    for number, remark in enumerate(remarks):
        if remark.breaks_before:
            break
        if remark.breaks_after:
            return remarks[: number + 1], remarks[number + 1 :]
    return [], remarks


def read_pieces(line: CodeLine) -> list[Piece]:
    """The pieces of a line."""
    return _Reader().read(line)


def flat_text(pieces: Iterable[Piece]) -> str:
    """Pieces on one line, with the blank before the first."""
    out: list[str] = []
    _write_flat(pieces, out)
    return "".join(out)


def flat_group(group: Group) -> str:
    """A bracket on one line, without what stands before it."""
    out: list[str] = []
    _write_group(group, out)
    return "".join(out)


def _write_flat(pieces: Iterable[Piece], out: list[str]) -> None:
    for piece in pieces:
        out += [f" {remark.text}" for remark in piece.remarks]
        if piece.space or piece.remarks:
            out.append(" ")
        if isinstance(piece, Group):
            _write_group(piece, out)
        else:
            out.append(piece.text)


def _write_group(group: Group, out: list[str]) -> None:
    out.append(group.text)
    for number, item in enumerate(group.items):
        if number:
            out.append(", ")
        out += [f"{remark.text} " for remark in item.leading]
        _write_flat(item.pieces, out)
        out += [f" {remark.text}" for remark in item.trailing]
    out.append(" ".join(remark.text for remark in group.ending))
    out.append(group.closing)


class _Reader:
    def __init__(self) -> None:
        self.groups: list[Group] = []
        self.pieces: list[Piece] = []
        self.outer: list[list[Piece]] = []
        # In a bracket: whether the next word starts an item, and the comments since the comma before it.
        self.starts_item = False
        self.waiting: list[Remark] = []

    def read(self, line: CodeLine) -> list[Piece]:
        kinds = [word.kind for word in line.words]
        for index, (word, space) in enumerate(zip(line.words, spaces(kinds), strict=True)):
            if word.kind in CLOSING and self.groups:
                self._close(word.text, word.remarks)
            elif word.kind == COMMA and self.groups:
                self._comma(word.remarks)
            else:
                self._word(index, word.kind, word.text, space, word.remarks)
        return self.pieces

    def _word(self, index: int, kind: int, text: str, space: bool, remarks: list[Remark]) -> None:
        if self.groups and self.starts_item:
            remarks = self._start_item(remarks)
            space = False
        if kind in OPENING:
            group = Group(index, kind, text, space, remarks)
            self.pieces.append(group)
            self.groups.append(group)
            self.outer.append(self.pieces)
            self.starts_item = True
        else:
            self.pieces.append(Piece(index, kind, text, space, remarks))

    def _start_item(self, remarks: list[Remark]) -> list[Remark]:
        group = self.groups[-1]
        if not self.waiting:
            trailing, remarks = split_trailing(remarks)
            (group.items[-1].trailing if group.items else group.opened).extend(trailing)
        item = Item(self.waiting + remarks)
        group.items.append(item)
        self.pieces = item.pieces
        self.starts_item = False
        self.waiting = []
        return []

    def _comma(self, remarks: list[Remark]) -> None:
        self.waiting = self._end_item(remarks)
        self.starts_item = True

    def _end_item(self, remarks: list[Remark]) -> list[Remark]:
        """Gives the comments that share the line of an item's end to it, and the others back."""
        items = self.groups[-1].items
        if not items or self.waiting:
            return remarks
        number = next((n for n, remark in enumerate(remarks) if remark.breaks_before), len(remarks))
        items[-1].trailing += remarks[:number]
        return remarks[number:]

    def _close(self, text: str, remarks: list[Remark]) -> None:
        group = self.groups[-1]
        rest = self._end_item(remarks)
        if not group.items:
            opened, rest = split_trailing(rest)
            group.opened += opened
        group.ending = self.waiting + rest
        group.closing = text
        group.measure()
        self.groups.pop()
        self.pieces = self.outer.pop()
        self.starts_item = False
        self.waiting = []
