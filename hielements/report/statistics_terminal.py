"""The numbers of an architecture for people: a table of elements, circles, costly checks.

Comes in: a StatisticsReport and a Style. Goes out: text for a terminal, ending in a newline. Everything that came from
files is made visible first. It must never know the model, the plan or the libraries.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.display import duration, plural, width, wrap
from hielements.report.statistics import ReportedElementCycle, ReportedStatistics, StatisticsReport
from hielements.report.style import Style
from hielements.report.terminal import render_diagnostics

_HEAD = ("element", "files", "fan-in", "fan-out", "instability", "types", "abstract", "distance")
_SHOWN_COSTS = 10


def render(report: StatisticsReport, style: Style) -> str:
    """The whole report as text."""
    text = render_diagnostics([one for one in report.diagnostics if one.severity == "error" or style.verbose], style)
    if report.elements is None:
        return text
    blocks = [_table(report.elements, style), *(_cycle(each, style) for each in report.cycles)]
    if report.costs is not None:
        blocks.append(_costs(report, style))
    if report.failures:
        lines = [style.paint("undecided", "could not be read, so that numbers may be too low:")]
        for failure in report.failures:
            place = f"{failure.path}:{failure.line}: " if failure.path and failure.line else ""
            lines += wrap(style.visible(place + failure.message), style.width, "    ", first="  ")
        blocks.append(lines)
    blocks.append([_sum(report)])
    return text + "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _table(elements: Sequence[ReportedStatistics], style: Style) -> list[str]:
    depths: dict[str, int] = {}
    rows = [_HEAD]
    for each in elements:
        depth = depths[each.path] = depths.get(each.parent or "", -1) + 1
        rows.append(
            (
                "  " * depth + style.visible(each.path),
                f"{each.files:,}",
                f"{each.fan_in:,}",
                f"{each.fan_out:,}",
                _ratio(each.instability),
                "-" if each.types is None else f"{each.types:,}",
                _ratio(each.abstractness),
                _ratio(each.distance),
            )
        )
    columns = [max(width(row[column]) for row in rows) for column in range(len(_HEAD))]
    lines = []
    for number, row in enumerate(rows):
        cells = [row[0] + " " * (columns[0] - width(row[0]))]
        cells += [cell.rjust(size) for cell, size in zip(row[1:], columns[1:], strict=True)]
        line = "  ".join(cells).rstrip()
        lines.append(style.paint("strong", line) if number == 0 else line)
    return lines


def _ratio(value: float | None) -> str:
    return "-" if value is None else f"{value:.2f}"


def _cycle(each: ReportedElementCycle, style: Style) -> list[str]:
    shown = " -> ".join([*each.cycle, each.cycle[0]])
    more = len(each.members) - len(each.cycle)
    rest = f" (one of several circles among {plural(len(each.members), 'element')})" if more else ""
    lines = wrap(style.visible(f"circle: {shown}{rest}"), style.width, "  ", first="")
    lines[0] = style.paint("warning", "circle") + lines[0].removeprefix("circle")
    places = [style.visible(f"{use.path}:{use.line}:{use.column}") for use in each.uses]
    size = max(map(width, places))
    for use, place in zip(each.uses, places, strict=True):
        lines.append(f"  {place}{' ' * (size - width(place))}  {style.visible(f'{use.verb} {use.name}')}")
    return lines


def _costs(report: StatisticsReport, style: Style) -> list[str]:
    costs = report.costs or ()
    shown = costs if style.verbose else costs[:_SHOWN_COSTS]
    total = sum(cost.seconds for cost in costs)
    lines = [style.paint("strong", f"time of {plural(len(costs), 'check')}, {duration(total)} in all:")]
    for cost in shown:
        text = f"{duration(cost.seconds):>8}  {cost.element}: {cost.check}"
        lines += wrap(style.visible(text), style.width, " " * 12, first="  ")
    if len(shown) < len(costs):
        lines.append(f"  ... and {plural(len(costs) - len(shown), 'more check')} (--verbose shows all)")
    return lines


def _sum(report: StatisticsReport) -> str:
    circles = plural(len(report.cycles), "circle") if report.cycles else "no circles"
    return f"{plural(len(report.elements or ()), 'element')}, {circles} among them"
