"""Strings, comments and brackets of a Python text, without its other tokens.

Comes in: a text whose lines end with a line feed. Goes out: whether all of it closes, and where strings over several
lines are. Nothing but quotes, `#` and brackets can make one text mean another. This module must never know what is
looked for.
"""

from __future__ import annotations

import re
from typing import Final

_DOUBLE: Final = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
_SINGLE: Final = r"'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
_LONG: Final = rf"{_DOUBLE}|{_SINGLE}"
_SHORT: Final = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|' + r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'"

LEXICAL: Final = re.compile(rf"#[^\n]*|{_LONG}|{_SHORT}", re.DOTALL)
"""A comment or a string of any kind."""

LONG_STRING: Final = re.compile(_LONG, re.DOTALL)
"""A string in three quotes."""

SHORT_STRING: Final = re.compile(rf"(?!\"\"\"|''')(?:{_SHORT})", re.DOTALL)
"""A string in one quote."""

_NOT_STRUCTURE: Final = bytes(set(range(256)) - set(b"()[]{}'\""))


class Unsure(Exception):  # noqa: N818 - an early return from however deep
    """The parser must decide."""


def structure_of(text: str) -> bytes:
    """The quotes and brackets of a text, those in strings and comments among them."""
    return text.encode("utf-8", "replace").translate(None, _NOT_STRUCTURE)


def closes(text: str, structure: bytes) -> bool:
    """Whether all strings and brackets of a text close."""
    # Where all of it closes even with what stands in strings and comments, a closer look is spared.
    if structure.count(b'"') % 2 == structure.count(b"'") % 2 == 0 and _nests(structure.translate(None, b"\"'")):
        return True
    return _nests(structure_of(LEXICAL.sub(" ", text)))


def _nests(brackets: bytes) -> bool:
    while brackets:
        fewer = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(brackets):
            return False
        brackets = fewer
    return True


class LongStrings:
    """The strings in three quotes of a text, from its beginning to where somebody looks. `next` is where the next one
    may begin; `places` are start and end of those that were passed, and of comments and other strings that only hold
    three quotes."""

    __slots__ = ("_double", "_end", "_single", "_text", "next", "places")

    def __init__(self, text: str, structure: bytes) -> None:
        self._text = text
        self._double = -1
        self._single = -1 if b"'''" in structure else len(text)
        self._end = 0
        self.places: list[tuple[int, int]] = []
        self.next = self._find(0)

    def _find(self, start: int) -> int:
        if self._double < start:
            found = self._text.find('"""', start)
            self._double = found if found >= 0 else len(self._text)
        if self._single < start:
            found = self._text.find("'''", start)
            self._single = found if found >= 0 else len(self._text)
        return min(self._double, self._single)

    def leave(self, position: int) -> int:
        """Goes past the strings that begin before a position. Gives the end of the one that holds it, or 0."""
        text = self._text
        while self.next < position:
            start = self.next
            line = self.line_start(start)
            before = text[line:start]
            end = -1
            if '"' in before or "'" in before or "#" in before:
                token = self._token_at(line, start)
                if token is None:
                    raise Unsure
                start, end = token
            else:
                end = text.find(text[start : start + 3], start + 3)
                if end >= 0 and text[end - 1] == "\\":
                    string = LONG_STRING.match(text, start)
                    end = string.end() - 3 if string else -1
                if end < 0:
                    raise Unsure
                end += 3
            self.places.append((start, end))
            self._end = end
            self.next = self._find(end)
            if end > position:
                return end
        return 0

    def line_start(self, position: int) -> int:
        """Where the line of a position starts, or what of it stands behind a long string: in no string."""
        start = self._text.rfind("\n", 0, position) + 1
        if start > 1 and self._text[start - 2] == "\\" and start > self._end:
            raise Unsure  # perhaps a short string goes on here
        return max(start, self._end)

    def token_over(self, position: int) -> int | None:
        """The end of the string or comment that covers a position; None when none does."""
        token = self._token_at(self.line_start(position), position)
        return token[1] if token else None

    def _token_at(self, start: int, position: int) -> tuple[int, int] | None:
        while True:
            token = LEXICAL.search(self._text, start)
            if token is None or token.start() > position:
                return None
            if token.end() > position:
                return token.span()
            start = token.end()
