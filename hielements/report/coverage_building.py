"""Makes a report of the coverage of a specification.

Comes in: diagnostics and what was measured. Goes out: a CoverageReport. Must never know how it will be shown.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Passed, Violated
from hielements.model.specification import Element
from hielements.report.building import report_diagnostics, report_failure, report_place
from hielements.report.coverage import (
    CoverageReport,
    ReportedCoverage,
    ReportedDependency,
    ReportedElement,
    ReportedFile,
    ReportedLeftOut,
    ReportedPart,
    ReportedRule,
)
from hielements.run.coverage import Coverage, UngovernedDependency, minimum_reached
from hielements.run.exit_status import HOLDS, UNDECIDED, VIOLATED


def build_coverage(
    *,
    specs: Sequence[str],
    diagnostics: Sequence[Diagnostic],
    coverage: Coverage | None,
    minimum: float | None,
    selected: Callable[[str], bool] | None,
    seconds: float,
) -> CoverageReport:
    """The report. `selected` says which elements to tell about, by their paths; None means all."""
    status = UNDECIDED
    if coverage is not None:
        status = _status(coverage, minimum)
    return CoverageReport(
        specs=tuple(specs),
        exit_code=status,
        diagnostics=report_diagnostics(diagnostics),
        coverage=None if coverage is None else report_coverage(coverage, selected),
        minimum=minimum,
        selected=selected is not None,
        seconds=seconds,
    )


def _status(coverage: Coverage, minimum: float | None) -> int:
    """A measurement holds unless a minimum says otherwise; it is open where something could not be found out."""
    if minimum is not None:
        outcome = minimum_reached(coverage.files, minimum)
        if isinstance(outcome, Violated):
            return VIOLATED
        return HOLDS if isinstance(outcome, Passed) else UNDECIDED
    return UNDECIDED if coverage.files.unknown or coverage.files.unread else HOLDS


def report_coverage(coverage: Coverage, selected: Callable[[str], bool] | None = None) -> ReportedCoverage:
    """The coverage, told of the elements that are `selected`; None means all."""
    files = coverage.files

    def shown(*elements: Element | None) -> bool:
        return selected is None or any(element is not None and selected(element.path) for element in elements)

    return ReportedCoverage(
        files=len(files.considered),
        governed_files=len(files.governed),
        ungoverned_files=tuple(
            ReportedFile(
                path,
                tuple(
                    ReportedPart(part.element, part.symbol, part.first_line, part.last_line)
                    for part in files.partly.get(path, ())
                ),
                report_failure(files.unread[path]) if path in files.unread else None,
            )
            for path in files.ungoverned
        ),
        left_out=tuple(ReportedLeftOut(each.language, each.reason, each.files) for each in files.left_out),
        unknown=tuple(report_failure(failure) for failure in files.unknown),
        inside=coverage.inside,
        by_rules=coverage.ruled,
        external=coverage.external,
        ungoverned=tuple(
            _dependency(each) for each in coverage.ungoverned if shown(each.source_element, each.target_element)
        ),
        ungoverned_dependencies=len(coverage.ungoverned),
        elements=tuple(
            ReportedElement(
                each.element.path,
                each.files,
                each.inside,
                each.leaving,
                each.entering,
                each.ungoverned,
                each.rules,
            )
            for each in coverage.elements
            if shown(each.element)
        ),
        rules=tuple(
            ReportedRule(
                each.planned.element.path,
                " ".join(each.planned.check.text.split()),
                each.planned.check.kind,
                each.planned.check.pattern,
                report_place(each.planned.check.location, quoted=False),
                each.files,
                each.dependencies,
            )
            for each in coverage.rules
            if shown(each.planned.element)
        ),
    )


def _dependency(each: UngovernedDependency) -> ReportedDependency:
    dependency, source, target = each.dependency, each.source_element, each.target_element
    return ReportedDependency(
        dependency.path,
        dependency.line,
        dependency.column,
        dependency.name,
        each.target,
        source.path if source is not None else None,
        target.path if target is not None else None,
        "no-element" if source is None or target is None else "no-rule",
    )
