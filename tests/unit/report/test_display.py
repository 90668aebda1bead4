"""Text as a terminal shows it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.report.display import cells, duration, plural, visible, width, wrap


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain text", "plain text"),
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\rc", "a\\x0ab\\x0dc"),
        ("tab\there", "tab here"),
        ("\u202egnp.exe", "\\u202egnp.exe"),
        ("zero\u200bwidth", "zero\\u200bwidth"),
        ("no\xa0break", "no\\xa0break"),
        ("\x9b31m", "\\x9b31m"),
        ("caf\udce9", "caf\\udce9"),
        ("\U000e0041", "\\U000e0041"),
        ("日本\u3000語 é", "日本\u3000語 é"),
    ],
)
def test_visible(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_visible_in_a_poor_encoding() -> None:
    assert visible("naïve 語", "ascii") == "na\\xefve \\u8a9e"
    assert visible("naïve 語", "latin-1") == "naïve \\u8a9e"


@given(st.text(alphabet=st.characters(codec=None)))
def test_nothing_that_a_terminal_obeys_passes(text: str) -> None:
    shown = visible(text)
    assert all(character.isprintable() or character == "\u3000" for character in shown)
    shown.encode("utf-8")
    visible(text, "ascii").encode("ascii")


@given(st.text())
def test_one_cell_for_each_character(line: str) -> None:
    assert len(cells(line)) == len(line)


def test_tabs_reach_the_next_stop() -> None:
    assert "".join(cells("\ta\tbc\td")) == "    a   bc  d"
    assert "".join(cells("語\td")) == "語  d"


@pytest.mark.parametrize(("text", "columns"), [("abc", 3), ("語", 2), ("e\u0301", 1), ("", 0)])
def test_width(text: str, columns: int) -> None:
    assert width(text) == columns


@given(st.text(alphabet="ab 語"), st.integers(10, 40))
def test_wrapping_keeps_words_and_respects_the_width(text: str, columns: int) -> None:
    lines = wrap(text, columns, "  ", first="x: ")
    assert lines[0].startswith("x: ")
    assert (lines[0][3:] + " " + " ".join(lines[1:])).split() == text.split()
    for line in lines:
        assert width(line) <= columns or len(line.removeprefix("x: ").split()) == 1


def test_numbers() -> None:
    assert plural(1, "check") == "1 check"
    assert plural(12000, "entry", "entries") == "12,000 entries"
    assert [duration(seconds) for seconds in (0.0004, 0.0994, 0.25, 12.34, 125)] == [
        "0 ms", "99 ms", "0.25 s", "12.3 s", "2 min 5 s",
    ]  # fmt: skip
