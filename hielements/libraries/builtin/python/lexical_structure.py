"""Strings, comments and brackets of a Python text, without its other tokens.

Comes in: a text whose lines end with a line feed. Goes out: whether all of it closes, and expressions that find strings
and comments. Nothing but quotes, `#` and brackets can make one text mean another. This module must never know what is
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


def closes(text: str) -> bool:
    """Whether all strings and brackets of a text close."""
    structure = text.encode("utf-8", "replace").translate(None, _NOT_STRUCTURE)
    # Where all of it closes even with what stands in strings and comments, a closer look is spared.
    if structure.count(b'"') % 2 == structure.count(b"'") % 2 == 0 and _nests(structure.translate(None, b"\"'")):
        return True
    return _nests(LEXICAL.sub(" ", text).encode("utf-8", "replace").translate(None, _NOT_STRUCTURE))


def _nests(brackets: bytes) -> bool:
    while brackets:
        fewer = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(brackets):
            return False
        brackets = fewer
    return True
