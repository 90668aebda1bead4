"""The plugins of a run for people: how each was kept apart from the machine, and what each check cost them.

Comes in: a Report and a Style. Goes out: blocks of lines. What cannot be counted is said to be so and is never a zero.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.display import plural, width, wrap
from hielements.report.report import Report, ReportedCheck, ReportedPlugin
from hielements.report.style import Style

_NOT_COUNTED = "not counted"
_SHOWN = 20


def plugin_blocks(report: Report, style: Style) -> list[list[str]]:
    """What is to be said of plugins: their isolation when verbose, their cost when it was asked for."""
    costed = [result for result in report.results if result.costs is not None]
    blocks = []
    if costed:
        blocks.append(_costs(report, costed, style))
    if report.plugins and style.verbose:
        lines = [style.paint("strong", "plugins")]
        for plugin in report.plugins:
            lines += wrap(style.visible(f"{plugin.name}: {told(plugin)}"), style.width, "    ", first="  ")
        blocks.append(lines)
    return blocks


def told(plugin: ReportedPlugin) -> str:
    """How a plugin ran: `process, level landlock (..)`."""
    if plugin.kind == "wasm":
        return plugin.confinement
    if plugin.isolation is None:
        return "a process that was not started"
    return f"process, isolation `{plugin.isolation}` ({plugin.confinement})"


def counted(operations: int | None) -> str:
    """A number of operations as people read it."""
    return _NOT_COUNTED if operations is None else f"{operations:,}"


def total_cost(result: ReportedCheck) -> str:
    """The operations of one check, of all plugins together; `-` where no plugin was asked."""
    if not result.costs:
        return "-"
    known = [cost.operations for cost in result.costs if cost.operations is not None]
    return counted(sum(known) if known else None)


def cost_remark(report: Report) -> str:
    """What the figures leave out; empty when that is nothing."""
    parts = []
    processes = [plugin.name for plugin in report.plugins if plugin.kind == "process"]
    if processes:
        names = ", ".join(f"`{name}`" for name in processes)
        parts.append(f"{names} {'is a process' if len(processes) == 1 else 'are processes'}: no operations to count")
    others = sum(1 for result in report.results if not result.costs)
    if others:
        parts.append(f"{plural(others, 'check')} asked no plugin: built-in libraries have no operations to count")
    return "; ".join(parts)


def _costs(report: Report, results: Sequence[ReportedCheck], style: Style) -> list[str]:
    rows = [(total_cost(result), _title(result, style)) for result in results if result.costs]
    shown = rows if style.verbose else rows[:_SHOWN]
    totals = [
        (counted(plugin.operations), style.visible(f"{plugin.name}, all of its requests")) for plugin in report.plugins
    ]
    column = max((width(figure) for figure, _ in (*shown, *totals)), default=0)
    lines = [style.paint("strong", "cost in WebAssembly operations, the same in every run")]
    for number, (figure, title) in enumerate((*shown, *totals)):
        if number == len(shown) < len(rows):
            lines.append(f"  ... and {plural(len(rows) - len(shown), 'more check')} (--verbose shows all)")
        lines.append(f"  {figure.rjust(column)}  {title}")
    remark = cost_remark(report)
    if remark:
        lines += wrap(style.visible(remark), style.width, "  ", first="  ")
    return lines


def _title(result: ReportedCheck, style: Style) -> str:
    return style.visible(f"{result.element}: {' '.join(result.check.split())}")
