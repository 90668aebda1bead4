"""Differences between two states of a project, for people.

Comes in: a DifferenceReport and a Style. Goes out: text for a terminal, ending in a newline. Everything that came from
files is made visible first. It must never know the model, the plan or the libraries.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.difference import DifferenceReport, ReportedDependencyChange, ReportedViolationChange
from hielements.report.display import plural, wrap
from hielements.report.results import result_lines
from hielements.report.style import Style
from hielements.report.terminal import render_diagnostics

_SHOWN: int = 20


def render(report: DifferenceReport, style: Style) -> str:
    """The whole report as text."""
    names = f"{style.visible(report.before)} -> {style.visible(report.after)}"
    if report.trouble is not None:
        head = f"{style.paint('error', 'error')}: {style.visible(report.trouble)}\n\n"
        return head + render_diagnostics(report.diagnostics, style)
    blocks = [
        _elements("success", "+", report.new_elements, style),
        _elements("error", "-", report.gone_elements, style),
        _dependencies("new dependencies", report.new_dependencies, style),
        _dependencies("dependencies that are gone", report.gone_dependencies, style),
        _dependencies("dependencies that are more or fewer", report.changed_dependencies, style),
        _violations("violated", "new violations", report.new_violations, style),
        _violations("success", "violations that are gone", report.gone_violations, style),
        *(result_lines(each, style) for each in report.undecided),
        [_sum(report, names, style)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _elements(role: str, sign: str, names: Sequence[str], style: Style) -> list[str]:
    return [f"{style.paint(role, sign)} element {style.visible(name)}" for name in names]


def _dependencies(title: str, changes: Sequence[ReportedDependencyChange], style: Style) -> list[str]:
    if not style.verbose:
        # What code of no element uses is seldom news: tests and scripts use what they like.
        changes = [each for each in changes if each.source is not None]
    if not changes:
        return []
    lines = [style.paint("strong", f"{title}:")]
    shown = changes if style.verbose else changes[:_SHOWN]
    for each in shown:
        source = each.source or "code of no element"
        target = each.external or each.target or "code of no element"
        numbers = f"{each.before} -> {each.after}"
        if not each.before or not each.after:
            numbers = plural(each.before or each.after, "time")
        lines += wrap(style.visible(f"{source} -> {target} ({numbers})"), style.width, "    ", first="  ")
        use = each.use
        lines.append("    " + style.paint("faint", style.visible(f"{use.path}:{use.line} {use.verb} {use.name}")))
    return lines + _rest(len(changes) - len(shown))


def _violations(role: str, title: str, changes: Sequence[ReportedViolationChange], style: Style) -> list[str]:
    if not changes:
        return []
    lines = [style.paint(role, f"{title}:")]
    shown = changes if style.verbose else changes[:_SHOWN]
    for each in shown:
        violation = each.violation
        place = f"{violation.path or ''}{f':{violation.line}' if violation.line else ''}"
        times = f" ({each.count} times)" if each.count > 1 else ""
        lines += wrap(style.visible(f"[{each.element}] {each.check}"), style.width, "    ", first="  ")
        text = f"{place}: {violation.message}{times}" if place else f"{violation.message}{times}"
        lines += wrap(style.visible(text), style.width, "      ", first="    ")
    return lines + _rest(len(changes) - len(shown))


def _rest(number: int) -> list[str]:
    return [f"  ... and {number:,} more (--verbose shows all)"] if number > 0 else []


def _dependency_count(changes: Sequence[ReportedDependencyChange]) -> str:
    return plural(len(changes), "dependency", "dependencies")


def _sum(report: DifferenceReport, names: str, style: Style) -> str:
    came, gone = sum(each.count for each in report.new_violations), sum(each.count for each in report.gone_violations)
    parts = [
        f"{plural(len(report.new_elements), 'element')} came and {len(report.gone_elements):,} went",
        f"{_dependency_count(report.new_dependencies)} came and {len(report.gone_dependencies):,} went",
        f"{plural(came, 'violation')} came and {gone:,} went",
    ]
    role = "error" if report.exit_code else "success"
    return f"{style.paint(role, names)}: {', '.join(parts)}"
