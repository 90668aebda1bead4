"""Expressions in value position: what becomes of trouble on the way to a value."""

from __future__ import annotations

from typing import Any

import pytest

from bound import (
    FakeLibrary,
    call,
    compared,
    element,
    files,
    joined,
    listed,
    literal,
    member,
    negated,
    outcome_of,
    passes,
    ref,
    scope,
    to_ref,
    to_scope,
)
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated
from hielements.libraries.signatures import ANY, SCOPE
from hielements.libraries.values import ScopeValue

OWNER = element("shop")


def failing(text: str) -> Any:
    return lambda **_: Failure("unreadable", text)


def messages(outcome: Outcome) -> list[str]:
    assert isinstance(outcome, Undecided), outcome
    return [failure.message for failure in outcome.failures]


def library(**functions: Any) -> FakeLibrary:
    return FakeLibrary("fake", {"passes": passes, **functions})


def test_a_list_collects_the_trouble_of_its_items() -> None:
    fake = library(select_a=failing("a is gone"), select_b=failing("b is gone"), select_c=lambda: 3)
    items = listed(call("select_a"), call("select_c"), call("select_b"))
    assert messages(outcome_of(call("passes", items), fake)) == ["a is gone", "b is gone"]


def test_a_member_of_what_could_not_be_had() -> None:
    fake = library(select_a=failing("a is gone"))
    outcome = outcome_of(compared(member(call("select_a"), "port"), "==", literal(1)), fake)
    assert messages(outcome) == ["a is gone"]


def test_a_selector_whose_argument_could_not_be_had() -> None:
    fake = library(select_a=failing("a is gone"), select_b=lambda **_: files("a.py"))
    assert messages(outcome_of(call("passes", call("select_b", call("select_a"))), fake)) == ["a is gone"]
    assert fake.calls == ["select_a"]


def test_a_selector_of_a_library_that_is_not_there() -> None:
    outcome = outcome_of(call("passes", call("select_b", library="other")), library())
    assert messages(outcome) == ["there is no library `other`"]


@pytest.mark.parametrize("value", [[1, 2], (1, 2)])
def test_a_list_from_a_library_is_a_list(value: Any) -> None:
    fake = library(select_a=lambda: value)
    assert isinstance(outcome_of(compared(call("select_a"), "==", listed(literal(1), literal(2))), fake), Passed)
    assert isinstance(outcome_of(compared(literal(3), "in", call("select_a")), fake), Violated)


def test_every_argument_is_looked_at() -> None:
    seen: dict[str, Any] = {}

    def see(**arguments: Any) -> Outcome:
        seen.update(arguments)
        return Passed()

    fake = library(see=see, select_a=lambda: files("a.py"))
    outcome_of(call("see", literal("x"), call("select_a"), literal(3), listed(literal("y")), literal(None)), fake)
    values = list(seen.values())
    assert [type(value) for value in values] == [str, ScopeValue, int, tuple, type(None)]


@pytest.mark.parametrize(
    ("selected", "path", "line"),
    [
        (files("a.py"), None, None),
        (files("a.py").with_(root="src"), "src", None),
        (files("a.py").with_(root=""), None, None),
        (ScopeValue("class", "A", "a.py", ["a.py"], symbol="A", lines=(3, 9)), "a.py", 3),
    ],
)
def test_a_violated_comparison_points_at_the_code(selected: ScopeValue, path: str | None, line: int | None) -> None:
    fake = library(select_a=lambda: selected, select_b=lambda: files("b.py"))
    owner = element("here")
    one, two = scope(owner, "one", call("select_a")), scope(owner, "two", call("select_b"))
    for left, right in ((one, two), (two, one)):
        outcome = outcome_of(compared(to_scope(left), "==", to_scope(right)), fake)
        assert isinstance(outcome, Violated)
        assert [(violation.path, violation.line) for violation in outcome.violations] == [(path, line)]


def test_logic_in_value_position_is_its_truth() -> None:
    fake = library(select_a=failing("a is gone"), no=lambda **_: Violated("no", ()))
    yes, no, open_ = call("passes"), call("no"), call("select_a")
    for expression, truth in (
        (joined("and", yes, no), False),
        (joined("or", yes, no), True),
        (negated(no), True),
        (compared(literal(1), "<", literal(2)), True),
    ):
        kept = ref(OWNER, "kept", "boolean", expression)
        assert isinstance(outcome_of(to_ref(kept), fake), Passed if truth else Violated)
    kept = ref(OWNER, "open", "boolean", joined("and", yes, open_))
    assert messages(outcome_of(to_ref(kept), fake)) == [
        "the ref `shop.open` could not be evaluated: a is gone",
    ]


def test_trouble_in_one_argument_does_not_hide_that_in_the_next() -> None:
    part = ScopeValue("function", "f", "a.py", ["a.py"], symbol="f", lines=(1, 2))
    fake = library(
        select_a=failing("a is gone"), select_b=lambda: part, select_c=lambda: part.with_(symbol="g"), select_d=files
    )
    parts = listed(call("select_b"), call("select_c"))
    outcome = outcome_of(call("passes", parts, call("select_a"), call("select_d"), types=[SCOPE, ANY, SCOPE]), fake)
    union_failed, gone, empty = messages(outcome)
    assert union_failed.startswith("parts of files")
    assert gone == "a is gone"
    assert empty.startswith("folder 'nothing' selects nothing")
