"""The last lines of a terminal report: what the run found, in numbers.

Comes in: a Report and a Style. Goes out: one or two lines. A run without any check never looks like a proof.
"""

from __future__ import annotations

from hielements.report.display import duration, plural, wrap
from hielements.report.report import Report
from hielements.report.style import Style


def summary_lines(report: Report, style: Style) -> list[str]:
    """The summary; empty when quiet and all is well."""
    if style.quiet and report.exit_code == 0:
        return []
    role, word, text = _summary(report, style)
    lines = wrap(text, style.width, "  ", first=f"{word}: ")
    return [style.paint(role, word) + lines[0][len(word) :], *lines[1:], *_accepted(report, style)]


def _accepted(report: Report, style: Style) -> list[str]:
    """What does not count, and what became of the baseline: nobody may take accepted violations for none."""
    lines = []
    numbers = {"comment": 0, "waiver": 0, "baseline": 0}
    for result in report.results:
        for violation in result.waived:
            if violation.waiver is not None:
                numbers[violation.waiver.by] += 1
    total = sum(numbers.values())
    if total:
        words = {"baseline": "in the baseline", "waiver": "waived", "comment": "allowed by comments"}
        parts = [f"{number:,} {words[by]}" for by, number in numbers.items() if number]
        more = "" if style.verbose else " (--verbose lists them)"
        lines += wrap(f"Accepted: {plural(total, 'violation')}, {', '.join(parts)}{more}", style.width, "  ")
    baseline = report.baseline
    if baseline is not None:
        left = baseline.known + baseline.unseen
        text = f"Baseline: {plural(left, 'violation')} left"
        if baseline.first:
            mended = baseline.first - left
            text += f" of {baseline.first:,} on {baseline.since}"
            text += f", {round(100 * mended / baseline.first)} % mended" if mended > 0 else ""
        if baseline.unseen:
            text += f"; {baseline.unseen:,} of them not looked at"
        lines += wrap(text, style.width, "  ")
    return lines


def _summary(report: Report, style: Style) -> tuple[str, str, str]:
    """Its colour, its first word, and the rest."""
    time = f" in {duration(report.seconds)}"
    counts = _diagnostic_counts(report, style)
    invalid = any(diagnostic.severity == "error" for diagnostic in report.diagnostics) and not report.results
    if invalid:
        what = "the specification is not valid" if report.checks is not None else "nothing was checked"
        return "error", "INVALID", f"{counts}; {what}{time}"
    trouble = f"; {counts}" if counts else ""
    elements = plural(report.elements, "element")
    if report.checks is not None:
        return "success", "VALID", f"{plural(report.checks, 'check')} of {elements}{time}{trouble}"
    if report.planned is not None:
        skipped = f", {report.summary.skipped:,} would be skipped" if report.summary.skipped else ""
        checks = plural(len(report.planned), "check")
        return "strong", "DRY RUN", f"{checks} of {elements} would run{skipped}{trouble}"
    if report.summary.total == 0 and report.since is not None and report.summary.skipped:
        skipped = plural(report.summary.skipped, "check")
        since = style.visible(report.since)
        return "success", "UNAFFECTED", f"what changed since {since} can affect none of {skipped}{time}{trouble}"
    if report.summary.total == 0:
        why = "every check was skipped" if report.summary.skipped else "the specification has no checks"
        return "warning", "NOTHING CHECKED", f"{why} ({elements}){trouble}"
    return _verdict(report, elements, time, trouble)


def _verdict(report: Report, elements: str, time: str, trouble: str) -> tuple[str, str, str]:
    summary = report.summary
    parts = []
    if summary.failed or summary.errors or summary.waived:
        numbers = (
            ("passed", summary.passed),
            ("violated", summary.failed),
            ("undecided", summary.errors),
            ("waived", summary.waived),
        )
        parts = [f"{number:,} {word}" for word, number in numbers if number]
    if summary.skipped:
        parts.append(f"{summary.skipped:,} {'not affected' if report.since else 'skipped'}")
    checks = f"{plural(summary.total, 'check')} of {elements}"
    detail = ", ".join(parts)
    if report.exit_code == 0:
        return "success", "OK", f"{checks} passed{f' ({detail})' if detail else ''}{time}{trouble}"
    # An error that came up while running can spoil a run whose checks all passed.
    word = "violated" if summary.failed else "undecided" if summary.errors else "error"
    return word, word.upper() if word != "error" else "INVALID", f"{checks}{detail and ': ' + detail}{time}{trouble}"


def _diagnostic_counts(report: Report, style: Style) -> str:
    """`2 errors, 1 warning, 3 hints (--verbose shows them)`."""
    numbers = {"error": 0, "warning": 0, "hint": 0}
    for diagnostic in report.diagnostics:
        numbers["hint" if diagnostic.severity == "info" else diagnostic.severity] += 1
    parts = [plural(number, severity) for severity, number in numbers.items() if number]
    if numbers["hint"] and not style.verbose and report.checks is None:
        parts[-1] += " (--verbose shows them)" if numbers["hint"] > 1 else " (--verbose shows it)"
    return ", ".join(parts)
