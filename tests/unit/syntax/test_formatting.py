"""Formatting at its edges: broken files, hostile texts, long lines, growth, and the public specifications at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from hielements.source.text import SourceText
from hielements.syntax.formatting import format_text
from hielements.syntax.parsing import parse

SPECS = sorted((Path(__file__).parent / "specs").glob("*.hie")) + sorted(
    (Path(__file__).parents[3] / "examples").rglob("*.hie")
)


def source(text: str) -> SourceText:
    return SourceText("spec.hie", text)


@pytest.mark.parametrize("text", ["element {", "element a {\n  scope s = 'x\n}\n", "\x00", "### open", "element a:\n"])
def test_a_text_with_errors_is_not_touched(text: str) -> None:
    formatted = format_text(source(text), upgrade=True)
    assert formatted.text == text
    assert not formatted.changed
    assert any(diagnostic.is_error for diagnostic in formatted.diagnostics)


@pytest.mark.parametrize("text", ["", "\n", " \t\r\n", "\ufeff"])
def test_a_text_of_blanks_becomes_empty(text: str) -> None:
    assert format_text(source(text)).text == ""


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_a_real_specification_keeps_its_comments_and_settles_at_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    once = format_text(source(text))
    again = format_text(source(once.text))
    assert (again.text, again.changed) == (once.text, False)
    before, after = (
        [each[c.start : c.end].rstrip() for c in parse(source(each)).tree.comments] for each in (text, once.text)
    )
    assert after == before


def test_nothing_but_code_counts_for_the_width() -> None:
    text = "check f('" + "x" * 80 + "')  # " + "y" * 100 + "\n"
    text = "element a {\n    " + text + "}\n"
    assert format_text(source(text)).text == text


def test_a_line_that_cannot_be_broken_stays() -> None:
    text = "element a {\n    " + "x" * 1_000_000 + " uses " + "y" * 1_000_000 + "\n}\n"
    assert format_text(source(text)).text == text


def test_the_deepest_nesting_is_formatted() -> None:
    text = "element a {\n    check " + "f(" * 198 + "x" + ")" * 198 + "\n}\n"
    once = format_text(source(text))
    assert once.changed
    assert not format_text(source(once.text)).changed


def test_deeper_nesting_is_an_error_and_no_crash() -> None:
    text = "element a {\n check " + "[" * 20_000 + "]" * 20_000 + "\n}\n"
    assert format_text(source(text)).text == text
