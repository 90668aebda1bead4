"""Comparisons of values."""

from __future__ import annotations

import pytest

from bound import FakeLibrary as Fake
from bound import call, compared, element, files, literal, member, outcome_of, ref, to_ref
from hielements.libraries.outcomes import Passed, Undecided, Violated
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value
from hielements.run.comparison import compare

PART = ScopeValue("class", "A", None, ["a.py"], symbol="A", lines=(1, 9))
POINT = ConnectionPoint("api", "port", {"number": 80}, "compose.yml", 4)
TWO = ConnectionPoint("api", "port", {"a": 1, "b": 2})
OTHER_PART = ScopeValue("function", "g", "a.py", ["a.py"], symbol="g", lines=(7, 9))


@pytest.mark.parametrize(
    ("left", "operator", "right", "expected"),
    [
        (1, "==", 1, True),
        (1, "==", 1.0, True),
        (True, "==", 1, False),
        (0, "!=", False, True),
        ("1", "==", 1, False),
        (None, "==", None, True),
        (None, "==", "", False),
        ((1, 2), "==", (1, 2), True),
        ((1, 2), "==", (1,), False),
        ((True,), "==", (1,), False),
        (2**70, "==", 2**70 + 1, False),
        (1, "<", 2, True),
        (2, "<", 2, False),
        (2, "<=", 2, True),
        (2, ">", 1.5, True),
        (2, ">", 2, False),
        (2, ">=", 2, True),
        (1, ">=", 2, False),
        ("a", "<", "b", True),
        (1, "in", (1, 2), True),
        (True, "in", (1, 2), False),
        ("b", "in", "abc", True),
        (files("a.py"), "==", files("a.py", kind="module"), True),
        (files("a.py"), "==", files("a.py", language="python"), False),
        (files("a.py"), "==", files("a.py", "b.py"), False),
        (files("a.py"), "in", files("a.py", "b.py"), True),
        (files("a.py", "b.py"), "in", files("a.py"), False),
        (files("a.py"), "==", PART, False),
        (PART, "in", files("a.py"), True),
        (files("a.py"), "in", PART, False),
        (files("a.py"), "in", (files("b.py"), files("a.py")), True),
        (files("a.py"), "==", "a.py", False),
        ("a.py", "==", files("a.py"), False),
        ((1,), "==", 1, False),
        (1, "==", (1,), False),
        ((1, 2), "==", (3, 2), False),
        ((1, 2), "==", (1, 3), False),
        ((), "==", (), True),
        (POINT, "==", "api", False),
        ("api", "==", POINT, False),
        (POINT, "==", ConnectionPoint("web", "port", {"number": 80}, "compose.yml", 4), False),
        (POINT, "==", ConnectionPoint("api", "port", {"number": 80}, "compose.yml", 5), False),
        (POINT, "==", ConnectionPoint("api", "port", {"number": 80, "host": 1}, "compose.yml", 4), False),
        (POINT, "==", ConnectionPoint("api", "port", {"nummer": 80}, "compose.yml", 4), False),
        (TWO, "==", ConnectionPoint("api", "port", {"a": 1, "b": 3}), False),
        (TWO, "==", ConnectionPoint("api", "port", {"a": 1, "b": 2}), True),
        (PART, "in", PART, True),
        (OTHER_PART, "in", PART, False),
        (POINT, "==", ConnectionPoint("api", "port", {"number": 80}, "compose.yml", 4), True),
        (POINT, "==", ConnectionPoint("api", "port", {"number": 81}, "compose.yml", 4), False),
    ],
)
def test_compare(left: Value, operator: str, right: Value, expected: bool) -> None:
    assert compare(operator, left, right) is expected


@pytest.mark.parametrize(
    ("left", "operator", "right", "said"),
    [
        (1, "<", "2", "1 (Int) and '2' (String) have no order"),
        (True, "<", False, "have no order"),
        (None, ">", 1, "null (Null) and 1 (Int) have no order"),
        ((1,), "<=", (2,), "have no order"),
        (1, "in", 2, "`in` needs a list, a string or a scope on its right"),
        (1, "in", "1", "`in` needs"),
        ("1", "in", 1, "`in` needs"),
        (files("a.py"), "in", "a.py", "`in` needs"),
        ("a.py", "in", files("a.py"), "`in` needs"),
        ("a", "<", 1, "have no order"),
    ],
)
def test_what_cannot_be_compared(left: Value, operator: str, right: Value, said: str) -> None:
    answer = compare(operator, left, right)
    assert isinstance(answer, str)
    assert said in answer


def library(**values: object) -> Fake:
    return Fake("fake", {f"select_{name}": lambda value=value: value for name, value in values.items()})


def test_a_violation_shows_both_values_and_the_place() -> None:
    owner = element("e")
    point, limit = ref(owner, "point", "Port", call("select_point")), ref(owner, "limit", "integer", literal(81))
    outcome = outcome_of(compared(member(to_ref(point), "number"), "==", to_ref(limit)), library(point=POINT))
    assert isinstance(outcome, Violated)
    assert outcome.message == "`point.number == limit` does not hold: `point.number` is 80 and `limit` is 81"
    assert [(violation.path, violation.line) for violation in outcome.violations] == [("compose.yml", 4)]


def test_a_literal_is_not_explained() -> None:
    outcome = outcome_of(compared(literal(1), ">", literal(2)))
    assert isinstance(outcome, Violated)
    assert outcome.message == "`1 > 2` does not hold"


def test_what_has_no_order_is_undecided() -> None:
    outcome = outcome_of(compared(call("select_x"), ">", literal(2)), library(x="3"))
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].reason == "argument"
    assert "'3' (String) and 2 (Int) have no order" in outcome.failures[0].message


def test_an_empty_scope_is_compared_with_nothing() -> None:
    outcome = outcome_of(compared(call("select_x"), "==", call("select_x")), library(x=files()))
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].reason == "empty-scope"
    inside = outcome_of(compared(call("select_y"), "in", call("select_x")), library(x=(files(),), y=files("a.py")))
    assert isinstance(inside, Undecided)


@pytest.mark.parametrize(("value", "kind"), [(True, Passed), (False, Violated), (1, Undecided), (None, Undecided)])
def test_a_value_in_boolean_position(value: object, kind: type) -> None:
    assert type(outcome_of(call("select_x"), library(x=value))) is kind
    assert type(outcome_of(literal(value))) is kind  # type: ignore[arg-type]


def test_a_check_in_value_position_is_its_truth() -> None:
    equal = compared(call("passes"), "==", literal(True))
    assert isinstance(outcome_of(equal), Passed)
    assert isinstance(outcome_of(compared(call("fails"), "==", literal(False))), Passed)
    assert isinstance(outcome_of(compared(call("undecidable"), "==", literal(False))), Undecided)


@pytest.mark.parametrize(
    ("subject", "said"),
    [(POINT, "has no `host`; it has `number`"), ("text", "'text' (String), which has no `host`")],
)
def test_a_member_that_is_not_there(subject: object, said: str) -> None:
    owner = element("e")
    point = ref(owner, "point", "Port", call("select_x"))
    outcome = outcome_of(compared(member(to_ref(point), "host"), "==", literal("x")), library(x=subject))
    assert isinstance(outcome, Undecided)
    assert said in outcome.failures[0].message
