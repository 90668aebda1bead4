"""The blocks that a statement stands in, by indentation.

Comes in: a text, its strings over several lines, and statements from the first to the last. Goes out: the tags of an
import by the blocks around it. Raises Unsure for a layout that only the parser of Python reads. This module must never
know what a statement imports.
"""

from __future__ import annotations

import re
from typing import Final

from hielements.libraries.builtin.python.facts import CONDITIONAL, FUNCTION, TYPE_CHECKING
from hielements.libraries.builtin.python.lexical_structure import Unsure

_HEADER: Final = re.compile(r"(?:async[ \t]+)?(def|class|if|elif|else|try|except|finally|for|while|with|match|case)\b")
_HEADER_END: Final = re.compile(r":[ \t]*(?:#.*)?\Z")


class Blocks:
    """`strings` are the strings in three quotes from the beginning of the text to the statement that is asked for:
    start and end of each. Whoever asks adds to them."""

    __slots__ = ("_end", "_guarded", "_lines", "_seen", "_strings", "_text")

    def __init__(self, text: str, strings: list[tuple[int, int]]) -> None:
        self._text = text
        self._strings = strings
        self._seen = 0
        self._lines: list[str] = []
        self._end = 0
        self._guarded: bool | None = None

    def tags(self, start: int, indent: int) -> int:
        """The tags of a statement whose line starts at a place in the text, not before that of the last question."""
        guarded = self._guarded
        if guarded is None:
            guarded = self._guarded = "TYPE_CHECKING" in self._text
            if guarded and "TYPE_CHECKING as" in self._text:
                raise Unsure
        self._add_lines(start)
        lines = self._lines
        number = len(lines)
        tags = 0
        while indent:
            number, indent, header = _header_above(lines, number, indent)
            keyword = _HEADER.match(header)
            if keyword is None or not _HEADER_END.search(header):
                raise Unsure
            word = keyword[1]
            if word == "def":
                tags |= FUNCTION
            elif word != "class":
                tags |= CONDITIONAL
                if word in ("if", "elif") and "TYPE_CHECKING" in header and _guard(header) > 0:
                    tags |= TYPE_CHECKING
                if guarded and word in ("elif", "else") and _guarded_before(lines, number, indent):
                    tags |= TYPE_CHECKING
        return tags

    def _add_lines(self, start: int) -> None:
        """Adds the lines before a place. A string over several lines becomes blank lines and a comment: nothing in it,
        nor what follows it on its last line, can open a block."""
        text, place = self._text, self._end
        parts: list[str] = []
        for first, last in self._strings[self._seen :]:
            lines = text.count("\n", first, last)
            if lines:
                parts += (text[place:first], '""', "\n" * lines, "#")
                place = last
        parts.append(text[place:start])
        self._lines += "".join(parts).split("\n")
        del self._lines[-1]  # what follows the last line end, which is nothing
        self._seen = len(self._strings)
        self._end = start


def _header_above(lines: list[str], number: int, indent: int) -> tuple[int, int, str]:
    """The nearest line above that is indented less: its number, its indentation, and what it says. The header of a
    block may span lines, when the last one begins with the closing bracket."""
    number, found, text = _line_above(lines, number, indent)
    if text[0] not in ")]}":
        return number, found, text
    last, closing = number, found
    while text[0] in ")]}":
        number, found, text = _line_above(lines, number, closing + 1)
    if found != closing:
        raise Unsure
    return number, found, "\n".join([text, *lines[number + 1 : last + 1]])


def _guarded_before(lines: list[str], number: int, indent: int) -> bool:
    """Whether a condition that an `else` or `elif` goes on from can only fail for a type checker."""
    while True:
        number, found, text = _line_above(lines, number, indent + 1)
        keyword = _HEADER.match(text)
        if found != indent or keyword is None or not _HEADER_END.search(text):
            raise Unsure
        if keyword[1] in ("if", "elif") and "TYPE_CHECKING" in text and _guard(text) < 0:
            return True
        if keyword[1] not in ("elif", "except", "else"):
            return False


def _line_above(lines: list[str], number: int, indent: int) -> tuple[int, int, str]:
    while number > 0:
        number -= 1
        line = lines[number]
        text = line.lstrip(" ")
        found = len(line) - len(text)
        if found < indent and text and text[0] != "#":
            break
    else:
        raise Unsure
    before = lines[number - 1] if number else ""
    if text[0] == "\t" or before.endswith("\\") or (text[0] not in ")]}" and before.endswith(("(", "[", "{", ","))):
        raise Unsure  # the line may go on from the one before
    return number, found, text


_guards: dict[str, int] = {}


def _guard(header: str) -> int:
    """What the condition of an `if` or `elif` means for a type checker: see `extraction.guard`."""
    known = _guards.get(header)
    if known is None:
        import _ast

        from hielements.libraries.builtin.python.extraction import guard

        try:
            tree = compile(f"{header.removeprefix('el')}\n pass", "", "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise Unsure from None
        test = tree.body[0].test  # type: ignore[attr-defined]
        known = _guards[header] = guard(test, {"TYPE_CHECKING"})
    return known
