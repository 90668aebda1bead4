"""When one name is a slip of another, and when both may be right."""

from __future__ import annotations

import pytest

from hielements.run.misspelled_names import is_slip


@pytest.mark.parametrize(
    ("written", "meant", "slip"),
    [
        ("loging", "logging", True),
        ("loggging", "logging", True),
        ("reqeusts", "requests", True),
        ("requasts", "requests", True),
        ("shpo", "shop", False),  # the end is another letter
        ("sohp", "shop", True),
        ("shop", "shop", False),
        ("ujson", "json", False),
        ("httpx", "http", False),
        ("attr", "attrs", False),
        ("api", "aqi", False),
        ("apis", "aqis", True),
        ("py2neo", "pyneo", False),
        ("logxyng", "logging", False),
        ("lgign", "logging", False),
        ("abcdef", "abdecf", False),
        ("abcdef", "abdcef", True),
        ("abxdyf", "abcdef", False),
    ],
)
def test_slips(written: str, meant: str, slip: bool) -> None:
    assert is_slip(written, meant) is slip
    assert is_slip(meant, written) is slip
