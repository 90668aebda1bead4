"""Nearest spellings."""

from __future__ import annotations

import pytest

from hielements.model.reporting import did_you_mean, listed, nearest

KNOWN = ["module_selector", "function_exists", "no_import", "imports", "src", "api"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("modul_selector", ["module_selector"]),
        ("moduleSelector", ["module_selector"]),
        ("no_imports", ["no_import", "imports"]),
        ("scr", ["src"]),
        ("import", ["imports", "no_import"]),
        ("database", []),
        ("", []),
        ("src", []),
    ],
)
def test_nearest(name: str, expected: list[str]) -> None:
    assert nearest(name, KNOWN) == expected


def test_help_names_all_that_are_near() -> None:
    assert did_you_mean("scr", ["src", "scr2"]) == "did you mean `scr2` or `src`?"
    assert did_you_mean("database", KNOWN) is None


def test_listed() -> None:
    assert listed([]) == ""
    assert listed(["a"]) == "`a`"
    assert listed(["a", "b", "c"]) == "`a`, `b` and `c`"


def test_a_huge_number_of_names_costs_no_more_than_two_thousand() -> None:
    names = iter([f"some_rather_long_name_{index}" for index in range(200_000)])
    assert nearest("some_rather_lnog_name", names)
    assert next(names) == "some_rather_long_name_2000"
