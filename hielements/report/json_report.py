"""The report for machines, described by `report.schema.json`.

Comes in: a Report. Goes out: one JSON object as text, which is valid UTF-8 whatever the names of files are. The same
run gives the same text, byte for byte; times stand in it only when asked for.
"""

from __future__ import annotations

import json
from typing import Final

from hielements.report.report import (
    Place,
    Report,
    ReportedCheck,
    ReportedDiagnostic,
    ReportedFailure,
    ReportedPlan,
    ReportedPlugin,
    ReportedViolation,
)

VERSION: Final = "1.0"

Json = dict[str, object]


def render(report: Report, *, times: bool = False) -> str:
    """The report as JSON text with a newline at its end."""
    text = json.dumps(_report(report, times), ensure_ascii=False, indent=2)
    # File names that are not UTF-8 hold lone surrogates, which many JSON readers refuse: they are written as an
    # escape that can be read, `\udcff`, with its backslash escaped in its turn.
    return encodable(text) + "\n"


def encodable(text: str) -> str:
    """The text in characters that UTF-8 has."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "".join(f"\\\\u{ord(char):04x}" if "\ud800" <= char <= "\udfff" else char for char in text)
    return text


def _report(report: Report, times: bool) -> Json:
    summary = report.summary
    result: Json = {
        "version": VERSION,
        "status": "ok" if report.exit_code == 0 else "error",
        "exit_code": report.exit_code,
        "specs": list(report.specs),
        "summary": {
            "total": summary.total,
            "passed": summary.passed,
            "failed": summary.failed,
            "errors": summary.errors,
            "waived": summary.waived,
            "skipped": summary.skipped,
            **({"waived_violations": summary.waived_violations} if summary.waived_violations else {}),
        },
        "results": [result_json(check, times) for check in report.results],
        "diagnostics": [diagnostic_json(diagnostic) for diagnostic in report.diagnostics],
    }
    if report.since is not None:
        result["since"] = report.since
    baseline = report.baseline
    if baseline is not None:
        result["baseline"] = {
            "file": baseline.file,
            "known": baseline.known,
            "stale": baseline.stale,
            "unseen": baseline.unseen,
            "first": baseline.first,
            "since": baseline.since,
        }
    if report.plugins:
        counted = any(check.costs is not None for check in report.results)
        result["plugins"] = [_plugin(plugin, counted) for plugin in report.plugins]
    if report.planned is not None:
        result["planned"] = [_plan(planned) for planned in report.planned]
    if times:
        result["seconds"] = round(report.seconds, 6)
    return result


def result_json(check: ReportedCheck, times: bool = False) -> Json:
    """One result."""
    result: Json = {
        "element": check.element,
        "check": check.check,
        "kind": check.kind,
        "status": check.status,
        "message": check.message,
        "pattern": check.pattern,
        "location": place_json(check.place),
        "violations": [violation_json(violation) for violation in check.violations],
    }
    if check.waived:
        result["waived_violations"] = [violation_json(violation) for violation in check.waived]
    if check.reason:
        result["reason"] = check.reason
    if check.failures:
        result["failures"] = [failure_json(failure) for failure in check.failures]
    if check.costs is not None:
        result["cost"] = [
            {"plugin": cost.plugin, "requests": cost.requests, "operations": cost.operations} for cost in check.costs
        ]
    if times:
        result["seconds"] = round(check.seconds, 6)
    if times and check.note:
        result["note"] = check.note
    return result


def violation_json(violation: ReportedViolation) -> Json:
    result: Json = {
        "path": violation.path,
        "line": violation.line,
        "column": violation.column,
        "message": violation.message,
    }
    optional: Json = {
        "target": violation.target if violation.target not in ("", violation.message) else None,
        "end_line": violation.end_line,
        "end_column": violation.end_column,
        "evidence": violation.evidence,
        "help": violation.help,
    }
    result |= {name: value for name, value in optional.items() if value is not None}
    if violation.chain:
        result["chain"] = [
            {"path": hop.path, "line": hop.line, "column": hop.column, "name": hop.name} for hop in violation.chain
        ]
    waiver = violation.waiver
    if waiver is not None:
        result["waiver"] = {
            "by": waiver.by,
            "reason": waiver.reason,
            "owner": waiver.owner,
            "expires": waiver.expires,
            "file": waiver.place.file,
            "line": waiver.place.line,
        }
    return result


def failure_json(failure: ReportedFailure) -> Json:
    return {
        "reason": failure.reason,
        "message": failure.message,
        "path": failure.path,
        "line": failure.line,
        "help": failure.help,
    }


def diagnostic_json(diagnostic: ReportedDiagnostic) -> Json:
    result: Json = {
        "severity": diagnostic.severity,
        "code": diagnostic.code,
        "name": diagnostic.name,
        "message": diagnostic.message,
        "help": diagnostic.help,
        **place_json(diagnostic.place),
    }
    if diagnostic.label:
        result["label"] = diagnostic.label
    if diagnostic.secondary:
        result["secondary"] = [{**place_json(label.place), "message": label.message} for label in diagnostic.secondary]
    if diagnostic.fix is not None:
        edits = [{**place_json(edit.place), "text": edit.text} for edit in diagnostic.fix.edits]
        result["fix"] = {"title": diagnostic.fix.title, "edits": edits}
    return result


def _plugin(plugin: ReportedPlugin, counted: bool) -> Json:
    result: Json = {"name": plugin.name, "kind": plugin.kind, "isolation": plugin.isolation}
    if counted:
        result["operations"] = plugin.operations
    return result


def _plan(planned: ReportedPlan) -> Json:
    return {
        "element": planned.element,
        "check": planned.check,
        "kind": planned.kind,
        "pattern": planned.pattern,
        "location": place_json(planned.place),
    }


def place_json(place: Place) -> Json:
    return {
        "file": place.file,
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }
