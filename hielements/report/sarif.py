"""SARIF 2.1.0 (https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html), as code scanning services read it.

Comes in: a Report. Goes out: one SARIF log with one run. Each check is a rule, each violation a result with a
fingerprint that survives moved lines, the statement in the specification and the steps of a chain as related locations.
An undecided check is a result of the kind `open` and a notification of the level `error`. Accepted violations are
suppressed results, those of the baseline `unchanged` and all others then `new`. What passed is not told.

Paths are relative to `%SRCROOT%`, the workspace; columns count characters (`unicodeCodePoints`).
"""

from __future__ import annotations

import json
import re
from typing import Final

from hielements.report.accepting import told
from hielements.report.findings import Finding, Related, Rule, Spot, findings_of
from hielements.report.json_report import Json, encodable
from hielements.report.markdown_text import code_block, plain
from hielements.report.report import Report
from hielements.version import __version__

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT: Final = "hielementsFinding/v1"
_LEVELS: Final = {"error": "error", "warning": "warning", "info": "note"}
_UNRESERVED: Final = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/")


def render(report: Report) -> str:
    """The log as JSON text with a newline at its end."""
    findings = findings_of(report)
    has_baseline = any(finding.waiver is not None and finding.waiver.by == "baseline" for finding in findings)
    rules: dict[str, Rule] = {}
    for finding in findings:
        rules.setdefault(finding.rule.id, finding.rule)
    numbers = {name: number for number, name in enumerate(rules)}
    log: Json = {
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "Hielements",
                        "semanticVersion": __version__,
                        "rules": [_rule(rule) for rule in rules.values()],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "invocations": [_invocation(report, findings, numbers)],
                "results": [_result(finding, numbers, has_baseline) for finding in findings],
            }
        ],
    }
    return encodable(json.dumps(log, ensure_ascii=False, indent=2)) + "\n"


def _rule(rule: Rule) -> Json:
    if rule.kind == "diagnostic":
        words = (
            f"Hielements reports this about the text of a specification; `hielements explain {rule.title}` tells more."
        )
        return {
            "id": rule.id,
            "name": rule.title,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": words},
            "help": {"text": words, "markdown": words},
            "properties": {"tags": ["specification"]},
        }
    reason = rule.reason or f"The architecture of {rule.element} demands it."
    assert rule.place is not None
    stated = f"Stated in {rule.place.file}, line {rule.place.line}"
    stated += f", by the pattern {rule.pattern}." if rule.pattern else "."
    return {
        "id": rule.id,
        "shortDescription": {"text": _text(rule.title)},
        "fullDescription": {"text": _text(reason)},
        "help": {
            "text": f"{rule.title}\n\n{reason}\n\n{stated}",
            "markdown": f"{code_block(rule.title)}\n\n{plain(reason)}\n\n{plain(stated)}",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["architecture", rule.kind], "element": rule.element},
    }


def _result(finding: Finding, numbers: dict[str, int], has_baseline: bool) -> Json:
    is_open = finding.kind == "undecided"
    text = finding.message + (f"\nhelp: {finding.help}" if finding.help else "")
    result: Json = {
        "ruleId": finding.rule.id,
        "ruleIndex": numbers[finding.rule.id],
        "kind": "open" if is_open else "fail",
        "level": "none" if is_open else _LEVELS[finding.level],
        "message": {"text": _text(text)},
        "locations": [_location(finding.spot)],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
    }
    waiver = finding.waiver
    if has_baseline:
        result["baselineState"] = "unchanged" if waiver is not None and waiver.by == "baseline" else "new"
    if waiver is not None:
        result["suppressions"] = [
            {
                "kind": "inSource" if waiver.by == "comment" else "external",
                "status": "accepted",
                "justification": told(waiver),
                "location": _location(Spot(waiver.place.file, waiver.place.line, waiver.place.column)),
            }
        ]
    if finding.related:
        result["relatedLocations"] = [
            {"id": number, **_location(related.spot), "message": {"text": _text(related.message)}}
            for number, related in enumerate(finding.related)
        ]
    if finding.chain:
        result["codeFlows"] = [{"threadFlows": [{"locations": [_step(step) for step in finding.chain]}]}]
    return result


def _step(step: Related) -> Json:
    return {"location": {**_location(step.spot), "message": {"text": _text(step.message)}}}


def _invocation(report: Report, findings: list[Finding], numbers: dict[str, int]) -> Json:
    result: Json = {"executionSuccessful": report.exit_code in (0, 1), "exitCode": report.exit_code}
    notifications = [
        {
            "associatedRule": {"id": finding.rule.id, "index": numbers[finding.rule.id]},
            "level": "error",
            "message": {"text": _text(f"{finding.rule.id} {finding.message}")},
            "locations": [_location(finding.spot)],
        }
        for finding in findings
        if finding.kind == "undecided"
    ]
    if notifications:
        result["toolExecutionNotifications"] = notifications
    return result


def _location(spot: Spot) -> Json:
    physical: Json = {"artifactLocation": {"uri": uri_of(spot.path), "uriBaseId": "%SRCROOT%"}}
    if spot.line is not None:
        region = {
            "startLine": spot.line,
            "startColumn": spot.column,
            "endLine": spot.end_line,
            "endColumn": spot.end_column if spot.end_line is not None else None,
        }
        physical["region"] = {name: value for name, value in region.items() if value is not None}
    return {"physicalLocation": physical}


def uri_of(path: str) -> str:
    """The path as a relative URI (RFC 3986): whatever is not unreserved is written as `%` and two digits."""
    content = path.encode("utf-8", "surrogateescape")
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in content)


def _text(text: str) -> str:
    """Plain text of a message. `[a](b)` would be a link (section 3.11.6), which no source line may make."""
    return re.sub(r"\](?=\()", r"\\]", re.sub(r"\[(?=[^\[\]]*\]\()", r"\\[", text))
