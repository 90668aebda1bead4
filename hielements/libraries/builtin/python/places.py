"""Places in the text of a Python file: from the parser's lines and bytes to lines and characters.

Comes in: the text, and nodes of its syntax tree. Goes out: columns that count characters, and source text.
"""

from __future__ import annotations

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
