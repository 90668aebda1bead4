"""Results of checks on the wire."""

from __future__ import annotations

import pytest

from hielements.libraries.outcomes import Passed, Undecided, Violated, Violation
from hielements.libraries.protocol.dependencies import dependencies_from_wire, dependencies_to_wire
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.outcomes import outcome_from_wire, outcome_to_wire
from hielements.libraries.protocol.trouble import WireError
from hielements.libraries.protocol.values import Reading
from hielements.source.memory import MemoryWorkspace

READING = Reading("sample", PathMapping("/shop"), MemoryWorkspace({"src/a.py": ""}, root="/shop"))


@pytest.mark.parametrize(
    "json", [{"Pass": None}, "Pass", "pass", {"result": "pass"}, {"result": "pass", "message": ""}, {"Pass": {}}]
)
def test_passes(json: object) -> None:
    assert isinstance(outcome_from_wire(json, READING), Passed)


@pytest.mark.parametrize(
    ("json", "message"),
    [
        ({"Fail": "too many"}, "too many"),
        ({"result": "fail", "message": "too many"}, "too many"),
        ({"result": "fail"}, "the check does not hold"),
        ({"Fail": None}, "the check does not hold"),
        ({"Fail": {"message": "too many"}}, "too many"),
        ({"Fail": {"violations": [{"message": "this one"}]}}, "this one"),
        ({"Fail": {"violations": [{}, {}]}}, "2 violations"),
    ],
)
def test_violations(json: object, message: str) -> None:
    outcome = outcome_from_wire(json, READING)
    assert isinstance(outcome, Violated)
    assert outcome.message == message
    assert outcome.violations


def test_places_of_violations() -> None:
    places = [
        {"path": "/shop/src/b.py", "line": 3, "message": "second"},
        {"path": "src/a.py", "line": 2, "column": 1, "end_line": 2, "end_column": 9, "message": "m", "evidence": "x"},
    ]
    outcome = outcome_from_wire({"Fail": {"message": "bad", "violations": places}}, READING)
    assert isinstance(outcome, Violated)
    assert outcome.violations == (
        Violation("m", "src/a.py", 2, 1, 2, 9, "x"),
        Violation("second", "src/b.py", 3),
    )
    assert outcome_from_wire(outcome_to_wire(outcome), READING) == outcome


@pytest.mark.parametrize(
    ("json", "said"),
    [
        ({"Error": "no database"}, "the plugin `sample` could not decide: no database"),
        ({"result": "error", "message": "no database"}, "could not decide: no database"),
        ({"Error": None}, "it gave no reason"),
    ],
)
def test_reported_errors_are_undecided(json: object, said: str) -> None:
    outcome = outcome_from_wire(json, READING)
    assert isinstance(outcome, Undecided)
    assert said in outcome.failures[0].message


@pytest.mark.parametrize(
    "json",
    [
        None, True, False, 1, [], {}, "", "maybe", {"pass": None}, {"Pass": None, "Fail": "x"}, {"Pass": False},
        {"result": True}, {"Bool": True}, {"Fail": 3}, {"Fail": {"violations": "x"}}, {"Error": []}, {"Pass": [1]},
        {"Fail": {"violations": [{"path": "../x"}]}}, {"Fail": {"violations": [{"path": "/etc/passwd"}]}},
        {"Fail": {"violations": [{"line": -1}]}}, {"Fail": {"violations": [3]}}, {"Pass": {"path": "/etc/x"}},
    ],
)  # fmt: skip
def test_anything_else_is_no_result_and_never_a_pass(json: object) -> None:
    with pytest.raises(WireError):
        outcome_from_wire(json, READING)


def test_dependencies_come_back_as_they_went() -> None:
    edge = {"path": "src/a.py", "line": 3, "name": "shop.db", "targets": ["/shop/src/b.py"], "tags": ["function"]}
    found = dependencies_from_wire([edge, {**edge, "line": 1, "external": "os", "targets": []}], READING)
    assert [(each.line, each.targets, each.external) for each in found.edges] == [
        (1, (), "os"),
        (3, ("src/b.py",), None),
    ]
    assert dependencies_from_wire(dependencies_to_wire(found, READING.mapping), READING) == found


@pytest.mark.parametrize(
    "json", [None, {}, {"dependencies": [3]}, [{"path": "src/a.py"}], [{"path": "../a", "name": "x"}], [{"name": "x"}]]
)
def test_broken_dependencies_are_refused(json: object) -> None:
    with pytest.raises(WireError):
        dependencies_from_wire(json, READING)
