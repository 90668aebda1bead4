"""Differences between two states of a project, for machines.

Comes in: a DifferenceReport. Goes out: one JSON object as text, the same for the same input.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from hielements.report.chains_json import use_json
from hielements.report.difference import DifferenceReport, ReportedDependencyChange, ReportedViolationChange
from hielements.report.json_report import Json, diagnostic_json, encodable, result_json, violation_json

VERSION: Final = "1.0"


def render(report: DifferenceReport) -> str:
    """The differences as JSON text with a newline at its end. With `trouble`, nothing could be compared."""
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "before": report.before,
        "after": report.after,
        "trouble": report.trouble,
        "elements": {"new": list(report.new_elements), "gone": list(report.gone_elements)},
        "dependencies": {
            "new": _dependencies(report.new_dependencies),
            "gone": _dependencies(report.gone_dependencies),
            "changed": _dependencies(report.changed_dependencies),
        },
        "violations": {"new": _violations(report.new_violations), "gone": _violations(report.gone_violations)},
        "undecided": [result_json(each) for each in report.undecided],
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in report.diagnostics],
    }
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _dependencies(changes: Sequence[ReportedDependencyChange]) -> list[Json]:
    return [
        {
            "source": each.source,
            "target": each.target,
            "external": each.external,
            "before": each.before,
            "after": each.after,
            "first": use_json(each.use),
        }
        for each in changes
    ]


def _violations(changes: Sequence[ReportedViolationChange]) -> list[Json]:
    return [
        {"element": each.element, "check": each.check, "count": each.count, **violation_json(each.violation)}
        for each in changes
    ]
