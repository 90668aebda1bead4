"""The imports of one file from its bytes: by a scan where that is sure, else by the parser of Python.

Comes in: bytes. Goes out: statements, or why there are none. This module must never know where files come from or what
is kept of them.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Literal

from hielements.libraries.builtin.python.decoding import Undecodable, decode
from hielements.libraries.builtin.python.import_scanning import SMALL, Row, Statement, scan
from hielements.record import Record


class Problematic(Record):
    """Why a file has no imports."""

    reason: Literal["syntax", "limit", "unreadable"]
    message: str
    line: int | None


def read_imports(content: bytes, name: str, known: dict[str, Statement]) -> Sequence[Row] | Problematic:
    """The statements that import. `known` keeps those that were read before, in any file."""
    text = decode(content)
    if isinstance(text, Undecodable):
        return Problematic("unreadable", text.message, text.line)
    if len(text) >= SMALL and "\0" not in text:
        rows = scan(text, known)
        if rows is not None:
            return rows
    return _parse(text, name)


def _parse(text: str, name: str) -> Sequence[Row] | Problematic:
    from hielements.libraries.builtin.python.extraction import Unparsable, extract_imports, parse
    from hielements.libraries.builtin.python.import_rows import statements_of

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser warns of invalid escapes, which are not our business
        tree = parse(text, name)
    if isinstance(tree, Unparsable):
        return Problematic(tree.reason, tree.message, tree.line)
    return statements_of(extract_imports(tree, text))
