"""What a Dockerfile says, instruction by instruction, before anything is made of it.

Comes in: nothing; this module only says what the data are. Goes out: records. Lines and columns are 1-based and count
characters.
"""

from __future__ import annotations

from bisect import bisect_right

from hielements.record import Entity, Record


class Heredoc(Record):
    """A here-document: its name, its text, and the line on which the text starts. `expands` says that variables in it
    are replaced: its name was not quoted."""

    name: str
    content: str
    line: int
    expands: bool


class Flag(Record):
    """An option of an instruction: `--from=build`. `value` is empty where none was given."""

    name: str
    value: str
    line: int
    column: int


class Word(Record):
    """A word of an instruction and its place."""

    text: str
    line: int
    column: int


class Instruction(Entity):
    """One instruction. `keyword` is in capitals. `arguments` is the rest of the instruction without its options, its
    lines joined. `items` are the strings of the exec form (`["python", "app.py"]`), None for the shell form.
    `trigger` is the instruction that an ONBUILD keeps for later."""

    keyword: str
    line: int
    column: int
    end_line: int
    flags: tuple[Flag, ...]
    arguments: str
    items: tuple[str, ...] | None
    heredocs: tuple[Heredoc, ...]
    trigger: Instruction | None
    pieces: tuple[tuple[int, int, int], ...]
    """Where the arguments stand: offset, line and column of each stretch that was a line of its own."""

    def place(self, offset: int) -> tuple[int, int]:
        """The line and column of an offset into the arguments."""
        number = bisect_right(self.pieces, (offset, 1 << 60, 0)) - 1
        if number < 0:
            return self.line, self.column
        start, line, column = self.pieces[number]
        return line, column + offset - start

    def words(self) -> tuple[Word, ...]:
        """The arguments as words: those of the exec form, else what stands between white space."""
        import re

        if self.items is None:
            return tuple(Word(each[0], *self.place(each.start())) for each in re.finditer(r"\S+", self.arguments))
        found = []
        start = 0
        for item in self.items:
            at = self.arguments.find(item, start)
            found.append(Word(item, *self.place(max(at, start))))
            start = at + len(item) if at >= 0 else start
        return tuple(found)

    def flag(self, name: str) -> Flag | None:
        """The last option of that name."""
        return next((each for each in reversed(self.flags) if each.name == name), None)


class Problem(Record):
    """Why the text is no Dockerfile, and where that shows."""

    message: str
    line: int
    column: int = 1
