"""What did not pass: each rule with its reason, and each place that breaks it with the source around it.

Comes in: a Report. Goes out: markup that needs no script to be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.accepting import told
from hielements.report.html_report.markup import prose, text
from hielements.report.html_report.verdicts import badge, gravest_first
from hielements.report.report import (
    Excerpt,
    Place,
    Report,
    ReportedCheck,
    ReportedDiagnostic,
    ReportedFailure,
    ReportedHop,
    ReportedViolation,
)


def findings_section(report: Report) -> str:
    """The results that did not pass, the gravest first."""
    results = [(number, result) for number, result in enumerate(report.results) if result.status != "pass"]
    if not results:
        return "<p>Every check passed.</p>" if report.results else "<p>Nothing was checked.</p>"
    return "".join(_result(number, result) for number, result in gravest_first(results))


def diagnostics_section(report: Report) -> str:
    """What is to be said of the text of the specification; empty when that is nothing."""
    return "".join(_diagnostic(diagnostic) for diagnostic in report.diagnostics)


def _result(number: int, result: ReportedCheck) -> str:
    pattern = f" by the pattern <code>{text(result.pattern)}</code>" if result.pattern else ""
    reason = f'<p class="reason">{prose(result.reason)}</p>' if result.reason else ""
    message = f"<p>{prose(result.message)}</p>" if result.message else ""
    places = "".join(_violation(violation) for violation in (*result.violations, *result.waived))
    places += "".join(_failure(failure) for failure in result.failures)
    count = len(result.violations) + len(result.waived) + len(result.failures)
    is_open = " open" if count <= 20 else ""
    return (
        f'<article class="finding {result.status}" id="result-{number}" data-rule="{number}">'
        f"<h3>{badge(result.status)} {text(result.element)}</h3>"
        f'<pre class="rule">{text(result.check)}</pre>'
        f'<p class="place">stated in {_where(result.place.file, result.place.line)}{pattern}</p>'
        f"{reason}{message}<details{is_open}><summary>{count:,} {'place' if count == 1 else 'places'}</summary>"
        f'<ol class="places">{places}</ol></details></article>'
    )


def _violation(violation: ReportedViolation) -> str:
    return (
        "<li>"
        + _accepted(violation)
        + _headline(violation.path, violation.line, violation.message)
        + _excerpt(violation.excerpt, violation.line, violation.column, violation.end_line, violation.end_column)
        + _chain(violation.chain)
        + _help(violation.help)
        + "</li>"
    )


def _accepted(violation: ReportedViolation) -> str:
    if violation.waiver is None:
        return ""
    place = violation.waiver.place
    return f"<p>{badge('waived')} {prose(told(violation.waiver))}, {_where(place.file, place.line)}</p>"


def _failure(failure: ReportedFailure) -> str:
    return f"<li>{_headline(failure.path, failure.line, failure.message)}{_help(failure.help)}</li>"


def _diagnostic(diagnostic: ReportedDiagnostic) -> str:
    place = diagnostic.place
    return (
        f'<article class="finding diagnostic {diagnostic.severity}"><h3><span class="badge {diagnostic.severity}">'
        f"{diagnostic.severity}</span> {text(diagnostic.name)}</h3>"
        + _headline(place.file, place.line, diagnostic.message)
        + _excerpt_of(place)
        + _help(diagnostic.help)
        + "</article>"
    )


def _headline(path: str | None, line: int | None, message: str) -> str:
    place = f"{_where(path, line)} " if path is not None else ""
    return f'<p class="place">{place}{prose(message)}</p>'


def _where(path: str, line: int | None) -> str:
    return f'<code class="where">{text(path)}{f":{line}" if line is not None else ""}</code>'


def _help(help_: str | None) -> str:
    return f'<p class="help">help: {prose(help_)}</p>' if help_ else ""


def _chain(chain: Sequence[ReportedHop]) -> str:
    if not chain:
        return ""
    steps = "".join(f"<li>{_where(hop.path, hop.line)} uses <code>{text(hop.name)}</code></li>" for hop in chain)
    return f'<ol class="chain">{steps}</ol>'


def _excerpt_of(place: Place) -> str:
    return _excerpt(place.excerpt, place.line, place.column, place.end_line, place.end_column)


def _excerpt(
    excerpt: Excerpt | None, line: int | None, column: int | None, end_line: int | None, end_column: int | None
) -> str:
    """The quoted lines with their numbers, what is meant marked."""
    if excerpt is None:
        return ""
    last = end_line if end_line is not None else line
    rows = []
    for number, content in enumerate(excerpt.lines, excerpt.first_line):
        start = column - 1 if number == line and column is not None else 0
        end = end_column - 1 if number == last and end_column is not None else len(content)
        if line is not None and last is not None and not line <= number <= last:
            start = end = 0
        shown = text(content)
        if start < end:
            before, marked, after = content[:start], content[start:end], content[end:]
            shown = f"{text(before)}<mark>{text(marked)}</mark>{text(after)}"
        rows.append(f'<span class="line" data-line="{number}">{shown}\n</span>')
    return f'<pre class="excerpt">{"".join(rows)}</pre>'
