"""GitLab's code quality report (https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format).

Comes in: a Report. Goes out: a JSON array with an object for each finding. GitLab tells findings apart by their
fingerprints alone, compares those of two branches, and knows no columns.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.findings import Finding, counted_findings
from hielements.report.json_report import Json, encodable
from hielements.report.report import Report

_SEVERITIES: Final = {"error": "major", "warning": "minor", "info": "info"}


def render(report: Report) -> str:
    """The array as JSON text with a newline at its end."""
    found = [_finding(finding) for finding in counted_findings(report)]
    return encodable(json.dumps(found, ensure_ascii=False, indent=2)) + "\n"


def _finding(finding: Finding) -> Json:
    lines: Json = {"begin": finding.spot.line or 1}
    if finding.spot.end_line is not None:
        lines["end"] = finding.spot.end_line
    is_broken = finding.kind == "diagnostic" and finding.level == "error"
    return {
        "type": "issue",
        "description": finding.text + (f"; help: {finding.help}" if finding.help else ""),
        "check_name": finding.rule.id,
        "categories": ["Style" if finding.kind == "diagnostic" else "Complexity"],
        "fingerprint": finding.fingerprint,
        "severity": "critical" if is_broken else _SEVERITIES[finding.level],
        "location": {"path": finding.spot.path, "lines": lines},
    }
