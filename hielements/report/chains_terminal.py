"""Chains of dependencies for people.

Comes in: a ChainsReport and a Style. Goes out: text for a terminal, ending in a newline. Everything that came from
files is made visible first. It must never know the model, the plan or the libraries.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.architecture import ReportedStatement, ReportedUse
from hielements.report.chains import ChainsReport, ReportedChain
from hielements.report.display import plural, width, wrap
from hielements.report.style import Style
from hielements.report.terminal import render_diagnostics


def render(report: ChainsReport, style: Style) -> str:
    """The whole report as text."""
    shown = [one for one in report.diagnostics if one.severity == "error" or style.verbose]
    text = render_diagnostics(shown, style)
    if report.chains is None:
        return text
    source, target = style.visible(report.source), style.visible(report.target)
    lines: list[str] = []
    if report.chains:
        number = plural(len(report.chains), "chain")
        lines += wrap(f"{source} depends on {target}, by {number}:", style.width)
        for position, chain in enumerate(report.chains, 1):
            lines += ["", *_chain(chain, f"{position}. ", report.statements, style)]
    else:
        lines += wrap(f"{source} does not depend on {target}.", style.width)
        if report.backward is not None:
            lines += ["", *wrap(f"The other way round, {target} depends on {source}:", style.width), ""]
            lines += _chain(report.backward, "", report.statements, style)
    if report.failures:
        lines += ["", style.paint("undecided", "could not be read, so that chains may be missing:")]
        for failure in report.failures:
            place = f"{failure.path}:{failure.line}: " if failure.path and failure.line else ""
            lines += wrap(style.visible(place + failure.message), style.width, "    ", first="  ")
    return text + "\n".join(lines) + "\n"


def _chain(chain: ReportedChain, head: str, statements: Sequence[ReportedStatement], style: Style) -> list[str]:
    elements = [chain[0].source, *(use.target for use in chain)]
    names = [name for name, before in zip(elements, [None, *elements], strict=False) if name and name != before]
    if chain[-1].external:
        names.append(chain[-1].external)
    title = style.visible(" -> ".join(names)) or plural(len(chain), "step")
    lines = [head + style.paint("strong", title)]
    pad = " " * len(head)
    places = [style.visible(f"{use.path}:{use.line}:{use.column}") for use in chain]
    columns = max(map(width, places))
    for use, place in zip(chain, places, strict=True):
        lines.append(f"{pad}{place}{' ' * (columns - width(place))}  {style.visible(_step(use))}")
        for number in use.declared:
            statement = statements[number]
            text = f"{statement.source} {statement.action} {statement.text}"
            lines.append(pad + " " * (columns + 4) + style.paint("faint", style.visible(f"declared: {text}")))
    if chain[-1].file is not None:
        lines.append(f"{pad}{style.visible(chain[-1].file)}")
    return lines


def _step(use: ReportedUse) -> str:
    tags = f" ({', '.join(use.tags)})" if use.tags else ""
    return f"{use.verb} {use.name}{tags}"
