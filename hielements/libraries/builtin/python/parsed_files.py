"""The syntax tree of a Python file from its bytes.

Comes in: a path and a content. Goes out: the tree with the text it was made of, or a Failure that says why there is
none. This module must never know what is looked for in the tree.
"""

from __future__ import annotations

import warnings
from typing import Any

from hielements.libraries.builtin.python import extraction
from hielements.libraries.builtin.python.decoding import Undecodable, decode
from hielements.libraries.outcomes import Failure
from hielements.record import Record


class ParsedFile(Record):
    """A file that was parsed: the `_ast.Module` and the text."""

    module: Any
    text: str


def parsed(path: str, content: bytes) -> ParsedFile | Failure:
    """The tree of a file."""
    text = decode(content)
    if isinstance(text, Undecodable):
        return Failure("unreadable", f"{path} {text.message}", path, text.line)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser warns of invalid escapes, which are not our business
        tree = extraction.parse(text, path)
    if isinstance(tree, extraction.Unparsable):
        return Failure(tree.reason, f"{path} {tree.message}", path, tree.line)
    return ParsedFile(tree, text)
