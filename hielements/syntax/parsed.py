"""What parsing gives: the tree of one file and what is wrong with its text."""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.record import Entity, Record
from hielements.syntax.tree import SyntaxTree


class Kept(Entity):
    """What an edit has left as it was: the first `before` statements of `tree`, the tree before the edit, are also the
    first ones after it, and the last `after` ones are also the last, but for their places."""

    tree: SyntaxTree
    before: int
    after: int


class Parsed(Record):
    """The tree of a file and the diagnostics about its text, in text order. `kept` is known when only a part of the
    text was parsed. `is_well_nested` says that brackets, indentation and strings are known to be whole: then what is
    wrong in one declaration has no bearing on another."""

    tree: SyntaxTree
    diagnostics: tuple[Diagnostic, ...]
    kept: Kept | None = None
    is_well_nested: bool = False
