"""The laws of formatting, on random specifications: nothing is lost, nothing changes, once is enough."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, assume, event, given, settings
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parent))  # the tests are no package
from specifications import specifications

from hielements.source.text import SourceText
from hielements.syntax.formatting import format_text
from hielements.syntax.parsing import parse
from hielements.syntax.tree import Node

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
