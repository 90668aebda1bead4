"""The numbers of an architecture for machines.

Comes in: a StatisticsReport. Goes out: one JSON object as text, the same for the same input but for times, which stand
in it only when costs were asked for.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.chains_json import use_json
from hielements.report.json_report import Json, diagnostic_json, encodable, failure_json, place_json
from hielements.report.statistics import ReportedStatistics, StatisticsReport

VERSION: Final = "1.0"


def render(report: StatisticsReport) -> str:
    """The report as JSON text with a newline at its end. `elements` is null when the specification is wrong."""
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "specs": list(report.specs),
        "elements": None if report.elements is None else list(map(_element, report.elements)),
        "cycles": [
            {"members": list(each.members), "cycle": list(each.cycle), "dependencies": list(map(use_json, each.uses))}
            for each in report.cycles
        ],
        "unknown": [failure_json(failure) for failure in report.failures],
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in report.diagnostics],
    }
    if report.costs is not None:
        result["costs"] = [
            {
                "element": cost.element,
                "check": cost.check,
                "seconds": round(cost.seconds, 6),
                "location": place_json(cost.place),
            }
            for cost in report.costs
        ]
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _element(each: ReportedStatistics) -> Json:
    return {
        "element": each.path,
        "parent": each.parent,
        "files": each.files,
        "dependencies_in": each.uses_in,
        "dependencies_out": each.uses_out,
        "dependencies_inside": each.uses_inside,
        "fan_in": each.fan_in,
        "fan_out": each.fan_out,
        "types": each.types,
        "abstract_types": each.abstract_types,
        "instability": _rounded(each.instability),
        "abstractness": _rounded(each.abstractness),
        "distance": _rounded(each.distance),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)
