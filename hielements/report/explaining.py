"""Explained checks as renderers see them.

Comes in: diagnostics and explained results. Goes out: an ExplanationReport. Must never know how it will be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.model.specification import Ref, Scope
from hielements.record import Record
from hielements.report.building import report_check, report_diagnostics
from hielements.report.listing import ReportedRef, ReportedScope, report_ref, report_scope
from hielements.report.quoting import Quote
from hielements.report.report import ReportedCheck, ReportedDiagnostic
from hielements.run.exit_status import UNDECIDED, exit_status
from hielements.run.explaining import Explained


class ReportedFunction(Record):
    """A function that the check calls: `python.no_dependency`, and what it means."""

    name: str
    doc: str


class ReportedExplanation(Record):
    """A result, and what it was decided from: scopes and refs by their full names (`shop.web.src`), the paths of the
    elements that a rule looked at, modules that it names."""

    result: ReportedCheck
    scopes: tuple[ReportedScope, ...]
    refs: tuple[ReportedRef, ...]
    elements: tuple[str, ...]
    modules: tuple[str, ...]
    functions: tuple[ReportedFunction, ...]


class ExplanationReport(Record):
    """`explanations` is None when something is wrong: the diagnostics say what. `exit_code` is that of a run of these
    checks alone."""

    specs: tuple[str, ...]
    exit_code: int
    diagnostics: tuple[ReportedDiagnostic, ...]
    explanations: tuple[ReportedExplanation, ...] | None


def build_explanation(
    specs: Sequence[str],
    diagnostics: Sequence[Diagnostic],
    explained: Sequence[Explained] | None,
    quote: Quote | None,
) -> ExplanationReport:
    """The report; `explained` is None when the specification is wrong or nothing was selected."""
    if explained is None:
        return ExplanationReport(tuple(specs), UNDECIDED, report_diagnostics(diagnostics), None)
    return ExplanationReport(
        tuple(specs),
        exit_status((each.result.outcome for each in explained), diagnostics),
        report_diagnostics(diagnostics),
        tuple(_explanation(each, quote) for each in explained),
    )


def _explanation(each: Explained, quote: Quote | None) -> ReportedExplanation:
    scopes, refs = [], []
    for declaration, value in each.declarations:
        name = f"{declaration.element.path}.{declaration.name}"
        if isinstance(declaration, Scope):
            scopes.append(report_scope(declaration, value).with_(name=name))  # type: ignore[arg-type]
        elif isinstance(declaration, Ref):
            refs.append(report_ref(declaration, value).with_(name=name))
    return ReportedExplanation(
        result=report_check(each.result, quote),
        scopes=tuple(scopes),
        refs=tuple(refs),
        elements=tuple(element.path for element in each.elements),
        modules=each.modules,
        functions=tuple(
            ReportedFunction(f"{library}.{function.name}", function.doc) for library, function in each.functions
        ),
    )
