"""Single mistakes for specifications: what a slip of the hand makes of a file that was right."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from hielements.record import Record
from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.parsing import parse
from hielements.syntax.tokens import Token, tokenize

_KEYWORDS = frozenset(
    [
        "element",
        "pattern",
        "scope",
        "ref",
        "check",
        "requires",
        "forbids",
        "allows",
        "import",
        "from",
        "language",
        "implements",
        "binds",
        "uses",
        "connection",
        "descendant",
        "connection_check",
    ]
)
_REPLACEMENTS = [
    ",",
    ".",
    ":",
    "=",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "==",
    "<",
    ">",
    "name",
    "'text'",
    "check",
    "element",
    "7",
]


class Mutant(Record):
    kind: str
    line: int
    text: str


class Score(Record):
    """How recovery did on one mutant with an error."""

    mutant: Mutant
    errors: int
    on_line: bool
    declared: int
    kept: int


def mutants(name: str, text: str, each: int, seed: int) -> Iterator[Mutant]:
    """For each kind of mistake, so many mutants of a text; the same ones for the same seed."""
    source = SourceText(name, text)
    tokens = [token for token in tokenize(source).tokens if token.end > token.start]
    choose = random.Random(f"{name} {seed}")

    def edited(kind: str, token: Token, replacement: str, start: int | None = None) -> Mutant:
        start = token.start if start is None else start
        return Mutant(kind, source.position(token.start)[0], text[:start] + replacement + text[token.end :])

    def some(candidates: list[Token]) -> list[Token]:
        return choose.sample(candidates, min(each, len(candidates)))

    def spelled(token: Token) -> str:
        return text[token.start : token.end]

    for token in some(tokens):
        yield edited("delete token", token, "")
    for token in some(tokens):
        yield edited("duplicate token", token, f"{spelled(token)} {spelled(token)}")
    for token in some(tokens):
        yield edited("replace token", token, choose.choice(_REPLACEMENTS))
    for token in some(tokens):
        yield edited("insert token", token, f"{choose.choice(_REPLACEMENTS)} {spelled(token)}")
    for token in some(tokens):
        place = choose.randrange(token.start, token.end)
        yield edited("delete character", token, text[token.start : place] + text[place + 1 : token.end])
    for token in some(tokens):
        place = choose.randrange(token.start, token.end)
        character = choose.choice("abxz019_'\"(){}[]:,.=!<>-+*#?$ \\")
        yield edited("insert character", token, text[token.start : place] + character + text[place : token.end])
    for token in some([token for token in tokens if spelled(token) in _KEYWORDS]):
        word = spelled(token)
        place = choose.randrange(len(word) - 1)
        typos = [
            word[:place] + word[place + 1 :],
            word[:place] + word[place] + word[place:],
            word[:place] + word[place + 1] + word[place] + word[place + 2 :],
            word[:place] + choose.choice("aeiorst") + word[place + 1 :],
        ]
        yield edited("misspell keyword", token, choose.choice(typos))
    for mark in ("{", "}", ":", "(", ")", "[", "]", "="):
        for token in some([token for token in tokens if spelled(token) == mark])[: max(each // 3, 1)]:
            yield edited(f"delete {mark}", token, "")
    for token in some([token for token in tokens if token.kind == "STRING"]):
        yield edited("delete opening quote", token, spelled(token)[1:])
        yield edited("delete closing quote", token, spelled(token)[:-1])
    lines = text.split("\n")
    indented = [
        number for number, line in enumerate(lines) if line.startswith(" ") and not line.lstrip().startswith("#")
    ]
    for number in choose.sample(indented, min(each, len(indented))):
        for change in (-4, -1, 1, 4):
            line = f"{' ' * change}{lines[number]}" if change > 0 else lines[number][-change:]
            yield Mutant(f"indent {change:+}", number + 1, "\n".join([*lines[:number], line, *lines[number + 1 :]]))


def score(name: str, mutant: Mutant, declared: Counter[tuple[str, str]]) -> Score | None:
    """None when the mutant is no error."""
    parsed = parse(SourceText(name, mutant.text))
    errors = [diagnostic for diagnostic in parsed.diagnostics if diagnostic.is_error]
    if not errors:
        return None
    kept = declared & declarations(parsed.tree)
    on_line = any(diagnostic.location.line == mutant.line for diagnostic in errors)
    return Score(mutant, len(errors), on_line, declared.total(), kept.total())


def declarations(root: tree.SyntaxTree) -> Counter[tuple[str, str]]:
    """The kinds and names of all statements."""
    found: Counter[tuple[str, str]] = Counter()
    pending = list(root.statements)
    while pending:
        statement = pending.pop()
        if isinstance(statement, tree.Invalid):
            continue
        name = getattr(statement, "name", None) or getattr(statement, "path", None)
        found[type(statement).__name__, name.text if name is not None else ""] += 1
        body = getattr(statement, "body", None)
        if body is not None:
            pending.extend(body.statements)
    return found
