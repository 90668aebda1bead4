"""Evaluates a plan: every check on its own, in any number of threads, with one result for each in the order of the
plan.

Comes in: a Plan, the catalog of libraries, Options. Goes out: RunResults that are the same for any number of jobs,
times apart. Must never know how results are shown.

One check never stops another: a library that raises, a scope that cannot be selected, a limit make the checks that
need them undecided. Only `KeyboardInterrupt` ends a run early; it is passed on, so that what was found by then can
never be taken for a whole run.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Literal

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.plan.plan import Plan, PlannedCheck
from hielements.record import Entity, Record
from hielements.run.failures import defect
from hielements.run.goals import Goals
from hielements.run.results import CheckResult, RunResults, Waived
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.run.accepting import Acceptance
    from hielements.run.plugin_costs import PluginMeter

EmptyScope = Literal["undecided", "fail", "pass"]
Progress = Callable[[int, int, PlannedCheck], None]
"""Called before each check with the number of checks that are done, the number of all, and the one that begins."""
Accept = Callable[[None], "Acceptance"]

_Evaluated = tuple[CheckResult, tuple[Diagnostic, ...]]


class Options(Record):
    """How to run. `jobs` is a number of threads. `fail_fast` ends the run after the first check, in the order of the
    plan, that is not passed. `empty_scope` is `[check] empty_scope`. `verbose` adds tracebacks of broken
    libraries. `unused_uses_fail` is `[check] unused_uses = "error"`. `ignored_dependencies` are tags: rules about
    connections and uses leave out dependencies that have one (`Dependency.tags`). `cost` asks what each check cost the
    plugins, and goes with one job alone."""

    jobs: int = 1
    fail_fast: bool = False
    empty_scope: EmptyScope = "undecided"
    verbose: bool = False
    unused_uses_fail: bool = False
    ignored_dependencies: frozenset[str] = frozenset()
    cost: bool = False


_DEFAULTS = Options()


def execute(
    plan: Plan,
    catalog: Catalog,
    options: Options = _DEFAULTS,
    progress: Progress | None = None,
    workspace: Workspace | None = None,
    acceptance: Accept | None = None,
) -> RunResults:
    """The results of all checks of the plan. The workspace is needed for the coverage of the specification;
    `acceptance` gives what says which violations do not count, and is asked once a check is violated."""
    started = perf_counter()
    goals = Goals(
        catalog,
        lambda: plan.elements,
        options.verbose,
        options.unused_uses_fail,
        workspace,
        options.ignored_dependencies,
    )
    judge = _Judge(goals, acceptance, _meter(catalog) if options.cost else None)
    checks = plan.checks
    if options.jobs > 1 and len(checks) > 1:
        results = _in_threads(checks, judge, options, progress)
    else:
        results = _one_by_one(checks, judge, options, progress)
    skipped = len(plan.skipped) + len(checks) - len(results)
    diagnostics = tuple(dict.fromkeys(one for _, found in results for one in found))
    return RunResults(
        tuple(result for result, _ in results),
        skipped,
        perf_counter() - started,
        diagnostics,
        plugins=catalog.plugins(),
    )


def _one_by_one(
    checks: Sequence[PlannedCheck], judge: _Judge, options: Options, progress: Progress | None
) -> list[_Evaluated]:
    results = []
    total = len(checks)
    for done, planned in enumerate(checks):
        if progress is not None:
            progress(done, total, planned)
        evaluated = _evaluate(planned, judge, options)
        results.append(evaluated)
        if options.fail_fast and not isinstance(evaluated[0].outcome, Passed | Waived):
            break
    return results


def _in_threads(
    checks: Sequence[PlannedCheck], judge: _Judge, options: Options, progress: Progress | None
) -> list[_Evaluated]:
    """Threads take the checks in the order of the plan. With `fail_fast` none is begun that stands behind one known
    to fail, and whatever was evaluated behind the first failing one is dropped: the same as with one job."""
    # `threading` is imported only here: one job needs none of it.
    from threading import Lock, Thread

    total = len(checks)
    results: list[_Evaluated | None] = [None] * total
    lock = Lock()
    state = {"next": 0, "done": 0, "end": total}
    problems: list[BaseException] = []

    def take() -> int | None:
        with lock:
            number = state["next"]
            if number >= state["end"]:
                return None
            state["next"] = number + 1
            if progress is not None:
                progress(state["done"], total, checks[number])
            return number

    def work() -> None:
        try:
            while (number := take()) is not None:
                evaluated = _evaluate(checks[number], judge, options)
                results[number] = evaluated
                with lock:
                    state["done"] += 1
                    if options.fail_fast and not isinstance(evaluated[0].outcome, Passed | Waived):
                        state["end"] = min(state["end"], number + 1)
        except BaseException as problem:
            with lock:
                state["end"] = 0
            problems.append(problem)

    threads = [Thread(target=work, daemon=True) for _ in range(min(options.jobs, total))]
    try:
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    except BaseException:
        # The user does not want to wait for the checks that are under way; the threads end after them.
        with lock:
            state["end"] = 0
        raise
    if problems:
        raise problems[0]
    return [result for result in results[: state["end"]] if result is not None]


def _meter(catalog: Catalog) -> PluginMeter:
    # Few runs ask for it.
    from hielements.run.plugin_costs import PluginMeter

    return PluginMeter(catalog)


class _Judge(Entity):
    """What decides checks, what accepts their violations, and what tells the cost of each."""

    goals: Goals
    acceptance: Accept | None
    meter: PluginMeter | None = None


def _evaluate(planned: PlannedCheck, judge: _Judge, options: Options) -> _Evaluated:
    started = perf_counter()
    meter = judge.meter
    if meter is not None:
        meter.start()
    outcome: Outcome
    try:
        outcome, diagnostics = judge.goals.decide(planned.check.goal)
    except RecursionError:
        outcome = Undecided((Failure("limit", "the expression is nested too deeply to be evaluated"),))
        diagnostics = ()
    except Exception as problem:
        # A defect of this program or of a scope that a library made. The other checks are still worth their answers.
        outcome, diagnostics = Undecided((defect(problem, options.verbose),)), ()
    if isinstance(outcome, Undecided) and options.empty_scope != "undecided":
        outcome = _settled(outcome, options.empty_scope)
    costs = meter.bill() if meter is not None else None
    if judge.acceptance is None or not isinstance(outcome, Violated):
        return CheckResult(planned, outcome, perf_counter() - started, costs=costs), diagnostics
    counting, accepted = judge.acceptance(None).apply(planned, outcome)
    return CheckResult(planned, counting, perf_counter() - started, accepted, costs), diagnostics


def _settled(outcome: Undecided, empty_scope: EmptyScope) -> Outcome:
    """What `[check] empty_scope` makes of a check that is undecided because of empty scopes. It never makes a check
    pass that has another trouble as well."""
    empty = [failure for failure in outcome.failures if failure.reason == "empty-scope"]
    if not empty:
        return outcome
    if empty_scope == "fail":
        violations = tuple(Violation(failure.message, help=failure.help) for failure in empty)
        return Violated("; ".join(failure.message for failure in empty), violations)
    if len(empty) < len(outcome.failures):
        return outcome
    return Passed("nothing was looked at: " + "; ".join(failure.message for failure in empty))
