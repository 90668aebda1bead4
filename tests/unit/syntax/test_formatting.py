"""Formatting at its edges: broken files, hostile texts, long lines, growth, and the public specifications at hand."""

from __future__ import annotations

import time
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


@pytest.mark.parametrize(
    "unit", ["scope s = f('x')  # c\n", "## d\nelement b {\n}\n", "check a(b, c) and not d\n", "### x ### # y\n"]
)
def test_time_grows_with_the_length_of_the_text(unit: str) -> None:
    def measured(count: int) -> float:
        text = "element a {\n" + unit * count + "}\n"
        best = []
        for _ in range(2):
            start = time.perf_counter()
            format_text(source(text))
            best.append(time.perf_counter() - start)
        return min(best)

    # Eight times the text may take twice as long again as eight times the time; quadratic would be 64 times.
    assert measured(8000) < 16 * measured(1000) + 0.1


@pytest.mark.parametrize("inner", ["'abc', ", "\n# c\nx, ", "[1], "])
def test_time_grows_with_the_length_of_a_line(inner: str) -> None:
    def measured(count: int) -> float:
        text = "element a {\n scope s = f([" + inner * count + "])\n}\n"
        start = time.perf_counter()
        format_text(source(text))
        return time.perf_counter() - start

    measured(10)
    assert measured(8000) < 16 * measured(1000) + 0.1
