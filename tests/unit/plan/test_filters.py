"""Globs over element paths and check texts."""

from __future__ import annotations

import pytest

from hielements.plan.filters import path_matcher, text_matcher


@pytest.mark.parametrize(
    ("pattern", "path", "matches"),
    [
        ("**", "shop", True),
        ("**.**", "shop.api", True),
        ("**.api.views", "shop.api.views", True),
        ("**.api.views", "api.views", True),
        ("**.api.views", "shop.apiviews", False),
        ("shop.**.views", "shop.views", True),
        ("shop.**.views", "shop.api.web.views", True),
        ("shop.**", "shopping.api", False),
        ("shop.*", "shop.api.views", False),
        ("shop.a?i", "shop.api", True),
        ("shop.a?i", "shop.a.i", False),
    ],
)
def test_paths(pattern: str, path: str, matches: bool) -> None:
    assert bool(path_matcher(pattern)(path)) is matches


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("*first*second*", "the first and the second thing", True),
        ("*first*second*", "the second thing", False),
        ("*first*second*", "the second and the first", False),
        ("f(a,  b)", "f(a, b)", True),
        ("f(a, b)", "f(a,\n    b)", True),
        ("f(?)", "f()", False),
        ("f(x)", "ff(x)", False),
    ],
)
def test_texts(pattern: str, text: str, matches: bool) -> None:
    assert bool(text_matcher(pattern)(text)) is matches
