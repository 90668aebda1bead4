"""All tokens and comments of a text with their places, for whoever works on the text itself: the formatter, the editor.

Comes in: a source text. Goes out: its tokens as the parser sees them, before any recovery. Between two neighbours,
comments included, stands nothing but white space, or characters that a diagnostic names.
"""

from __future__ import annotations

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.record import Entity, Record
from hielements.source.text import SourceText
from hielements.syntax.layout import lay_out
from hielements.syntax.scanning import scan
from hielements.syntax.tables import TERMINALS
from hielements.syntax.tree import Comment


class Token(Record):
    """`kind` is the name of the terminal in the grammar (`NAME`, `STRING`, `LBRACE`, `SCOPE`, ...). The layout tokens
    NEWLINE, INDENT and DEDENT are empty and stand behind the token before them; so are closing marks that are
    missing in the text. A keyword has its own kind also where it is a name."""

    kind: str
    start: int
    end: int


class Tokens(Entity):
    """The tokens in text order, without the end of the file; all comments in text order; what is wrong with either."""

    tokens: tuple[Token, ...]
    comments: tuple[Comment, ...]
    diagnostics: tuple[Diagnostic, ...]


def tokenize(source: SourceText) -> Tokens:
    """The tokens of a text. Never fails; a text with errors gives the tokens that could be made out."""
    scanned = scan(source)
    laid_out = lay_out(source, scanned)
    tokens = [
        Token(TERMINALS[kind], start, end)
        for kind, start, end in zip(laid_out.kinds[:-1], laid_out.starts, laid_out.ends, strict=False)
    ]
    return Tokens(tuple(tokens), tuple(scanned.comments), tuple(scanned.diagnostics + laid_out.diagnostics))
