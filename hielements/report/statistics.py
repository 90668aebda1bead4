"""The numbers of an architecture as renderers see them.

Comes in: diagnostics, statistics, and the results of a run where the cost of checks was asked for. Goes out: a
StatisticsReport. Must never know how it will be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Failure
from hielements.record import Record
from hielements.report.architecture import ReportedUse
from hielements.report.architecture_building import report_use
from hielements.report.building import report_diagnostics, report_failure, report_place
from hielements.report.report import Place, ReportedDiagnostic, ReportedFailure
from hielements.run.exit_status import HOLDS, UNDECIDED
from hielements.run.results import RunResults
from hielements.run.statistics import ElementStatistics, Statistics


class ReportedStatistics(Record):
    """The numbers of an element with everything below it (run/statistics.py says what they mean); those that are not
    known are None."""

    path: str
    parent: str | None
    files: int
    uses_in: int
    uses_out: int
    uses_inside: int
    fan_in: int
    fan_out: int
    types: int | None
    abstract_types: int | None
    instability: float | None
    abstractness: float | None
    distance: float | None


class ReportedElementCycle(Record):
    """A circle among elements: all `members`, a shortest `cycle` among them, and a dependency for each of its steps."""

    members: tuple[str, ...]
    cycle: tuple[str, ...]
    uses: tuple[ReportedUse, ...]


class ReportedCost(Record):
    """What evaluating a check took, scopes it was the first to need included."""

    element: str
    check: str
    seconds: float
    place: Place


class StatisticsReport(Record):
    """`elements` is None when something is wrong: the diagnostics say what. `costs` is None when they were not asked
    for; the most costly check comes first. `failures` say what could not be read: numbers may be too low for it."""

    specs: tuple[str, ...]
    exit_code: int
    diagnostics: tuple[ReportedDiagnostic, ...]
    elements: tuple[ReportedStatistics, ...] | None
    cycles: tuple[ReportedElementCycle, ...]
    costs: tuple[ReportedCost, ...] | None
    failures: tuple[ReportedFailure, ...]
    seconds: float


def build_statistics(
    specs: Sequence[str],
    diagnostics: Sequence[Diagnostic],
    statistics: Statistics | None,
    failures: Sequence[Failure],
    run: RunResults | None,
    seconds: float,
) -> StatisticsReport:
    """The report; `statistics` is None when the specification or a filter is wrong."""
    return StatisticsReport(
        specs=tuple(specs),
        exit_code=UNDECIDED if statistics is None or failures else HOLDS,
        diagnostics=report_diagnostics(diagnostics),
        elements=None if statistics is None else tuple(map(_element, statistics.elements)),
        cycles=()
        if statistics is None
        else tuple(
            ReportedElementCycle(
                tuple(element.path for element in each.members),
                tuple(element.path for element in each.cycle),
                tuple(map(report_use, each.uses)),
            )
            for each in statistics.cycles
        ),
        costs=None if run is None else _costs(run),
        failures=tuple(map(report_failure, failures)),
        seconds=seconds,
    )


def _element(each: ElementStatistics) -> ReportedStatistics:
    parent = each.element.parent
    return ReportedStatistics(
        path=each.element.path,
        parent=None if parent is None else parent.path,
        files=each.files,
        uses_in=each.uses_in,
        uses_out=each.uses_out,
        uses_inside=each.uses_inside,
        fan_in=each.fan_in,
        fan_out=each.fan_out,
        types=each.types,
        abstract_types=each.abstract_types,
        instability=each.instability,
        abstractness=each.abstractness,
        distance=each.distance,
    )


def _costs(run: RunResults) -> tuple[ReportedCost, ...]:
    ranked = sorted(run.results, key=lambda result: (-result.seconds, result.planned.number))
    return tuple(
        ReportedCost(
            result.planned.element.path,
            " ".join(result.planned.check.text.split()),
            result.seconds,
            report_place(result.planned.check.location, quoted=False),
        )
        for result in ranked
    )
