"""A summary in Markdown, for the page of a job or a comment on a change.

Comes in: a Report. Goes out: a heading with the verdict, the numbers, and what did not pass with its places. It stays
within what such pages take (65,536 characters): what does not fit is counted.
"""

from __future__ import annotations

from typing import Final

from hielements.report.accepting import told
from hielements.report.display import plural
from hielements.report.findings import Finding, findings_of
from hielements.report.markdown_text import code, plain, prose
from hielements.report.report import Report

LONGEST: Final = 60_000
"""Characters. GitHub refuses comments of more than 65,536."""

_SHOWN: Final = 20
"""Places of one rule that are listed."""


def render(report: Report) -> str:
    """The summary as Markdown with a newline at its end."""
    blocks = [f"## {_verdict(report)}", _numbers(report)]
    groups: dict[str, list[Finding]] = {}
    for finding in findings_of(report):
        if finding.level != "info":
            groups.setdefault(finding.rule.id, []).append(finding)
    size = sum(map(len, blocks))
    shown = 0
    for findings in groups.values():
        block = _group(findings)
        if size + len(block) > LONGEST:
            break
        blocks.append(block)
        size += len(block) + 2
        shown += 1
    if shown < len(groups):
        blocks.append(f"... and {plural(len(groups) - shown, 'more rule')} with findings.")
    return "\n\n".join(blocks) + "\n"


def _verdict(report: Report) -> str:
    summary = report.summary
    if report.planned is not None:
        return f"Architecture: {plural(len(report.planned), 'check')} would run"
    if any(diagnostic.severity == "error" for diagnostic in report.diagnostics):
        return "Architecture: the specification is not valid"
    if summary.failed:
        return f"Architecture: {plural(summary.failed, 'check is', 'checks are')} violated"
    if summary.errors:
        return f"Architecture: {plural(summary.errors, 'check is', 'checks are')} undecided"
    if report.checks is not None:
        return f"Architecture: the specification is valid ({plural(report.checks, 'check')})"
    if not summary.total:
        return "Architecture: nothing was checked"
    return "Architecture: all checks passed"


def _numbers(report: Report) -> str:
    summary = report.summary
    specs = ", ".join(map(code, report.specs))
    rows = [
        ("passed", summary.passed), ("violated", summary.failed), ("undecided", summary.errors),
        ("waived", summary.waived), ("skipped", summary.skipped),
    ]  # fmt: skip
    named = [(name, number) for name, number in rows if number]
    total = f"{plural(summary.total, 'check')} of {plural(report.elements, 'element')} in {specs}"
    if not named:
        return f"{total}."
    heads = " | ".join(name for name, _ in named)
    numbers = " | ".join(f"{number:,}" for _, number in named)
    return f"{total}.\n\n| {heads} |\n|{' ---: |' * len(named)}\n| {numbers} |"


def _group(findings: list[Finding]) -> str:
    """One rule and where it is broken; last, what of that is accepted."""
    first = findings[0]
    rule = first.rule
    accepted = [finding for finding in findings if finding.waiver is not None]
    findings = [finding for finding in findings if finding.waiver is None]
    word = {"violation": "violated", "undecided": "undecided", "diagnostic": first.level}[first.kind]
    word = word if findings else "waived"
    if first.kind == "diagnostic":
        lines = [f"### {word}: {plain(rule.title)}"]
    else:
        pattern = f" (pattern {code(rule.pattern)})" if rule.pattern else ""
        lines = [f"### {word}: {code(rule.element or '')}", "", f"{code(rule.title)}{pattern}"]
        if rule.place is not None:
            lines[-1] += f", stated in {code(f'{rule.place.file}:{rule.place.line}')}"
    if rule.reason:
        lines += ["", f"> {prose(rule.reason)}"]
    lines += ["", *(_place(finding) for finding in findings[:_SHOWN])]
    if len(findings) > _SHOWN:
        lines.append(f"- ... and {len(findings) - _SHOWN:,} more")
    lines += [f"{_place(finding)}, {prose(told(finding.waiver))}" for finding in accepted[:_SHOWN]]
    if len(accepted) > _SHOWN:
        lines.append(f"- ... and {len(accepted) - _SHOWN:,} more that are accepted")
    return "\n".join(lines)


def _place(finding: Finding) -> str:
    spot = finding.spot
    place = spot.path if spot.line is None else f"{spot.path}:{spot.line}"
    line = f"- {code(place)}: {prose(finding.message)}"
    if finding.chain:
        line += " through " + ", ".join(code(f"{step.spot.path}:{step.spot.line}") for step in finding.chain)
    return line + (f" ({prose(finding.help)})" if finding.help else "")
