"""Places as the protocol counts them, and as we do.

Comes in: a source text, and offsets in characters or positions in the units that client and server agreed on. Goes out:
the other. A position behind the end of a line means the end of that line.
"""

from __future__ import annotations

from lsprotocol import types

from hielements.source.text import Location, SourceText

UTF8, UTF16, UTF32 = "utf-8", "utf-16", "utf-32"


class Positions:
    """Converts in one of the three encodings of positions."""

    def __init__(self, encoding: str = UTF16) -> None:
        self.encoding = encoding

    def offset(self, source: SourceText, position: types.Position) -> int:
        """The offset of a position of the client."""
        if position.line >= source.line_count:
            return len(source.text)
        start = source.line_starts[position.line]
        line = source.line(position.line + 1)
        return start + self._characters(line, position.character)

    def position(self, source: SourceText, offset: int) -> types.Position:
        """The position of an offset, as the client counts."""
        line, column = source.position(min(offset, len(source.text)))
        start = source.line_starts[line - 1]
        return types.Position(line - 1, self._units(source.text[start : start + column - 1]))

    def range(self, source: SourceText, start: int, end: int) -> types.Range:
        return types.Range(self.position(source, start), self.position(source, end))

    def range_of(self, location: Location) -> types.Range:
        return self.range(location.source, location.start, location.end)

    def width(self, text: str) -> int:
        """The length of a text in units."""
        return self._units(text)

    def _units(self, text: str) -> int:
        if self.encoding == UTF32 or text.isascii():
            return len(text)
        if self.encoding == UTF8:
            return len(text.encode("utf-8", "surrogatepass"))
        return len(text) + sum(1 for character in text if character > "\uffff")

    def _characters(self, line: str, units: int) -> int:
        if self.encoding == UTF32 or line.isascii():
            return min(units, len(line))
        taken = 0
        for index, character in enumerate(line):
            if taken >= units:
                return index
            taken += self._units(character)
        return len(line)
