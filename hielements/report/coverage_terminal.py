"""The coverage for people: what nothing governs first of all, then the elements, then one line that sums up.

Comes in: a CoverageReport and a Style. Goes out: text for a terminal, ending in a newline. Everything that came from
files is made visible first. It must never know the model, the plan or the libraries.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.coverage import (
    CoverageReport,
    ReportedCoverage,
    ReportedDependency,
    ReportedElement,
    ReportedFile,
    percent,
)
from hielements.report.display import duration, plural, width, wrap
from hielements.report.style import Style
from hielements.report.terminal import render_diagnostics

_SHOWN_FILES = 20
_SHOWN_PAIRS = 20
_SHOWN_PLACES = 3


def render(report: CoverageReport, style: Style) -> str:
    """The whole report as text."""
    text = render_diagnostics([each for each in report.diagnostics if _is_shown(each.severity, style)], style)
    coverage = report.coverage
    if coverage is None:
        return text + "\n".join(_sum("error", "INVALID", "nothing was measured", style)) + "\n"
    blocks: list[list[str]] = []
    if not report.selected:
        blocks += [_files(coverage, style), _unread(coverage, style)]
    blocks += [_dependencies(coverage.ungoverned, style), _elements(coverage.elements, style)]
    if style.verbose:
        blocks.append(_rules(coverage, style))
    if not report.selected:
        blocks.append(_left_out(coverage, style))
    blocks.append(_summary(report, coverage, style))
    return text + "".join("\n".join(block) + "\n\n" for block in blocks if block)[:-1]


def _is_shown(severity: str, style: Style) -> bool:
    return severity == "error" or (severity == "warning" and not style.quiet) or style.verbose


def _files(coverage: ReportedCoverage, style: Style) -> list[str]:
    """The files that no element governs and that could be read."""
    files = [file for file in coverage.ungoverned_files if file.unread is None]
    if not files:
        return []
    shown = files if style.verbose else files[:_SHOWN_FILES]
    lines = [style.paint("strong", f"{plural(len(files), 'file')} that no element governs:")]
    lines += [f"  {style.visible(file.path)}{_parts(file, style)}" for file in shown]
    return lines + _rest(len(files) - len(shown))


def _parts(file: ReportedFile, style: Style) -> str:
    if not file.parts:
        return ""
    parts = ", ".join(part.symbol or f"lines {part.first_line} to {part.last_line}" for part in file.parts)
    return style.paint("faint", style.visible(f" (all but {parts})"))


def _unread(coverage: ReportedCoverage, style: Style) -> list[str]:
    failures = [file.unread for file in coverage.ungoverned_files if file.unread is not None]
    failures += coverage.unknown
    if not failures:
        return []
    shown = failures if style.verbose else failures[:_SHOWN_FILES]
    lines = [style.paint("undecided", "could not be read, and does not count as governed:")]
    for failure in shown:
        place = f"{failure.path}:{failure.line}: " if failure.path and failure.line else ""
        lines += wrap(style.visible(place + failure.message), style.width, "    ", first="  ")
    return lines + _rest(len(failures) - len(shown))


def _dependencies(dependencies: Sequence[ReportedDependency], style: Style) -> list[str]:
    """The dependencies that nothing governs, by the elements at their ends, most of them first."""
    if not dependencies:
        return []
    pairs: dict[tuple[str, str], list[ReportedDependency]] = {}
    for each in dependencies:
        pairs.setdefault((_end(each.source_element), _end(each.target_element)), []).append(each)
    ordered = sorted(pairs.items(), key=lambda item: -len(item[1]))
    shown = ordered if style.verbose else ordered[:_SHOWN_PAIRS]
    number = plural(len(dependencies), "dependency", "dependencies")
    lines = [style.paint("strong", f"{number} that no rule governs:")]
    for (source, target), found in shown:
        count = f" ({len(found):,})" if len(found) > 1 else ""
        lines.append("  " + style.visible(f"{source} -> {target}") + count)
        places = found if style.verbose else found[:_SHOWN_PLACES]
        lines += [style.paint("faint", style.visible(f"    {at.path}:{at.line}: uses {at.name}")) for at in places]
        if len(places) < len(found):
            lines.append(style.paint("faint", f"    ... and {len(found) - len(places):,} more"))
    return lines + _rest(len(ordered) - len(shown), "pair of elements", "pairs of elements")


def _end(element: str | None) -> str:
    return element if element is not None else "(no element)"


def _elements(elements: Sequence[ReportedElement], style: Style) -> list[str]:
    rows: list[tuple[str, ...]] = [("element", "files", "inside", "leaving", "entering", "ungoverned", "rules")]
    rows += [
        (
            style.visible(each.path),
            *(
                f"{number:,}"
                for number in (each.files, each.inside, each.leaving, each.entering, each.ungoverned, each.rules)
            ),
        )
        for each in elements
    ]
    if len(rows) == 1:
        return []
    lines = _table(rows)
    return [style.paint("strong", lines[0]), *lines[1:]]


def _rules(coverage: ReportedCoverage, style: Style) -> list[str]:
    rows = [("rule", "files", "dependencies")]
    for rule in coverage.rules:
        pattern = f" (pattern {rule.pattern})" if rule.pattern else ""
        text = f"{rule.element}: {rule.check}{pattern}"
        rows.append((style.visible(text), f"{rule.files:,}", f"{rule.dependencies:,}"))
    if len(rows) == 1:
        return []
    lines = _table(rows)
    return [style.paint("strong", lines[0]), *lines[1:]]


def _table(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows in columns: the first to the left, numbers to the right."""
    widths = [max(width(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        (row[0] + " " * (widths[0] - width(row[0])))
        + "".join(f"  {cell:>{columns}}" for cell, columns in zip(row[1:], widths[1:], strict=True))
        for row in rows
    ]


def _left_out(coverage: ReportedCoverage, style: Style) -> list[str]:
    lines: list[str] = []
    for each in coverage.left_out:
        what = f"{plural(each.files, f'{each.language} file')}" if each.language else plural(each.files, "other file")
        lines += wrap(f"left out: {what} ({each.reason})", style.width, "  ")
    return [style.paint("faint", line) for line in lines]


def _summary(report: CoverageReport, coverage: ReportedCoverage, style: Style) -> list[str]:
    governed = coverage.inside + coverage.by_rules
    parts = [
        f"{_of(coverage.governed_files, coverage.files, 'file')}",
        f"{_of(governed, coverage.dependencies, 'dependency', 'dependencies')}"
        + (f" ({coverage.inside:,} inside elements, {coverage.by_rules:,} by rules)" if coverage.dependencies else ""),
    ]
    if report.minimum is not None:
        verdict = {0: "reached", 1: "missed"}.get(report.exit_code, "not decided")
        parts.append(f"the minimum of {report.minimum:g} % is {verdict}")
    role = {0: "success", 1: "violated"}.get(report.exit_code, "undecided")
    return _sum(role, "COVERAGE", "; ".join(parts) + f" in {duration(report.seconds)}", style)


def _of(part: int, whole: int, noun: str, nouns: str | None = None) -> str:
    if not whole:
        return f"no {nouns or noun + 's'}"
    share = percent(part, whole)
    return f"{share:g} % of {plural(whole, noun, nouns)} governed"


def _sum(role: str, word: str, text: str, style: Style) -> list[str]:
    lines = wrap(text, style.width, "  ", first=f"{word}: ")
    return [style.paint(role, word) + lines[0][len(word) :], *lines[1:]]


def _rest(number: int, noun: str = "file", nouns: str = "files") -> list[str]:
    return [f"  ... and {plural(number, f'more {noun}', f'more {nouns}')} (--verbose shows all)"] if number else []
