"""Colours for specifications wherever Pygments is asked: Sphinx, MkDocs, terminals (`pygmentize -l hielements`).

Comes in: any text. Goes out: all of it as Pygments' tokens. The project's own scanner and parser read it: a word is a
keyword here exactly where it is one in the language, and nothing has to be kept in step. Pygments finds this module by
its entry point and is there when it is imported; nothing else here may import it. It must never know libraries or
files: what is coloured are often pieces of specifications.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from pygments.lexer import Lexer
from pygments.token import (
    Comment,
    Error,
    Keyword,
    Name,
    Number,
    Operator,
    Punctuation,
    String,
    Whitespace,
    _TokenType,
)

from hielements.ide.tree_places import walk
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.parsed import Parsed
from hielements.syntax.parsing import parse
from hielements.syntax.tables import WORDS
from hielements.syntax.tokens import tokenize

_KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("import", "from", "as"), Keyword.Namespace),
    **dict.fromkeys(("true", "false", "null"), Keyword.Constant),
    **dict.fromkeys(("and", "or", "not", "in"), Operator.Word),
    **dict.fromkeys(("element", "pattern", "template", "scope", "ref", "connection_point"), Keyword.Declaration),
}
"""The words that are more than `Keyword`."""

_KINDS = {
    "STRING": String,
    "INTEGER": Number.Integer,
    "FLOAT": Number.Float,
    **dict.fromkeys(("EQUAL_TO", "UNEQUAL_TO", "AT_MOST", "AT_LEAST"), Operator),
}
_AROUND = "element _ {\n"
_COMMENTS = {"line": Comment.Single, "block": Comment.Multiline, "doc": String.Doc}


class HielementsLexer(Lexer):
    """Pygments' lexer of the Hielements language."""

    name = "Hielements"
    url = "https://pypi.org/project/hielements/"
    aliases: ClassVar[list[str]] = ["hielements", "hie"]
    filenames: ClassVar[list[str]] = ["*.hie"]
    mimetypes: ClassVar[list[str]] = ["text/x-hielements"]

    def get_tokens_unprocessed(self, text: str) -> Iterator[tuple[int, _TokenType, str]]:
        """The places, kinds and texts of all tokens; together they are the whole text."""
        at = 0
        for start, end, kind in sorted(_tokens(text), key=lambda each: each[0]):
            yield from _between(text, at, start)
            yield start, kind, text[start:end]
            at = end
        yield from _between(text, at, len(text))


def _between(text: str, start: int, end: int) -> Iterator[tuple[int, _TokenType, str]]:
    """White space, and characters that mean nothing."""
    while start < end:
        blank = text[start].isspace() or text[start] == "\ufeff"
        stop = start + 1
        while stop < end and (text[stop].isspace() or text[stop] == "\ufeff") == blank:
            stop += 1
        yield start, Whitespace if blank else Error, text[start:stop]
        start = stop


def _tokens(text: str) -> Iterator[tuple[int, int, _TokenType]]:
    source = SourceText("", text)
    names = _names(source)
    scanned = tokenize(source)
    for token in scanned.tokens:
        if token.end <= token.start:
            continue
        word = text[token.start : token.end]
        kind = names.get(token.start) or _KINDS.get(token.kind)
        if kind is None and token.kind == "NAME":
            kind = Name
        elif kind is None and word in WORDS:
            kind = _KEYWORDS.get(word, Keyword)
        yield token.start, token.end, kind or (Operator if word in "<>=*" else Punctuation)
    for comment in scanned.comments:
        yield comment.start, comment.end, _COMMENTS[comment.kind]


def _names(source: SourceText) -> dict[int, _TokenType]:
    """What each name is, by its place, as far as the text alone tells. Documentation often shows what stands in an
    element without the element around it."""
    parsed, shift = parse(source), 0
    wrong = _mistakes(parsed)
    if wrong:
        inside = parse(SourceText("", f"{_AROUND}{source.text}\n}}"))
        if _mistakes(inside) < wrong:
            parsed, shift = inside, len(_AROUND)
    found: dict[int, _TokenType] = {}
    for node, around in walk(parsed.tree):
        if isinstance(node, tree.Name) and node.end > node.start >= shift:
            kind = _kind_of(node, around[-1], around[-2] if len(around) > 1 else None)
            found.setdefault(node.start - shift, kind)
    return found


def _mistakes(parsed: Parsed) -> int:
    return sum(1 for each in parsed.diagnostics if each.is_error)


def _kind_of(name: tree.Name, holder: tree.Node, outer: tree.Node | None) -> _TokenType:
    if isinstance(holder, tree.Path):
        if isinstance(outer, tree.Call) and outer.callee is holder and holder.names[-1] is name:
            return Name.Function
        if isinstance(outer, tree.LibraryImport | tree.FromImport):
            return Name.Namespace
        if isinstance(outer, tree.ElementDeclaration | tree.ImplementsSubject):
            return Name.Class
        return Name
    if isinstance(holder, tree.ElementDeclaration | tree.PatternDeclaration):
        return Name.Class
    if isinstance(holder, tree.ScopeDeclaration | tree.RefDeclaration | tree.ConnectionParameter):
        return Name.Variable if holder.name is name else Keyword.Type
    if isinstance(holder, tree.LanguageDeclaration | tree.LanguageSubject):
        return Keyword.Type
    if isinstance(holder, tree.ConnectionCheck):
        return Name.Function
    if isinstance(holder, tree.LibraryImport | tree.FileImport):
        return Name.Namespace
    return Name.Attribute if isinstance(holder, tree.Argument) else Name
