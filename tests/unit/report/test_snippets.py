"""Source lines with carets."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.report.display import width
from hielements.report.report import Excerpt
from hielements.report.snippets import Mark, gutter_of, snippet
from hielements.report.style import Style


def mark(line: str, column: int | None, end: int | None, message: str = "here", number: int = 3) -> Mark:
    return Mark(number, column, number, end, message, "error", True, Excerpt(number, (line,)))


def drawn(*marks: Mark, columns: int = 60) -> list[str]:
    return snippet("a.py", marks, gutter_of(marks), Style(width=columns))


def test_carets_stand_below_what_they_mark() -> None:
    assert drawn(mark("import os", 8, 10)) == [
        " --> a.py:3:8",
        "  |",
        "3 | import os",
        "  |        ^^ here",
    ]


def test_wide_characters_and_tabs_are_counted_in_columns() -> None:
    assert drawn(mark("\t名前 = 1", 2, 4))[2:] == ["3 |     名前 = 1", "  |     ^^^^ here"]


def test_an_empty_stretch_has_one_caret() -> None:
    assert drawn(mark("abc", 4, 4))[-1] == "  |    ^ here"


def test_no_column_marks_the_whole_line() -> None:
    assert drawn(mark("    abc  ", None, None))[-1] == "  |     ^^^ here"


def test_a_column_beyond_the_line() -> None:
    assert drawn(mark("ab", 90, 95))[-1] == "  |   ^ here"


def test_two_marks_on_one_line_show_it_once() -> None:
    lines = drawn(mark("a = b + c", 5, 6, "one"), mark("a = b + c", 9, 10, "two"))
    assert lines[2:] == ["3 | a = b + c", "  |     ^ one", "  |         ^ two"]


def test_lines_between_marks_are_left_out() -> None:
    assert "..." in drawn(mark("a", 1, 2, number=1), mark("b", 1, 2, number=9))
    assert "..." not in drawn(mark("a", 1, 2, number=1), mark("b", 1, 2, number=2))


def test_a_place_without_lines() -> None:
    bare = Mark(7, None, 7, None, "too large", "error", True, None)
    assert drawn(bare) == [" --> a.py:7: too large"]


def test_a_message_that_does_not_fit_stands_below() -> None:
    message = "this name is not declared anywhere"
    assert drawn(mark("x" * 30 + " y", 32, 33, message), columns=50)[-1].endswith(message)


def test_escape_sequences_in_code_are_shown() -> None:
    lines = drawn(mark("x = '\x1b[2J'", 5, 11))
    assert lines[2:] == ["3 | x = '\\x1b[2J'", "  |     ^^^^^^^^^ here"]


def test_a_mark_behind_a_line_that_just_fits_keeps_to_the_width() -> None:
    lines = drawn(mark("a" * 36, 37, 37), columns=40)
    assert all(width(line) <= 40 for line in lines)


@given(st.text(alphabet="ab \t語\x1b", max_size=300), st.integers(1, 310), st.integers(0, 40), st.integers(40, 120))
def test_no_line_is_wider_than_the_terminal(line: str, column: int, length: int, columns: int) -> None:
    for shown in drawn(mark(line, column, column + length, "m"), columns=columns):
        assert width(shown) <= columns
        assert shown.isprintable()


@pytest.mark.parametrize("where", [1, 500_000, 1_000_000])
def test_a_very_long_line(where: int) -> None:
    lines = drawn(mark("x" * 1_000_000, where, where + 1))
    assert max(map(len, lines)) <= 60
