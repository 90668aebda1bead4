"""What each word of a file is, for colours: tokens from the text, and what names mean from the model.

Comes in: an analysis and the name of a file. Goes out: tokens in text order that do not overlap.
"""

from __future__ import annotations

from hielements.ide.analysis import Analysis
from hielements.ide.symbols import symbol_of
from hielements.record import Record
from hielements.syntax.tokens import tokenize

TOKEN_KINDS = (
    "keyword", "string", "number", "comment", "operator", "namespace", "class", "interface", "variable", "property",
    "function", "parameter", "type",
)  # fmt: skip
MODIFIERS = ("declaration", "documentation", "readonly", "defaultLibrary", "deprecated")

_SYMBOLS = {
    "element": "class", "pattern": "interface", "scope": "variable", "ref": "property", "library": "namespace",
    "file": "namespace", "function": "function", "parameter": "parameter", "language": "type", "type": "type",
    "import": "namespace",
}  # fmt: skip
_OLD = frozenset(
    ["template", "connection_point", "requires_descendant", "requires_connection", "allows_connection",
     "forbids_connection"]
)  # fmt: skip
_OPERATORS = frozenset(["EQUAL_TO", "UNEQUAL_TO", "AT_MOST", "AT_LEAST"])


class Highlight(Record):
    """`kind` is one of TOKEN_KINDS, the `modifiers` are of MODIFIERS."""

    start: int
    end: int
    kind: str
    modifiers: tuple[str, ...] = ()


def highlights(analysis: Analysis, name: str, first: int = 0, last: int | None = None) -> list[Highlight]:
    """The tokens of a file that have a colour, or of the part between two offsets."""
    found = analysis.trees.get(name)
    if found is None:
        return []
    text = found.source.text
    known: dict[int, Highlight] = {}
    for same in analysis.occurrences(name).values():
        for occurrence in same:
            start, end = occurrence.name.start, occurrence.name.end
            if end <= start or end < first or (last is not None and start > last):
                continue
            symbol = symbol_of(analysis, name, occurrence)
            if symbol is None:
                known[start] = Highlight(start, end, "variable")
                continue
            modifiers: list[str] = []
            place = symbol.location
            if place is not None and place.start == start and place.source.name == name:
                modifiers.append("declaration")
            if symbol.kind in ("function", "library"):
                modifiers.append("defaultLibrary")
            known[start] = Highlight(start, end, _SYMBOLS.get(symbol.kind, "variable"), tuple(modifiers))
    tokens = tokenize(found.source)
    result: list[Highlight] = []
    for token in tokens.tokens:
        if token.end <= token.start:
            continue
        if token.start in known:
            result.append(known[token.start])
            continue
        word = text[token.start : token.end]
        if token.kind == "STRING":
            result.append(Highlight(token.start, token.end, "string"))
        elif token.kind in ("INTEGER", "FLOAT"):
            result.append(Highlight(token.start, token.end, "number"))
        elif token.kind in _OPERATORS:
            result.append(Highlight(token.start, token.end, "operator"))
        elif token.kind != "NAME" and (word[0].isalpha() or word[0] == "_"):
            result.append(Highlight(token.start, token.end, "keyword", ("deprecated",) if word in _OLD else ()))
    for comment in tokens.comments:
        modifiers_of = ("documentation",) if comment.kind == "doc" else ()
        result.append(Highlight(comment.start, comment.end, "comment", modifiers_of))
    result.sort(key=lambda each: each.start)
    return [each for each in result if each.end >= first and (last is None or each.start <= last)]
