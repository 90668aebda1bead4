"""What accepts nothing any more is reported, and only where the run could see it."""

from __future__ import annotations

import pytest

from bound import call, check, element, place
from hielements.libraries.outcomes import Failure, Passed, Undecided, Violated, Violation
from hielements.model.specification import Element, Specification
from hielements.plan.planning import make_plan
from hielements.project.baseline_file import Baseline, Entry, Key
from hielements.project.configuration import Waiver
from hielements.run.accepting import Acceptance
from hielements.run.results import CheckOutcome, CheckResult
from hielements.run.stale_acceptance import Staleness, staleness
from hielements.source.memory import MemoryWorkspace
from hielements.source.text import SourceText

OPEN = Undecided((Failure("library", "no answer"),))
AT_A = Violation("imports os", "a.py", 2)


def waiver(line: int, owner: str, **settings: str) -> Waiver:
    return Waiver(owner, "moves in May", place("[[waivers]]", line), **settings)


def shop(*names: str) -> Element:
    """An element with a child of each name, which has one check."""
    top = element("shop")
    for name in names:
        check(element(name, top), call("no_import"))
    return top


def look(
    top: Element, *outcomes: CheckOutcome, acceptance: Acceptance, whole: bool = True, strict: bool = False
) -> Staleness:
    plan = make_plan(Specification((top,)))
    results = []
    for planned, outcome in zip(plan.checks, outcomes, strict=True):
        counting, accepted = acceptance.apply(planned, outcome) if isinstance(outcome, Violated) else (outcome, ())
        results.append(CheckResult(planned, counting, 0.0, accepted))
    return staleness(acceptance, plan, results, whole=whole, strict=strict)


def said(found: Staleness) -> list[tuple[str, int]]:
    return [(each.code.name, each.location.source.position(each.location.start)[0]) for each in found.diagnostics]


def test_each_unused_waiver_is_reported_behind_used_and_expired_ones() -> None:
    waivers = [
        waiver(1, "shop.web", expires="2026-01-01"),
        waiver(2, "shop.web"),
        waiver(3, "shop.db"),
        waiver(4, "shop.web", check="no_dependency"),
    ]
    acceptance = Acceptance(waivers, today="2026-11-28")
    found = look(shop("web", "db"), Violated("wrong", (AT_A,)), Passed(), acceptance=acceptance)
    assert said(found) == [("expired-waiver", 1), ("unused-waiver", 3), ("unused-waiver", 4)]


def test_a_waiver_for_what_is_undecided_may_be_needed() -> None:
    waivers = [
        waiver(1, "shop.web"),
        waiver(2, "shop.db"),
        waiver(3, "shop.web", check="no_dependency"),
        waiver(4, "**", check="no_import"),
    ]
    found = look(shop("web", "db"), OPEN, Passed(), acceptance=Acceptance(waivers))
    assert said(found) == [("unused-waiver", 2), ("unused-waiver", 3)]


def test_a_comment_without_a_reason_is_reported_wherever_it_would_count() -> None:
    files = {"a.py": b"\n# hielements: allow\nimport os\n", "b.py": b"from os import (\n)  # hielements: allow\n"}
    violations = (
        Violation("is not there"),
        Violation("too long", "a.py"),
        Violation("cannot be read", "c.py", 1),
        Violation("imports os", "a.py", 3),
        Violation("imports os", "b.py", 1, end_line=2),
    )
    acceptance = Acceptance(workspace=MemoryWorkspace(files))
    found = look(shop("web"), Violated("wrong", violations), acceptance=acceptance)
    assert [each.location.source.name for each in found.diagnostics] == ["a.py", "b.py"]
    assert [line for _, line in said(found)] == [2, 2]


@pytest.mark.parametrize(
    ("outcome", "whole", "known", "stale", "unseen"),
    [
        (Violated("wrong", (AT_A, AT_A)), True, 2, 4, 0),
        (Violated("wrong", (AT_A,)), True, 1, 5, 0),
        (Violated("wrong", (AT_A, AT_A, AT_A)), False, 2, 1, 3),
        (Passed(), True, 0, 6, 0),
        (Passed(), False, 0, 3, 3),
        (OPEN, True, 0, 4, 2),
        (OPEN, False, 0, 1, 5),
    ],
)
def test_the_baseline_knows_what_is_mended_and_what_was_not_looked_at(
    outcome: CheckOutcome, whole: bool, known: int, stale: int, unseen: int
) -> None:
    top = shop("web")
    text = make_plan(Specification((top,))).checks[0].check.text
    known_keys = [("shop.web", "spec.hie", 2), ("shop.gone", "spec.hie", 1), ("other", "other.hie", 3)]
    entries = tuple(
        Entry(Key(spec, owner, text, "a.py", "imports os"), count, line)
        for line, (owner, spec, count) in enumerate(known_keys, 1)
    )
    acceptance = Acceptance(baseline=Baseline(SourceText("baseline.jsonl", "1\n2\n3\n"), entries, ()))
    found = look(top, outcome, acceptance=acceptance, whole=whole).baseline
    assert found is not None
    assert (found.known, found.stale, found.unseen) == (known, stale, unseen)
    assert sum(number for _, number in found.gone) == stale
