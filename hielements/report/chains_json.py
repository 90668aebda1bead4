"""Chains of dependencies for machines.

Comes in: a ChainsReport. Goes out: one JSON object as text, the same for the same input.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.architecture import ReportedUse
from hielements.report.chains import ChainsReport
from hielements.report.json_report import Json, diagnostic_json, encodable, failure_json

VERSION: Final = "1.0"


def render(report: ChainsReport) -> str:
    """The report as JSON text with a newline at its end. `chains` is null when the names or the specification are
    wrong."""
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "specs": list(report.specs),
        "source": report.source,
        "target": report.target,
        "chains": None if report.chains is None else [list(map(use_json, chain)) for chain in report.chains],
        "backward": None if report.backward is None else list(map(use_json, report.backward)),
        "unknown": [failure_json(failure) for failure in report.failures],
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in report.diagnostics],
    }
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def use_json(use: ReportedUse) -> Json:
    """One dependency."""
    return {
        "path": use.path,
        "line": use.line,
        "column": use.column,
        "verb": use.verb,
        "name": use.name,
        "tags": list(use.tags),
        "file": use.file,
        "external": use.external,
        "source_element": use.source,
        "target_element": use.target,
    }
