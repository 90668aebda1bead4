"""Makes reports of architectures.

Comes in: diagnostics and what was collected. Goes out: a ReportedArchitecture, in which elements are names. Must never
know how it will be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.report.architecture import (
    ArchitectureReport,
    ReportedArchitecture,
    ReportedElementCode,
    ReportedStatement,
    ReportedUse,
)
from hielements.report.building import report_diagnostics, report_failure, report_place
from hielements.run.architecture import Architecture, Declared, ElementCode, Use
from hielements.run.exit_status import HOLDS, UNDECIDED


def build_architecture(
    *, specs: Sequence[str], diagnostics: Sequence[Diagnostic], architecture: Architecture | None, seconds: float
) -> ArchitectureReport:
    """The report. What could not be read leaves it undecided: something may be missing."""
    status = UNDECIDED if architecture is None or architecture.failures else HOLDS
    return ArchitectureReport(
        specs=tuple(specs),
        exit_code=status,
        diagnostics=report_diagnostics(diagnostics),
        architecture=None if architecture is None else report_architecture(architecture),
        seconds=seconds,
    )


def report_architecture(architecture: Architecture) -> ReportedArchitecture:
    """The architecture with names for elements. Elements of several specifications that share a path are one."""
    elements: dict[str, ReportedElementCode] = {}
    for each in architecture.elements:
        found = _element(each)
        known = elements.get(found.path)
        elements[found.path] = found if known is None else _joined(known, found)
    return ReportedArchitecture(
        tuple(elements.values()),
        tuple(_statement(each) for each in architecture.declared),
        tuple(report_use(each) for each in architecture.uses),
        tuple(report_failure(failure) for failure in architecture.failures),
    )


def _element(each: ElementCode) -> ReportedElementCode:
    element = each.element
    return ReportedElementCode(
        path=element.path,
        name=element.name,
        parent=element.parent.path if element.parent is not None else None,
        doc=element.doc,
        place=report_place(element.location, quoted=False),
        files=each.files,
        partial=each.partial,
        languages=each.languages,
    )


def _joined(one: ReportedElementCode, other: ReportedElementCode) -> ReportedElementCode:
    return one.with_(
        doc=one.doc or other.doc,
        files=tuple(sorted({*one.files, *other.files})),
        partial=tuple(sorted({*one.partial, *other.partial})),
        languages=tuple(sorted({*one.languages, *other.languages})),
    )


def _statement(each: Declared) -> ReportedStatement:
    return ReportedStatement(
        action=each.action,
        source=each.source.path,
        targets=tuple(element.path for element in each.targets),
        module=each.module,
        text=each.target.text,
        pattern=each.check.pattern,
        place=report_place(each.target.location, quoted=False),
    )


def report_use(each: Use) -> ReportedUse:
    """A dependency with names for the elements at its ends."""
    dependency = each.dependency
    return ReportedUse(
        path=dependency.path,
        line=dependency.line,
        column=dependency.column,
        name=dependency.name,
        verb=dependency.verb,
        tags=tuple(sorted(dependency.tags)),
        file=each.file,
        external=each.external,
        source=each.source.path if each.source is not None else None,
        target=each.target.path if each.target is not None else None,
        declared=each.declared,
        forbidden=each.forbidden,
        broken=each.broken,
    )
