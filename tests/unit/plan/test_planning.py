"""The plan: order, filters, limits."""

from __future__ import annotations

import pytest

from bound import call, check, element
from hielements.model.specification import Specification
from hielements.plan.filters import path_matcher, text_matcher
from hielements.plan.plan import Plan, Selection
from hielements.plan.planning import make_plan


def shop() -> Specification:
    """shop: a; shop.api: b, c; shop.api.db: d; other.db: e"""
    root, other = element("shop"), element("other")
    api = element("api", root)
    for owner, names in ((root, "a"), (api, "bc"), (element("db", api), "d"), (element("db", other), "e")):
        for name in names:
            check(owner, call(name))
    return Specification((root, other))


def texts(plan: Plan) -> str:
    return "".join(planned.check.text[len("fake.")] for planned in plan.checks)


def test_without_a_selection_everything_is_planned_in_order() -> None:
    plan = make_plan(shop())
    assert texts(plan) == "abcde"
    assert [planned.number for planned in plan.checks] == [0, 1, 2, 3, 4]
    assert plan.skipped == ()
    assert plan.unmatched == ()


@pytest.mark.parametrize(
    ("filters", "selected"),
    [
        (["shop"], "a"),
        (["shop.api"], "bc"),
        (["shop.*"], "bc"),
        (["shop.**"], "abcd"),
        (["shop.*.*"], "d"),
        (["**.db"], "de"),
        (["**"], "abcde"),
        (["shop.**.db"], "d"),
        (["shop.**.api"], "bc"),
        (["*"], "a"),
        (["sh?p.a*"], "bc"),
        (["fake.c(*"], "c"),
        (["fake.?()"], "abcde"),
        (["  fake.a()  "], "a"),
        (["other.db", "shop"], "ae"),
        (["shop.**", "fake.e()"], "abcde"),
    ],
)
def test_filters(filters: list[str], selected: str) -> None:
    plan = make_plan(shop(), Selection(tuple(filters)))
    assert texts(plan) == selected
    assert plan.unmatched == ()
    assert len(plan.skipped) == 5 - len(selected)
    assert sorted(planned.number for planned in (*plan.checks, *plan.skipped)) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("pattern", ["Shop", "api", "shop.api.", "shop.db", "fake", "[s]hop", "", "shop.api.*.*"])
def test_filters_that_select_nothing_are_named(pattern: str) -> None:
    plan = make_plan(shop(), Selection((pattern, "shop")))
    assert plan.unmatched == (pattern,)


@pytest.mark.parametrize(("limit", "selected"), [(0, ""), (2, "ab"), (5, "abcde"), (9, "abcde")])
def test_limits(limit: int, selected: str) -> None:
    plan = make_plan(shop(), Selection(limit=limit))
    assert texts(plan) == selected
    assert len(plan.skipped) == 5 - len(selected)


def test_a_limit_counts_what_the_filters_left() -> None:
    plan = make_plan(shop(), Selection(("shop.**",), limit=2))
    assert texts(plan) == "ab"
    assert len(plan.skipped) == 3


def test_own_checks_then_patterns_then_languages_then_children() -> None:
    root = element("shop")
    check(element("api", root), call("f"))
    for name, pattern, kind in (("d", None, "language"), ("b", "p", "check"), ("a", None, "uses"), ("c", "q", "check")):
        check(root, call(name), pattern, kind)
    assert texts(make_plan(Specification((root,)))) == "abcdf"


def test_a_path_stands_before_a_text() -> None:
    root = element("shop")
    check(root, call("a"))
    check(element("fake", root), call("b"))
    # As a text, `*.*` would match every check; it matches a path, so that it selects what stands there.
    assert texts(make_plan(Specification((root,)), Selection(("*.*",)))) == "b"


def test_star_does_not_cross_a_dot_in_paths() -> None:
    assert path_matcher("a*c")("abc")
    assert not path_matcher("a*c")("a.c")
    assert path_matcher("**.**.c")("c")
    assert path_matcher("a.**.**.c")("a.b.c")


def test_texts_are_compared_with_white_space_collapsed() -> None:
    assert text_matcher("f(a,  b)")("f(a,\n   b)")
    assert text_matcher("a*b*c")("aXbbYc")
    assert text_matcher("*a?c*")("zzabczz")
    assert not text_matcher("a*b*c")("acb")


def test_many_stars_take_no_time() -> None:
    assert not text_matcher("*a" * 40 + "*b")("a" * 5000)
    assert not path_matcher("*a" * 40 + "*b")("a" * 5000)


def test_deep_nesting_needs_no_recursion() -> None:
    root = last = element("e")
    for _ in range(5000):
        last = element("e", last)
    check(last, call("a"))
    assert texts(make_plan(Specification((root,)))) == "a"
