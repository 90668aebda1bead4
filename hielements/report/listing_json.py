"""The parts of a specification for machines.

Comes in: a ListingReport. Goes out: one JSON object as text, the same for the same input.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.json_report import Json, diagnostic_json, encodable, failure_json, place_json
from hielements.report.listing import ListingReport, ReportedListedElement, ReportedRef, ReportedScope

VERSION: Final = "1.0"


def render(report: ListingReport) -> str:
    """The listing as JSON text with a newline at its end. `elements` is null when the specification is wrong."""
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "specs": list(report.specs),
        "elements": None if report.elements is None else list(map(_element, report.elements)),
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in report.diagnostics],
    }
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _element(element: ReportedListedElement) -> Json:
    return {
        "element": element.path,
        "parent": element.parent,
        "doc": element.doc,
        "location": place_json(element.place),
        "scopes": [scope_json(scope) for scope in element.scopes],
        "refs": [ref_json(ref) for ref in element.refs],
        "checks": [
            {
                "check": check.check,
                "kind": check.kind,
                "pattern": check.pattern,
                "reason": check.reason,
                "location": place_json(check.place),
            }
            for check in element.checks
        ],
    }


def scope_json(scope: ReportedScope) -> Json:
    """A scope with the files that it selects."""
    return {
        "name": scope.name,
        "language": scope.language,
        "selects": scope.selects,
        "symbol": scope.symbol,
        "bound": scope.bound,
        "files": list(scope.files),
        "absence": scope.absence,
        "failures": [failure_json(failure) for failure in scope.failures],
        "location": place_json(scope.place),
    }


def ref_json(ref: ReportedRef) -> Json:
    """A ref with what of its value may be shown."""
    return {
        "name": ref.name,
        "type": ref.type,
        "kind": ref.kind,
        "value": ref.value,
        "failures": [failure_json(failure) for failure in ref.failures],
        "location": place_json(ref.place),
    }
