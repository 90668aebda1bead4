"""Coverage of the specification, and what each check cost.

Comes in: a Report. Goes out: markup that needs no script to be read.
"""

from __future__ import annotations

from typing import Final

from hielements.report.coverage import ReportedCoverage, percent
from hielements.report.display import duration, plural
from hielements.report.html_report.markup import prose, text
from hielements.report.html_report.verdicts import badge
from hielements.report.plugins import cost_remark, counted, total_cost
from hielements.report.report import Report

_LISTED: Final = 500
"""Files, dependencies or checks of one list; more of them nobody reads on a page."""


def coverage_section(coverage: ReportedCoverage | None) -> str:
    """How much of the project the specification is about, and what it leaves out."""
    if coverage is None:
        return "<p>The coverage was not measured.</p>"
    governed = coverage.inside + coverage.by_rules
    files = [text(file.path) for file in coverage.ungoverned_files]
    edges = [
        f"{text(each.path)}:{each.line} {text(each.name)} &rarr; {text(each.target)}" for each in coverage.ungoverned
    ]
    return (
        _meter("Files in elements", coverage.governed_files, coverage.files)
        + _meter("Dependencies that a rule looks at", governed, coverage.dependencies)
        + _list("file", "files", "no element", files)
        + _list("dependency", "dependencies", "no rule", edges)
    )


def cost_section(report: Report) -> str:
    """The time of each check, the longest first. What several checks need is on the bill of the first of them."""
    if not report.results:
        return "<p>Nothing was checked.</p>"
    longest = max(result.seconds for result in report.results) or 1.0
    ranked = sorted(enumerate(report.results), key=lambda numbered: (-numbered[1].seconds, numbered[0]))
    costed = any(result.costs is not None for result in report.results)
    rows = "".join(
        f"<tr><td>{duration(result.seconds)}</td>"
        f'<td><meter min="0" max="100" value="{result.seconds / longest * 100:.1f}"></meter></td>'
        f"{f'<td>{text(total_cost(result))}</td>' if costed else ''}"
        f"<td>{text(result.element)}</td><td><code>{text(' '.join(result.check.split()))}</code></td>"
        f"<td>{badge(result.status)}</td></tr>"
        for _, result in ranked[:_LISTED]
    )
    operations = '<th scope="col">operations</th>' if costed else ""
    total = sum(result.seconds for result in report.results)
    more = f"<p>... and {len(ranked) - _LISTED:,} more checks.</p>" if len(ranked) > _LISTED else ""
    return (
        f"<p>{plural(len(ranked), 'check')} took {duration(total)}, the whole run {duration(report.seconds)}. What "
        "several checks need (a scope, the imports of a file) counts for the first of them.</p>"
        f"{_operations(report) if costed else ''}"
        f'<table><thead><tr><th scope="col">time</th><th scope="col"></th>{operations}<th scope="col">element</th>'
        f'<th scope="col">check</th><th scope="col">verdict</th></tr></thead><tbody>{rows}</tbody></table>{more}'
    )


def plugins_section(report: Report) -> str:
    """How each plugin was kept apart from the machine; empty where none took part."""
    rows = "".join(
        f"<tr><td>{text(plugin.name)}</td><td>{text(plugin.kind)}</td>"
        f"<td>{text(plugin.isolation or 'not started')}</td><td>{text(plugin.confinement)}</td></tr>"
        for plugin in report.plugins
    )
    head = "".join(f'<th scope="col">{name}</th>' for name in ("plugin", "kind", "isolation", "what that means"))
    return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>" if rows else ""


def _operations(report: Report) -> str:
    totals = ", ".join(f"{text(each.name)} {text(counted(each.operations))}" for each in report.plugins)
    remark = cost_remark(report)
    return (
        "<p>Operations are those of WebAssembly plugins, the same in every run"
        f"{f'; all requests of each plugin: {totals}' if totals else ''}.</p>"
        + (f"<p>{prose(remark)}.</p>" if remark else "")
    )


def _meter(title: str, part: int, whole: int) -> str:
    share = percent(part, whole)
    shown = f"{share:g} % ({part:,} of {whole:,})" if share is not None else "none"
    return (
        f'<div class="measure"><span>{title}</span>'
        f'<meter min="0" max="100" value="{share if share is not None else 0:g}"></meter><span>{shown}</span></div>'
    )


def _list(noun: str, nouns: str, lacking: str, lines: list[str]) -> str:
    if not lines:
        return f"<p>There is no {noun} with {lacking}.</p>"
    shown = "".join(f"<li><code>{line}</code></li>" for line in lines[:_LISTED])
    if len(lines) > _LISTED:
        shown += f"<li>... and {len(lines) - _LISTED:,} more</li>"
    return f"<details><summary>{plural(len(lines), noun, nouns)} with {lacking}</summary><ul>{shown}</ul></details>"
