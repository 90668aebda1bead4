"""Places in the text of a Python file: from the parser's lines and bytes to lines and characters.

Comes in: the text, and nodes of its syntax tree. Goes out: columns that count characters, and source text.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Places:
    """Turns the parser's columns, which count bytes of UTF-8, into columns that count characters."""

    __slots__ = ("_lines", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._lines: list[bytes] | None = None

    def column(self, line: int, offset: int) -> int:
        """The 1-based column of a byte offset in a line."""
        if self._text.isascii():
            return offset + 1
        return len(self.line(line)[:offset].decode("utf-8", "replace")) + 1

    def line(self, number: int) -> bytes:
        """A line in UTF-8. Only `\\n`, `\\r\\n` and `\\r` end a line, for Python as well as here."""
        if self._lines is None:
            self._lines = self._text.replace("\r\n", "\n").replace("\r", "\n").encode("utf-8").split(b"\n")
        return self._lines[number - 1] if number <= len(self._lines) else b""

    def lines_with(self, words: Iterable[str]) -> list[int] | None:
        """The numbers of the lines that hold one of the words, sorted; None where the text does not tell, because the
        parser reads letters beyond ASCII as others."""
        if not self._text.isascii():
            return None
        text = self._text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in self._text else self._text
        found: set[int] = set()
        for word in words:
            number, before = 1, 0
            place = text.find(word)
            while place >= 0:
                number += text.count("\n", before, place)
                found.add(number)
                before, place = place, text.find(word, place + 1)
        return sorted(found)

    def source(self, node: Any) -> str:
        """The source text of an expression, with white space collapsed when it spans lines."""
        first, last = node.lineno, node.end_lineno
        if first == last:
            return self.line(first)[node.col_offset : node.end_col_offset].decode("utf-8", "replace")
        import ast  # comments and line ends inside the expression: let Python write it anew

        try:
            return ast.unparse(node)
        except RecursionError:
            lines = [self.line(number).decode("utf-8", "replace").strip() for number in range(first, last + 1)]
            return " ".join(lines)
