"""The coverage for machines, described by `coverage.schema.json`.

Comes in: a CoverageReport. Goes out: one JSON object as text, the same for the same input; times stand in it only when
asked for.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.coverage import CoverageReport, ReportedCoverage, ReportedFile, ReportedRule, percent
from hielements.report.json_report import Json, diagnostic_json, encodable, failure_json, place_json

VERSION: Final = "1.0"


def render(report: CoverageReport, *, times: bool = False) -> str:
    """The report as JSON text with a newline at its end."""
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "specs": list(report.specs),
        "min_coverage": report.minimum,
    }
    if report.coverage is not None:
        result |= _coverage(report.coverage)
    result["diagnostics"] = [diagnostic_json(diagnostic) for diagnostic in report.diagnostics]
    if times:
        result["seconds"] = round(report.seconds, 6)
    return encodable(json.dumps(result, ensure_ascii=False, indent=2)) + "\n"


def _coverage(coverage: ReportedCoverage) -> Json:
    governed = coverage.inside + coverage.by_rules
    return {
        "files": {
            "total": coverage.files,
            "governed": coverage.governed_files,
            "percent": percent(coverage.governed_files, coverage.files),
            "ungoverned": [_file(file) for file in coverage.ungoverned_files],
            "left_out": [
                {"language": each.language, "reason": each.reason, "files": each.files} for each in coverage.left_out
            ],
        },
        "dependencies": {
            "total": coverage.dependencies,
            "governed": governed,
            "percent": percent(governed, coverage.dependencies),
            "inside": coverage.inside,
            "by_rules": coverage.by_rules,
            "external": coverage.external,
            "ungoverned": [
                {
                    "path": each.path,
                    "line": each.line,
                    "column": each.column,
                    "name": each.name,
                    "target": each.target,
                    "source_element": each.source_element,
                    "target_element": each.target_element,
                    "reason": each.reason,
                }
                for each in coverage.ungoverned
            ],
        },
        "elements": [
            {
                "element": each.path,
                "files": each.files,
                "inside": each.inside,
                "leaving": each.leaving,
                "entering": each.entering,
                "ungoverned": each.ungoverned,
                "rules": each.rules,
            }
            for each in coverage.elements
        ],
        "rules": [_rule(rule) for rule in coverage.rules],
        "unknown": [failure_json(failure) for failure in coverage.unknown],
    }


def _file(file: ReportedFile) -> Json:
    result: Json = {"path": file.path}
    if file.parts:
        result["parts"] = [
            {
                "element": part.element,
                "symbol": part.symbol,
                "first_line": part.first_line,
                "last_line": part.last_line,
            }
            for part in file.parts
        ]
    if file.unread is not None:
        result["unread"] = failure_json(file.unread)
    return result


def _rule(rule: ReportedRule) -> Json:
    return {
        "element": rule.element,
        "check": rule.check,
        "kind": rule.kind,
        "pattern": rule.pattern,
        "location": place_json(rule.place),
        "files": rule.files,
        "dependencies": rule.dependencies,
    }
