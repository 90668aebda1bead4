"""The parts of a specification as renderers see them.

Comes in: diagnostics and listed elements. Goes out: a ListingReport. Must never know how it will be shown.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Undecided
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value
from hielements.model.specification import Check, Element, Ref, Scope
from hielements.record import Record
from hielements.report.building import report_diagnostics, report_failure, report_place
from hielements.report.report import Place, ReportedDiagnostic, ReportedFailure
from hielements.run.exit_status import HOLDS, UNDECIDED
from hielements.run.listing import ListedElement


class ReportedScope(Record):
    """A scope. `selects` says in words what it selects (`package 'shop.web'`), `absence` why it selects nothing. A
    scope that could not be evaluated has `failures`."""

    name: str
    language: str | None
    selects: str
    files: tuple[str, ...]
    symbol: str | None
    absence: str | None
    failures: tuple[ReportedFailure, ...]
    bound: bool
    place: Place


class ReportedRef(Record):
    """A ref. `value` is where a connection point stands, for what it is one; the text of other values is not shown, for
    a ref may hold a password. `kind` is the kind of the value."""

    name: str
    type: str
    kind: str | None
    value: str | None
    failures: tuple[ReportedFailure, ...]
    place: Place


class ReportedListedCheck(Record):
    check: str
    kind: str
    pattern: str | None
    reason: str | None
    place: Place


class ReportedListedElement(Record):
    """An element; `parent` is the path of the one around it, None on the top level."""

    path: str
    parent: str | None
    doc: str | None
    place: Place
    scopes: tuple[ReportedScope, ...]
    refs: tuple[ReportedRef, ...]
    checks: tuple[ReportedListedCheck, ...]


class ListingReport(Record):
    """`elements` is None when something is wrong: the diagnostics say what. `exit_code` is 2 then, and also when a
    scope or a ref could not be evaluated."""

    specs: tuple[str, ...]
    exit_code: int
    diagnostics: tuple[ReportedDiagnostic, ...]
    elements: tuple[ReportedListedElement, ...] | None


def build_listing(
    specs: Sequence[str], diagnostics: Sequence[Diagnostic], listed: Sequence[ListedElement] | None
) -> ListingReport:
    """The report; `listed` is None when the specification or a filter is wrong."""
    elements = None if listed is None else tuple(map(_element, listed))
    undecided = elements is None or any(
        any(scope.failures for scope in element.scopes) or any(ref.failures for ref in element.refs)
        for element in elements
    )
    return ListingReport(tuple(specs), UNDECIDED if undecided else HOLDS, report_diagnostics(diagnostics), elements)


def _element(listed: ListedElement) -> ReportedListedElement:
    element: Element = listed.element
    return ReportedListedElement(
        path=element.path,
        parent=element.parent.path if element.parent is not None else None,
        doc=element.doc,
        place=report_place(element.location, quoted=False),
        scopes=(
            *(report_scope(scope, value, False) for scope, value in listed.scopes),
            *(report_scope(scope, value, True) for scope, value in listed.bound),
        ),
        refs=tuple(report_ref(ref, value) for ref, value in listed.refs),
        checks=tuple(map(_check, listed.checks)),
    )


def report_scope(scope: Scope, value: ScopeValue | Undecided, bound: bool = False) -> ReportedScope:
    """A scope with what it selects."""
    failed = isinstance(value, Undecided)
    return ReportedScope(
        name=scope.name,
        language=scope.language if isinstance(value, Undecided) else value.language,
        selects="" if isinstance(value, Undecided) else value.title,
        files=() if isinstance(value, Undecided) else tuple(value.files),
        symbol=None if isinstance(value, Undecided) else value.symbol,
        absence=None if isinstance(value, Undecided) or value.files else value.absence,
        failures=tuple(map(report_failure, value.failures)) if failed else (),  # type: ignore[union-attr]
        bound=bound,
        place=report_place(scope.location, quoted=False),
    )


def report_ref(ref: Ref, value: Value | Undecided) -> ReportedRef:
    """A ref with what of its value may be shown."""
    kind = shown = None
    if isinstance(value, ConnectionPoint):
        kind = value.kind
        shown = value.name if value.path is None else f"{value.name} ({value.path}:{value.line or 1})"
    elif not isinstance(value, Undecided):
        kind = type(value).__name__ if value is not None else "null"
    return ReportedRef(
        name=ref.name,
        type=ref.type_name,
        kind=kind,
        value=shown,
        failures=tuple(map(report_failure, value.failures)) if isinstance(value, Undecided) else (),
        place=report_place(ref.location, quoted=False),
    )


def _check(check: Check) -> ReportedListedCheck:
    return ReportedListedCheck(
        " ".join(check.text.split()),
        check.kind,
        check.pattern,
        check.reason,
        report_place(check.location, quoted=False),
    )
