"""Three-valued logic, as tables."""

from __future__ import annotations

import pytest

from bound import call, joined, negated, outcome_of
from hielements.libraries.outcomes import Passed, Undecided, Violated, Violation
from hielements.run.logic import combination

FUNCTIONS = {"P": "passes", "V": "fails", "U": "undecidable"}
LETTERS = {Passed: "P", Violated: "V", Undecided: "U"}


def operand(letter: str):  # type: ignore[no-untyped-def]
    return call(FUNCTIONS[letter])


@pytest.mark.parametrize(
    ("left", "right", "both", "either"),
    [
        ("P", "P", "P", "P"),
        ("P", "V", "V", "P"),
        ("P", "U", "U", "P"),
        ("V", "P", "V", "P"),
        ("V", "V", "V", "V"),
        ("V", "U", "V", "U"),
        ("U", "P", "U", "P"),
        ("U", "V", "V", "U"),
        ("U", "U", "U", "U"),
    ],
)
def test_and_and_or(left: str, right: str, both: str, either: str) -> None:
    assert LETTERS[type(outcome_of(joined("and", operand(left), operand(right))))] == both
    assert LETTERS[type(outcome_of(joined("or", operand(left), operand(right))))] == either


@pytest.mark.parametrize(("letter", "expected"), [("P", "V"), ("V", "P"), ("U", "U")])
def test_not(letter: str, expected: str) -> None:
    assert LETTERS[type(outcome_of(negated(operand(letter))))] == expected


def test_not_says_what_holds() -> None:
    outcome = outcome_of(negated(call("passes")))
    assert isinstance(outcome, Violated)
    assert outcome.message == "`fake.passes()` holds, and `not` demands that it does not"
    assert [violation.message for violation in outcome.violations] == [outcome.message]


def test_and_reports_the_violation_of_the_failing_operand() -> None:
    outcome = outcome_of(joined("and", call("passes"), call("undecidable"), call("fails")))
    assert isinstance(outcome, Violated)
    assert [(violation.path, violation.line) for violation in outcome.violations] == [("a.py", 3)]


def test_or_reports_the_violations_of_all_operands() -> None:
    outcome = outcome_of(joined("or", call("fails"), call("fails")))
    assert isinstance(outcome, Violated)
    assert outcome.message == "none of 2 alternatives holds: it is wrong; it is wrong"
    assert len(outcome.violations) == 2


def test_a_cause_is_given_once() -> None:
    outcome = outcome_of(joined("and", call("undecidable"), call("undecidable")))
    assert isinstance(outcome, Undecided)
    assert len(outcome.failures) == 1


def test_one_alternative_that_is_violated_is_its_own_violation() -> None:
    only = Violated("wrong", (Violation("wrong", "a.py", 3),))
    assert combination("or", [only]) is only
    assert combination("and", [only]) is only
