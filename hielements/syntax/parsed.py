"""What parsing gives: the tree of one file and what is wrong with its text."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.record import Record
from hielements.syntax.tree import SyntaxTree


class Parsed(Record):
    """The tree of a file and the diagnostics about its text, in text order."""

    tree: SyntaxTree
    diagnostics: tuple[Diagnostic, ...]
