"""Makes a report of what a run found out.

Comes in: diagnostics, results, a plan. Goes out: a Report, in which every place is a file, a line and a column and
every excerpt is text. Does no I/O: lines of checked code come through the `quote` function of the caller. It must
never know how a report will be shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from hielements.diagnostics.diagnostic import Diagnostic, Fix, sort_key
from hielements.libraries.outcomes import Failure, Passed, Undecided, Violated, Violation
from hielements.plan.plan import PlannedCheck
from hielements.report.quoting import Quote, excerpt_of
from hielements.report.report import (
    Place,
    Report,
    ReportedBaseline,
    ReportedCheck,
    ReportedCost,
    ReportedDiagnostic,
    ReportedEdit,
    ReportedFailure,
    ReportedFix,
    ReportedHop,
    ReportedLabel,
    ReportedPlan,
    ReportedPlugin,
    ReportedViolation,
    ReportedWaiver,
    Status,
    Summary,
)
from hielements.run.exit_status import UNDECIDED, exit_status
from hielements.run.results import Accepted, BaselineState, CheckOutcome, CheckResult, RunResults, Waived
from hielements.run.violations import target_of
from hielements.source.text import Location

if TYPE_CHECKING:
    from hielements.report.architecture import ReportedArchitecture
    from hielements.report.coverage import ReportedCoverage

_QUOTED_VIOLATIONS = 1000
"""Violations of one check that are quoted; no reader looks at more of them in a terminal."""


def build(
    *,
    specs: Sequence[str],
    diagnostics: Sequence[Diagnostic],
    run: RunResults | None,
    elements: int,
    seconds: float,
    quote: Quote | None = None,
    planned: Sequence[PlannedCheck] | None = None,
    skipped: int = 0,
    checks: int | None = None,
    architecture: ReportedArchitecture | None = None,
    coverage: ReportedCoverage | None = None,
    since: str | None = None,
) -> Report:
    """The report of a run, of a validation or dry run (no `run`), or of a specification with errors (no `run`).

    `specs` are the names of the checked files; `diagnostics` those of all stages before the run. `planned` is given
    for a dry run only, and `checks`, a number, for a validation only. `skipped` counts the checks that a dry run
    left out; a real run counts its own. `architecture` and `coverage` belong to formats that show them.
    """
    everything = {*diagnostics, *(run.diagnostics if run else ())}
    results = run.results if run else ()
    status = exit_status((result.outcome for result in results), everything)
    if run is None and any(diagnostic.is_error for diagnostic in everything):
        status = UNDECIDED
    reported = tuple(report_check(result, quote) for result in results)
    return Report(
        specs=tuple(specs),
        exit_code=status,
        summary=_summary(reported, run.skipped if run else skipped),
        results=reported,
        diagnostics=report_diagnostics(everything),
        elements=elements,
        seconds=seconds,
        planned=None if planned is None else tuple(_plan(check) for check in planned),
        checks=checks,
        architecture=architecture,
        coverage=coverage,
        baseline=_baseline(run.baseline) if run and run.baseline else None,
        since=since,
        plugins=tuple(
            ReportedPlugin(use.name, use.kind, use.isolation, use.confinement, use.operations) for use in run.plugins
        )
        if run
        else (),
    )


def report_diagnostics(diagnostics: Iterable[Diagnostic]) -> tuple[ReportedDiagnostic, ...]:
    """Diagnostics in the order of reports, for commands that run nothing."""
    return tuple(_diagnostic(diagnostic) for diagnostic in sorted(set(diagnostics), key=sort_key))


def _summary(results: Sequence[ReportedCheck], skipped: int) -> Summary:
    numbers: dict[Status, int] = {"pass": 0, "fail": 0, "error": 0, "waived": 0}
    for result in results:
        numbers[result.status] += 1
    return Summary(
        total=len(results),
        passed=numbers["pass"],
        failed=numbers["fail"],
        errors=numbers["error"],
        waived=numbers["waived"],
        skipped=skipped,
        waived_violations=sum(len(result.waived) for result in results),
    )


def _baseline(state: BaselineState) -> ReportedBaseline:
    return ReportedBaseline(state.file, state.known, state.stale, state.unseen, state.first, state.since, state.gone)


def report_check(result: CheckResult, quote: Quote | None) -> ReportedCheck:
    """One result, with the source lines of its violations where they can be quoted."""
    planned, outcome = result.planned, result.outcome
    check = planned.check
    status, message = _verdict(outcome)
    violations = outcome.violations if isinstance(outcome, Violated) else ()
    failures = outcome.failures if isinstance(outcome, Undecided) else ()
    return ReportedCheck(
        element=planned.element.path,
        check=_text(check.text, check.kind),
        kind=check.kind,
        status=status,
        message=message,
        pattern=check.pattern,
        reason=check.reason,
        place=report_place(check.location, quoted=status != "pass"),
        violations=tuple(
            _violation(violation, quote if number < _QUOTED_VIOLATIONS else None)
            for number, violation in enumerate(violations)
        ),
        failures=tuple(report_failure(failure) for failure in failures),
        note=outcome.note if isinstance(outcome, Passed) else None,
        seconds=result.seconds,
        waived=tuple(
            _violation(accepted.violation, quote if number < _QUOTED_VIOLATIONS else None).with_(
                waiver=_waiver(accepted)
            )
            for number, accepted in enumerate(result.accepted)
        ),
        spec=planned.spec,
        costs=None
        if result.costs is None
        else tuple(ReportedCost(cost.plugin, cost.requests, cost.operations) for cost in result.costs),
    )


def _plan(planned: PlannedCheck) -> ReportedPlan:
    check = planned.check
    text = _text(check.text, check.kind)
    return ReportedPlan(
        planned.element.path, text, check.kind, check.pattern, report_place(check.location, quoted=False)
    )


def _text(text: str, kind: str) -> str:
    """Expressions are shown as written; statements of requirements with white space collapsed (docs/language.md)."""
    return text if kind == "check" else " ".join(text.split())


def _waiver(accepted: Accepted) -> ReportedWaiver:
    where = report_place(accepted.place, quoted=False)
    return ReportedWaiver(accepted.by, where, accepted.reason, accepted.owner, accepted.expires)


def _verdict(outcome: CheckOutcome) -> tuple[Status, str | None]:
    if isinstance(outcome, Passed):
        return "pass", None
    if isinstance(outcome, Violated):
        return "fail", outcome.message
    if isinstance(outcome, Waived):
        return "waived", outcome.message
    messages = dict.fromkeys(failure.message for failure in outcome.failures)
    return "error", "; ".join(messages)


def _violation(violation: Violation, quote: Quote | None) -> ReportedViolation:
    excerpt = None
    if quote is not None and violation.quotable and violation.path is not None and violation.line is not None:
        excerpt = quote(violation.path, violation.line, violation.end_line or violation.line)
    return ReportedViolation(
        message=violation.message,
        path=violation.path,
        line=violation.line,
        column=violation.column,
        end_line=violation.end_line,
        end_column=violation.end_column,
        evidence=violation.evidence,
        excerpt=excerpt,
        chain=tuple(ReportedHop(hop.path, hop.line, hop.column, hop.name) for hop in violation.chain),
        help=violation.help,
        target=target_of(violation),
    )


def report_failure(failure: Failure) -> ReportedFailure:
    """A failure of the run as renderers see it."""
    return ReportedFailure(failure.reason, failure.message, failure.path, failure.line, failure.help)


def _diagnostic(diagnostic: Diagnostic) -> ReportedDiagnostic:
    fix = diagnostic.fix
    return ReportedDiagnostic(
        severity=diagnostic.severity,
        code=diagnostic.code.id,
        name=diagnostic.code.name,
        message=diagnostic.message,
        label=diagnostic.label,
        place=report_place(diagnostic.location),
        secondary=tuple(ReportedLabel(report_place(label.location), label.message) for label in diagnostic.secondary),
        help=diagnostic.help,
        fix=None if fix is None else _fix(fix),
    )


def _fix(fix: Fix) -> ReportedFix:
    edits = (ReportedEdit(report_place(edit.location, quoted=False), edit.text) for edit in fix.edits)
    return ReportedFix(fix.title, tuple(edits))


def report_place(location: Location, *, quoted: bool = True) -> Place:
    """A location as a place in a file, with an excerpt when it is `quoted`."""
    source = location.source
    line, column = source.position(location.start)
    end_line, end_column = source.position(max(location.start, location.end))
    excerpt = excerpt_of(source, line, end_line) if quoted and source.text else None
    return Place(source.name, line, column, end_line, end_column, excerpt)
