"""Whole runs: independence, order, threads, ending early, exit statuses."""

from __future__ import annotations

import itertools
import random
import signal
import threading
import time
from typing import Any

import pytest

from bound import (
    STANDARD,
    FakeLibrary,
    call,
    catalog_of,
    check,
    element,
    fails,
    literal,
    negated,
    outcome_of,
    passes,
    place,
    run,
    undecidable,
)
from hielements.diagnostics.diagnostic import Code, Diagnostic, Severity
from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated
from hielements.libraries.values import ScopeValue
from hielements.model.specification import Element, Specification
from hielements.plan.plan import PlannedCheck, Selection
from hielements.plan.planning import make_plan
from hielements.run.execution import Options, execute
from hielements.run.exit_status import exit_status


def shop(*names: str) -> Element:
    owner = element("shop")
    for name in names:
        check(owner, call(name))
    return owner


def outline(results: Any) -> list[tuple[int, Outcome]]:
    return [(result.planned.number, result.outcome) for result in results.results]


# One check never stops another


def test_a_library_that_raises_makes_one_check_undecided() -> None:
    def explode() -> Outcome:
        raise ValueError("nothing\nworks")

    library = FakeLibrary("fake", {"passes": passes, "explode": explode, "select": explode})
    first, second, third, fourth = (
        result.outcome for result in run([shop("passes", "explode", "select", "passes")], library).results
    )
    assert isinstance(first, Passed)
    assert isinstance(fourth, Passed)
    for outcome, name in ((second, "explode"), (third, "select")):
        assert isinstance(outcome, Undecided)
        (failure,) = outcome.failures
        assert failure.reason == "library"
        assert failure.message == f"the library `fake` failed in `{name}`: ValueError: nothing\nworks"
        assert failure.help is not None
        assert "Traceback" not in failure.help


class Trap(list[str]):
    """The files of a scope that cannot be listed."""

    def __bool__(self) -> bool:
        raise OSError("the disk is gone")


@pytest.mark.parametrize("verbose", [False, True])
def test_a_scope_whose_files_cannot_be_listed_makes_one_check_undecided(verbose: bool) -> None:
    trap = ScopeValue("folder", "src", "src", Trap())
    library = FakeLibrary("fake", {"select": lambda: trap, "passes": passes})
    owner = shop("passes")
    check(owner, call("passes", call("select")))
    check(owner, call("passes"))
    first, second, third = run([owner], library, options=Options(verbose=verbose)).results
    assert isinstance(first.outcome, Passed)
    assert isinstance(third.outcome, Passed)
    assert isinstance(second.outcome, Undecided)
    assert second.outcome.failures[0].message == "the check could not be evaluated: OSError: the disk is gone"
    assert ("Traceback" in (second.outcome.failures[0].help or "")) is verbose


def test_verbose_shows_where_a_library_raised() -> None:
    def explode() -> Outcome:
        raise ValueError

    outcome = outcome_of(call("explode"), FakeLibrary("fake", {"explode": explode}), options=Options(verbose=True))
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].message.endswith(": ValueError")
    assert "in explode" in (outcome.failures[0].help or "")


@pytest.mark.parametrize("answer", [None, "pass", True, 3, Undecided(()), object()])
def test_a_check_that_answers_nonsense_is_undecided(answer: Any) -> None:
    outcome = outcome_of(call("f"), FakeLibrary("fake", {"f": lambda: answer}))
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].reason == "library"


def test_a_selector_that_answers_nonsense_is_undecided() -> None:
    outcome = outcome_of(call("f", call("select")), FakeLibrary("fake", {"f": passes, "select": object}))
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].reason == "library"


def test_a_violation_always_has_a_place() -> None:
    outcome = outcome_of(call("f"), FakeLibrary("fake", {"f": lambda: Violated("no", ())}))
    assert isinstance(outcome, Violated)
    assert [violation.message for violation in outcome.violations] == ["no"]


def test_a_library_that_is_missing_or_does_not_open_is_undecided() -> None:
    outcome = outcome_of(call("f", library="other"), STANDARD)
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].message == "there is no library `other`"

    def refuse(_environment: object) -> Any:
        raise OSError("no such program")

    catalog = Catalog({"fake": refuse}, lambda _name: None)  # type: ignore[arg-type,return-value]
    plan = make_plan(Specification((shop("passes"),)))
    refused = execute(plan, catalog).results[0].outcome
    assert isinstance(refused, Undecided)
    assert "OSError: no such program" in refused.failures[0].message


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_expression_that_nests_too_deeply_is_undecided(jobs: int) -> None:
    goal: Any = call("passes")
    for _ in range(20_000):
        goal = type(negated(literal(True)))(place("not .."), goal.type, goal)
    owner = shop("passes")
    check(owner, goal)
    first, second = run([owner], STANDARD, options=Options(jobs=jobs)).results
    assert isinstance(first.outcome, Passed)
    assert isinstance(second.outcome, Undecided)
    assert second.outcome.failures[0].reason == "limit"


# Order and threads


@pytest.mark.parametrize("fail_fast", [False, True])
@pytest.mark.parametrize("first_bad", [0, 7, 29, None])
def test_any_number_of_jobs_gives_the_same_results(fail_fast: bool, first_bad: int | None) -> None:
    noise = random.Random(4)
    waits = [noise.random() / 300 for _ in range(30)]

    def at(number: int) -> Any:
        def function() -> Outcome:
            time.sleep(waits[number])
            if first_bad is not None and number >= first_bad:
                return fails() if (number - first_bad) % 3 == 0 else undecidable()
            return passes()

        return function

    library = FakeLibrary("fake", {f"f{number}": at(number) for number in range(30)})
    outlines = []
    for jobs in (1, 2, 5, 64):
        results = run(
            [shop(*(f"f{number}" for number in range(30)))], library, options=Options(jobs=jobs, fail_fast=fail_fast)
        )
        outlines.append((outline(results), results.skipped))
    assert outlines[1:] == [outlines[0]] * 3
    expected = 30 if not fail_fast or first_bad is None else first_bad + 1
    assert len(outlines[0][0]) == expected
    assert outlines[0][1] == 30 - expected


def test_fail_fast_begins_nothing_after_the_first_failure() -> None:
    library = FakeLibrary("fake", {"passes": passes, "fails": fails})
    results = run([shop("passes", "fails", "passes", "passes")], library, options=Options(fail_fast=True))
    assert library.calls == ["passes", "fails"]
    assert results.skipped == 2


def test_what_the_selection_left_out_is_skipped() -> None:
    plan = make_plan(Specification((shop("passes", "passes", "fails"),)), Selection(limit=1))
    assert execute(plan, catalog_of(STANDARD)).skipped == 2


@pytest.mark.parametrize("jobs", [1, 4])
def test_progress_is_told_before_each_check(jobs: int) -> None:
    told: list[tuple[int, int, int]] = []

    def progress(done: int, total: int, planned: PlannedCheck) -> None:
        told.append((done, total, planned.number))

    run([shop(*["passes"] * 9)], STANDARD, options=Options(jobs=jobs), progress=progress)
    assert [number for _, _, number in told] == list(range(9))
    assert {total for _, total, _ in told} == {9}
    assert all(done <= number for done, _, number in told)
    assert [done for done, _, _ in told] == sorted(done for done, _, _ in told)
    if jobs == 1:
        assert [done for done, _, _ in told] == list(range(9))


@pytest.mark.parametrize("jobs", [1, 4])
def test_an_interrupted_run_has_no_results(jobs: int) -> None:
    begun = itertools.count()

    def interrupt() -> Outcome:
        if next(begun) == 3:
            raise KeyboardInterrupt
        return passes()

    library = FakeLibrary("fake", {"interrupt": interrupt})
    with pytest.raises(KeyboardInterrupt):
        run([shop(*["interrupt"] * 1000)], library, options=Options(jobs=jobs))
    assert next(begun) < 100


def test_an_interrupt_of_the_waiting_thread_begins_no_further_checks() -> None:
    begun = itertools.count()

    def work() -> Outcome:
        number = next(begun)
        if number == 3:
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        if number >= 3:
            # On a busy machine it takes the main thread a while to hear of the signal.
            time.sleep(0.05)
        return passes()

    before = set(threading.enumerate())
    with pytest.raises(KeyboardInterrupt):
        run([shop(*["work"] * 300)], FakeLibrary("fake", {"work": work}), options=Options(jobs=2))
    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert next(begun) < 300


def test_an_empty_plan_has_no_results() -> None:
    results = run([element("shop")], STANDARD, options=Options(jobs=4))
    assert results.results == ()


def test_times_are_measured() -> None:
    def slowly() -> Outcome:
        time.sleep(0.02)
        return passes()

    library = FakeLibrary("fake", {"f": slowly})
    results = run([shop("f")], library)
    assert 0.02 <= results.results[0].seconds <= results.seconds


# Exit statuses (docs/cli.md)

P, V = Passed(), fails()
U = Undecided((Failure("limit", "too much"),))


@pytest.mark.parametrize(
    ("outcomes", "severities", "status"),
    [
        ([], [], 0),
        ([P, P], [], 0),
        ([P], ["warning", "info", "hint"], 0),
        ([P, V], [], 1),
        ([U, V, U], [], 1),
        ([V], ["error"], 1),
        ([P, U, P], [], 2),
        ([U], ["warning"], 2),
        ([], ["error"], 2),
        ([P], ["hint", "error"], 2),
    ],
)
def test_exit_status(outcomes: list[Outcome], severities: list[Severity], status: int) -> None:
    diagnostics = [Diagnostic(Code("HIE0000", "x", severity, ""), "", place("x")) for severity in severities]
    assert exit_status(outcomes, diagnostics) == status
