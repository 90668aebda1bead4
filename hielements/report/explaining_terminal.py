"""Explained checks for people: each result in full, then what it was decided from.

Comes in: an ExplanationReport and a Style. Goes out: text for a terminal, ending in a newline. Everything that came
from files is made visible first. It must never know the model, the plan or the libraries.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.display import wrap
from hielements.report.explaining import ExplanationReport, ReportedExplanation
from hielements.report.listing_terminal import ref_lines, scope_lines
from hielements.report.report import ReportedCheck
from hielements.report.results import one_line, result_lines
from hielements.report.style import Style
from hielements.report.terminal import render_diagnostics


def render(report: ExplanationReport, style: Style) -> str:
    """The whole report as text."""
    text = render_diagnostics([one for one in report.diagnostics if one.severity == "error" or style.verbose], style)
    blocks = [_explanation(each, style) for each in report.explanations or ()]
    return text + "\n\n".join("\n".join(block) for block in blocks) + "\n" * bool(blocks)


def _explanation(each: ReportedExplanation, style: Style) -> list[str]:
    result = each.result
    lines = result_lines(result, style) if result.status in {"fail", "error"} else _held(result, style)
    if each.functions:
        lines += ["", style.paint("strong", "what the check means")]
        for function in each.functions:
            lines += wrap(
                style.visible(f"{function.name}: {_first_paragraph(function.doc)}"), style.width, "      ", first="  "
            )
    if each.scopes or each.refs or each.modules:
        lines += ["", style.paint("strong", "what it speaks of")]
        for scope in each.scopes:
            lines += scope_lines(scope, "  ", style)
        for ref in each.refs:
            lines += ref_lines(ref, "  ", style)
        for module in each.modules:
            lines.append(f"  module {style.visible(module)}")
    if each.elements:
        lines += ["", style.paint("strong", "the elements that it looked at"), *_list(each.elements, style)]
    return lines


def _held(result: ReportedCheck, style: Style) -> list[str]:
    lines = one_line(result, style)
    lines.append(
        style.paint("gutter", "  -->")
        + f" {style.visible(result.place.file)}:{result.place.line}:{result.place.column}"
    )
    if result.reason:
        lines += wrap(style.visible(f"= why: {' '.join(result.reason.split())}"), style.width, "         ", first="  ")
    return lines


def _list(names: Sequence[str], style: Style) -> list[str]:
    return wrap(style.visible(", ".join(names)), style.width, "  ", first="  ")


def _first_paragraph(doc: str) -> str:
    return " ".join(doc.partition("\n\n")[0].split())
