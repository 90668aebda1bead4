"""How many causes of an undecided check people see."""

from __future__ import annotations

import pytest
from sample_reports import full_report

from hielements.report.report import ReportedFailure
from hielements.report.results import result_lines
from hielements.report.style import Style


def causes(number: int, style: Style, help_text: str | None = "install a newer one") -> list[str]:
    """The lines of a check that is undecided for so many reasons."""
    check = next(each for each in full_report().results if each.status == "error")
    failures = tuple(
        ReportedFailure("syntax", "is not valid", f"m{line:03}.py", line, help_text) for line in range(1, number + 1)
    )
    lines = result_lines(check.with_(failures=failures), style)
    return [line.strip().removeprefix("= ") for line in lines if "cause" in line or "newer" in line]


def test_the_first_causes_are_shown_and_their_advice_once() -> None:
    assert causes(100, Style(violations=2)) == [
        "cause: m001.py:1: is not valid",
        "help: install a newer one",
        "cause: m002.py:2: is not valid",
        "... and 98 more causes (--limit-violations all shows them)",
    ]


@pytest.mark.parametrize(
    ("number", "style"),
    [(3, Style(violations=2)), (30, Style(violations=None)), (30, Style(violations=2, verbose=True))],
)
def test_all_causes_are_shown(number: int, style: Style) -> None:
    assert len(causes(number, style, None)) == number
