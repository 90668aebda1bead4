"""Finding codes and their pages."""

from __future__ import annotations

import pytest

from hielements.diagnostics.catalog import all_codes, explanation, find_code, nearest_codes
from hielements.diagnostics.codes.configuration import UNKNOWN_SETTING


@pytest.mark.parametrize("text", ["HIE0703", "hie0703", "unknown-setting", " Unknown-Setting "])
def test_by_id_and_by_name(text: str) -> None:
    assert find_code(text) is UNKNOWN_SETTING


@pytest.mark.parametrize("text", ["", "HIE9999", "setting", "unknown"])
def test_nothing_is_guessed(text: str) -> None:
    assert find_code(text) is None


@pytest.mark.parametrize("text", ["unknown-settings", "unkown_setting", "HIE070", "setting"])
def test_the_nearest(text: str) -> None:
    assert UNKNOWN_SETTING in nearest_codes(text) or text == "HIE070"
    assert nearest_codes(text)


def test_nothing_is_near_to_nonsense() -> None:
    assert not nearest_codes("")
    assert not nearest_codes("qqqqqqqqqqqq")


def test_pages_are_found() -> None:
    assert explanation(UNKNOWN_SETTING).startswith("# unknown-setting (HIE0703)")
    assert [code.id for code in all_codes()] == sorted(code.id for code in all_codes())
