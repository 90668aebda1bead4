"""The imports of one file from its bytes: by a scan where that is sure, else by the parser of Python.

Comes in: bytes. Goes out: rows, or why there are none. This module must never know where files come from or what is
kept of them.
"""

from __future__ import annotations

import re
import warnings
from array import array
from typing import Final, Literal

from hielements.libraries.builtin.python.decoding import Undecodable, decode
from hielements.libraries.builtin.python.import_rows import Sources
from hielements.libraries.builtin.python.import_scanning import scan
from hielements.libraries.builtin.python.import_statements import Statements
from hielements.record import Record

SMALL: Final = 500
"""Texts of fewer characters are parsed, which takes hardly longer and tells what is wrong with them, unless they hold
nothing that could be wrong."""

_COMMENT: Final = r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)"
_NOTHING_BUT_IMPORTS: Final = re.compile(
    rf'(?:{_COMMENT})*?(?:"""[^"\\]*"""{_COMMENT})?'
    rf"(?:(?:from[ \t.][\w. \t]*[ \t.])?import[ \t(*][^\n(\\#:;\"']*(?:\([^()#\"'\\]*\))?{_COMMENT}|{_COMMENT})*?\Z"
)


class Problematic(Record):
    """Why a file has no imports."""

    reason: Literal["syntax", "limit", "unreadable"]
    message: str
    line: int | None


class Reader:
    """Reads the imports of files whose sources have the numbers of `sources`; each different statement once."""

    __slots__ = ("_sources", "_statements")

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._statements = Statements(sources)

    def read(self, content: bytes, name: str) -> array[int] | Problematic:
        """The rows of a file."""
        text = decode(content)
        if isinstance(text, Undecodable):
            return Problematic("unreadable", text.message, text.line)
        if "\0" not in text and (len(text) >= SMALL or _NOTHING_BUT_IMPORTS.match(text)):
            rows = scan(text, self._statements)
            if rows is not None:
                return rows
        return self._parse(text, name)

    def _parse(self, text: str, name: str) -> array[int] | Problematic:
        from hielements.libraries.builtin.python.extraction import Unparsable, extract_imports, parse
        from hielements.libraries.builtin.python.import_rows import statements_of

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # the parser warns of invalid escapes, which are not our business
            tree = parse(text, name)
        if isinstance(tree, Unparsable):
            return Problematic(tree.reason, tree.message, tree.line)
        return self._sources.rows(statements_of(extract_imports(tree, text)))
