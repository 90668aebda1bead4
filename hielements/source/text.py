"""Text with a name, and places in it.

Comes in: decoded text. Goes out: offsets turned into lines and columns. Offsets count characters (code points)
from 0; lines
and columns are 1-based and count characters. A line ends at `\\n`, `\\r\\n` or a lone `\\r`, and nowhere else.
"""

from __future__ import annotations

from bisect import bisect_right

from hielements.record import Record


class SourceText:
    """The text of one file and the name users know it by.

    `name` is relative to the workspace, with forward slashes (`../spec.hie` for a file outside of it); `path` is the
    absolute path on disk, or None for text that never was in a file.
    """

    __slots__ = ("_line_starts", "name", "path", "text")

    def __init__(self, name: str, text: str, path: str | None = None) -> None:
        self.name = name
        self.text = text
        self.path = path
        self._line_starts: list[int] | None = None

    @property
    def line_starts(self) -> list[int]:
        """The offset at which each line starts; computed on first use."""
        if self._line_starts is None:
            starts = [0]
            offset = 0
            for line in _lines(self.text):
                offset += len(line)
                starts.append(offset)
            self._line_starts = starts
        return self._line_starts

    @property
    def line_count(self) -> int:
        return len(self.line_starts)

    def position(self, offset: int) -> tuple[int, int]:
        """The (line, column) of an offset, both from 1."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The offset of a (line, column), clamped into the text."""
        if line > self.line_count:
            return len(self.text)
        start = self.line_starts[max(line, 1) - 1]
        return min(start + max(column, 1) - 1, len(self.text))

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end; empty when there is no such line."""
        if not 1 <= number <= self.line_count:
            return ""
        start = self.line_starts[number - 1]
        end = self.line_starts[number] if number < self.line_count else len(self.text)
        return self.text[start:end].rstrip("\r\n")

    def __repr__(self) -> str:
        return f"SourceText({self.name!r})"


class Location(Record):
    """A stretch of one source text: what a diagnostic points at. `start` and `end` are offsets; `end` is
    exclusive."""

    source: SourceText
    start: int
    end: int

    @property
    def line(self) -> int:
        return self.source.position(self.start)[0]

    @property
    def column(self) -> int:
        return self.source.position(self.start)[1]

    @property
    def text(self) -> str:
        return self.source.text[self.start : self.end]


def _lines(text: str) -> list[str]:
    """The lines with their ends. `str.splitlines` would also split at form feeds and Unicode separators."""
    if "\r" not in text:
        lines = text.split("\n")
        return [line + "\n" for line in lines[:-1]]
    import re

    return re.findall(r"[^\r\n]*(?:\r\n|\r|\n)", text)
