"""The last lines of a terminal report: what the run found, in numbers.

Comes in: a Report and a Style. Goes out: one or two lines. A run without any check never looks like a proof.
"""

from __future__ import annotations

from hielements.report.display import duration, plural
from hielements.report.report import Report
from hielements.report.style import Style


def summary_lines(report: Report, style: Style) -> list[str]:
    """The summary; empty when quiet and all is well."""
    if style.quiet and report.exit_code == 0:
        return []
    time = f" in {duration(report.seconds)}"
    counts = _diagnostic_counts(report, style)
    invalid = any(diagnostic.severity == "error" for diagnostic in report.diagnostics) and not report.results
    if invalid:
        head = style.paint("error", "INVALID")
        what = "the specification is not valid" if report.checks is not None else "nothing was checked"
        return [f"{head}: {counts}; {what}{time}"]
    trouble = f"; {counts}" if counts else ""
    elements = plural(report.elements, "element")
    if report.checks is not None:
        return [f"{style.paint('success', 'VALID')}: {plural(report.checks, 'check')} of {elements}{time}{trouble}"]
    if report.planned is not None:
        skipped = f", {report.summary.skipped:,} would be skipped" if report.summary.skipped else ""
        return [f"DRY RUN: {plural(len(report.planned), 'check')} of {elements} would run{skipped}{trouble}"]
    return _run_lines(report, style, elements, time, trouble)


def _run_lines(report: Report, style: Style, elements: str, time: str, trouble: str) -> list[str]:
    summary = report.summary
    if summary.total == 0:
        why = "every check was skipped" if summary.skipped else "the specification has no checks"
        return [f"{style.paint('warning', 'NOTHING CHECKED')}: {why} ({elements}){trouble}"]
    parts = []
    if summary.failed or summary.errors or summary.waived:
        numbers = (
            ("passed", summary.passed),
            ("violated", summary.failed),
            ("undecided", summary.errors),
            ("waived", summary.waived),
        )
        parts = [style.paint(word, f"{number:,} {word}") for word, number in numbers if number]
    if summary.skipped:
        parts.append(f"{summary.skipped:,} skipped")
    checks = f"{plural(summary.total, 'check')} of {elements}"
    detail = f": {', '.join(parts)}" if parts else ""
    if report.exit_code == 0:
        return [f"{style.paint('success', 'OK')}: {checks} passed{time}{detail and ' (' + detail[2:] + ')'}{trouble}"]
    word = style.paint("violated", "VIOLATED") if summary.failed else style.paint("undecided", "UNDECIDED")
    return [f"{word}: {checks}{detail}{time}{trouble}"]


def _diagnostic_counts(report: Report, style: Style) -> str:
    """`2 errors, 1 warning, 3 hints (--verbose shows them)`."""
    numbers = {"error": 0, "warning": 0, "hint": 0}
    for diagnostic in report.diagnostics:
        numbers["hint" if diagnostic.severity == "info" else diagnostic.severity] += 1
    parts = [plural(number, severity) for severity, number in numbers.items() if number]
    if numbers["hint"] and not style.verbose and report.checks is None:
        parts[-1] += " (--verbose shows them)" if numbers["hint"] > 1 else " (--verbose shows it)"
    return ", ".join(parts)
