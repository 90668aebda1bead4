"""Explained checks for machines.

Comes in: an ExplanationReport. Goes out: one JSON object as text, the same for the same input.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.explaining import ExplanationReport, ReportedExplanation
from hielements.report.json_report import Json, diagnostic_json, encodable, result_json
from hielements.report.listing_json import ref_json, scope_json

VERSION: Final = "1.0"


def render(report: ExplanationReport) -> str:
    """The report as JSON text with a newline at its end. `checks` is null when the specification is wrong or nothing
    was selected."""
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "specs": list(report.specs),
        "checks": None if report.explanations is None else list(map(_explanation, report.explanations)),
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in report.diagnostics],
    }
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _explanation(each: ReportedExplanation) -> Json:
    return {
        "result": result_json(each.result),
        "scopes": [scope_json(scope) for scope in each.scopes],
        "refs": [ref_json(ref) for ref in each.refs],
        "elements": list(each.elements),
        "modules": list(each.modules),
        "functions": [{"name": function.name, "doc": function.doc} for function in each.functions],
    }
