"""The laws of formatting, on random specifications: nothing is lost, nothing changes, once is enough."""

from __future__ import annotations

import re
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings

from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.formatting import format_text
from hielements.syntax.parsing import parse
from hielements.syntax.tree import Node
from unit.syntax.specifications import specifications

LAWS = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))


def shape(value: Any) -> Any:
    """A tree without its places."""
    if isinstance(value, Node):
        fields = [field for field in value._fields if field not in ("start", "end", "source", "comments")]
        return type(value).__name__, *(shape(getattr(value, field)) for field in fields)
    if isinstance(value, tuple):
        return [shape(item) for item in value]
    return value


def comments(text: str) -> list[str]:
    """The comments of a text, without what no reader sees: kinds of line ends and blanks before them."""
    parsed = parse(SourceText("spec.hie", text))
    found = [text[comment.start : comment.end] for comment in parsed.tree.comments]
    return ["\n".join(line.rstrip() for line in re.split(r"\r\n|\r|\n", comment)) for comment in found]


def errors(text: str) -> list[str]:
    found = parse(SourceText("spec.hie", text)).diagnostics
    return [f"{d.location.line}: {d.message}" for d in found if d.is_error]


def formatted(text: str, upgrade: bool = False) -> str:
    return format_text(SourceText("spec.hie", text), upgrade).text


def holds(text: str) -> None:
    """All laws, for one text without errors."""
    once = formatted(text)
    assert errors(once) == [], once
    assert shape(parse(SourceText("spec.hie", once)).tree) == shape(parse(SourceText("spec.hie", text)).tree), once
    assert comments(once) == comments(text), once
    assert formatted(once) == once, f"{once}\n=== and then ===\n{formatted(once)}"
    assert "\r" not in once and "\ufeff" not in once and "\n\n\n" not in once
    assert once == "" or (once.endswith("\n") and not once.endswith("\n\n") and not once.startswith("\n"))
    assert not any(line != line.rstrip(" \t\f") for line in once.split("\n"))


@given(specifications())
@LAWS
def test_formatting_keeps_tree_and_comments_and_is_idempotent(text: str) -> None:
    found = errors(text)
    event("has errors" if found else "is valid")
    assume(not found)
    holds(text)


def moved(statements: Any) -> list[Any]:
    """What upgrading makes of a tree, written down a second time: the requirements of an element stand in a pattern."""
    taken = {s[2][1] for s in statements if s[0] in ("PatternDeclaration", "ElementDeclaration")}
    result: list[Any] = []

    def move(statement: Any) -> Any:
        kind, *rest = statement
        if kind != "ElementDeclaration" or rest[3] is None:
            return statement
        doc, name, implements, (_, style, inner) = rest
        requirements = [s for s in inner if s[0] == "Requirement"]
        others = [s for s in inner if s[0] != "Requirement"]
        if requirements:
            rules = f"{name[1]}_rules"
            while rules in taken:
                rules += "_"
            taken.add(rules)
            result.append(("PatternDeclaration", None, ("Name", rules), ("Block", style, requirements)))
            implements = [*implements, ("Path", [("Name", rules)])]
        block = None if requirements and not others and style == "indent" else ("Block", style, list(map(move, others)))
        return kind, doc, name, implements, block

    for top in statements:
        changed = move(top)
        result.append(changed)
    return result


def without_docs(value: Any) -> Any:
    """A shape without doc comments: those of a moved statement move with it, or stay behind."""
    if isinstance(value, tuple) and value and value[0] in DOCUMENTED:
        return value[0], *(without_docs(item) for item in value[2:])
    if isinstance(value, (tuple, list)):
        return [without_docs(item) for item in value]
    return value


STATEMENTS: list[type] = [tree.Statement, *tree.Statement.__subclasses__()]
DOCUMENTED = frozenset(kind.__name__ for kind in STATEMENTS)


def upgrades(text: str) -> None:
    result = format_text(SourceText("spec.hie", text), upgrade=True)
    once = result.text
    assert errors(once) == [], once
    assert formatted(once) == once, once
    assert formatted(once, upgrade=True) == once, once
    left = [d.message for d in parse(SourceText("spec.hie", once)).diagnostics if d.code.name in OLD]
    assert left == [], once
    assert sorted(comments(once)) == sorted(comments(text)), once
    before, after = (shape(parse(SourceText("spec.hie", each)).tree)[-1] for each in (text, once))
    # New patterns stand before the declaration they come from, in the order of the requirements.
    assert sorted(map(repr, without_docs(after))) == sorted(map(repr, without_docs(moved(before)))), once


OLD = ("old-spelling", "requirement-in-element")


@given(specifications())
@LAWS
def test_upgrading_leaves_no_old_spelling_and_loses_nothing(text: str) -> None:
    assume(not errors(text))
    upgrades(text)
