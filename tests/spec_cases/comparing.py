"""Says where a report differs from what a case expects.

Comes in: expectations and a JSON report. Goes out: a list of plain sentences, empty when all is as expected. Nothing
here runs anything.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from hielements.resources import package_file
from spec_cases.expectations import ExpectedDiagnostic, ExpectedResult, ExpectedResults

Report = dict[str, Any]


def describe_diagnostic(diagnostic: Report) -> str:
    """One diagnostic in the form of a `diagnostics` fence."""
    place = f"{diagnostic['file']}:{diagnostic['line']}:{diagnostic['column']}"
    return f"{place}: {diagnostic['severity']}[{diagnostic['name']}] {diagnostic['message']}"


def describe_result(result: Report) -> str:
    """One result in the form of a `results` fence, with the first violation or the message."""
    told = [*_violations(result), result["message"] or ""] if result["status"] != "pass" else []
    text = next((line for line in told if line), "")
    fields = [result["element"], " ".join(result["check"].split()), result["status"]]
    return " | ".join([*fields, " ".join(text.split())] if text else fields)


def compare_diagnostics(expected: Sequence[ExpectedDiagnostic], report: Report) -> list[str]:
    """The reported diagnostics must be exactly the expected ones, in any order. Only `no-checks` need not be expected:
    most cases about declarations have no check, and their reader need not be told."""
    remaining = list(report["diagnostics"])
    problems = []
    for wanted in sorted(expected, key=lambda item: item.message is None):
        match = next((found for found in remaining if _is(wanted, found)), None)
        if match is not None:
            remaining.remove(match)
            continue
        near = next(
            (found for found in remaining if (found["name"], found["file"]) == (wanted.name, wanted.file)), None
        )
        hint = f"\n      reported instead: {describe_diagnostic(near)}" if near else ""
        problems.append(f"expected, but not reported:  {wanted}{hint}")
    problems += [
        f"reported, but not expected:  {describe_diagnostic(found)}"
        for found in remaining
        if found["name"] != "no-checks"
    ]
    return problems


def _is(wanted: ExpectedDiagnostic, found: Report) -> bool:
    return (
        (wanted.file, wanted.line, wanted.severity, wanted.name)
        == (found["file"], found["line"], found["severity"], found["name"])
        and wanted.column in (None, found["column"])
        and (wanted.message or "") in found["message"]
    )


def compare_results(expected: ExpectedResults, report: Report) -> list[str]:
    """The results must be exactly the expected ones, in order."""
    problems = []
    found = report["results"]
    for index in range(max(len(found), len(expected.results))):
        wanted = expected.results[index] if index < len(expected.results) else None
        result = found[index] if index < len(found) else None
        if wanted is None:
            problems.append(f"result {index + 1} is not expected:\n      {describe_result(found[index])}")
        elif result is None:
            problems.append(f"result {index + 1} is missing:\n      {wanted.text}")
        elif not matches(wanted, result):
            problems.append(
                f"result {index + 1} differs:\n      expected {wanted.text}\n      found    {describe_result(result)}"
            )
    if expected.exit_code is not None and expected.exit_code != report["exit_code"]:
        problems.append(f"expected exit {expected.exit_code}, found exit {report['exit_code']}")
    return problems


def matches(wanted: ExpectedResult, result: Report) -> bool:
    told = [" ".join(line.split()) for line in (result["message"] or "", *_violations(result))]
    return (
        wanted.element == result["element"]
        and wanted.check == " ".join(result["check"].split())
        and wanted.status == result["status"]
        and all(any(substring in line for line in told) for substring in wanted.substrings)
    )


def _violations(result: Report) -> list[str]:
    return [
        ": ".join(
            part
            for part in (":".join(str(p) for p in (item["path"], item["line"]) if p is not None), item["message"])
            if part
        )
        for item in result["violations"]
    ]


def broken_promises(report: Report) -> list[str]:
    """What docs/language.md promises of every report, whatever the case expects."""
    problems = []
    errors = [item for item in report["diagnostics"] if item["severity"] == "error"]
    summary, results = report["summary"], report["results"]
    if (report["status"] == "ok") != (report["exit_code"] == 0):
        problems.append(f"status {report['status']} does not go with exit status {report['exit_code']}")
    statuses = [item["status"] for item in results]
    counts = (("passed", "pass"), ("failed", "fail"), ("errors", "error"), ("waived", "waived"))
    for field, status in counts:
        if summary[field] != statuses.count(status):
            problems.append(f"summary.{field} is {summary[field]}, but {statuses.count(status)} results are `{status}`")
    if report["exit_code"] == 0 and (errors or "fail" in statuses or "error" in statuses):
        problems.append("exit status 0 with an error or a check that did not pass")
    silent = [item for item in results if item["status"] in ("fail", "error") and not item["message"]]
    problems += [f"`{item['check']}` is `{item['status']}` without a word" for item in silent if not item["violations"]]
    return problems


def schema_errors(report: Report, schema: str = "report") -> list[str]:
    """Where the report is not as the published schema says."""
    return [
        f"the schema refuses {error.json_path}: {error.message}" for error in _validator(schema).iter_errors(report)
    ]


@cache
def _validator(schema: str) -> Draft202012Validator:
    with open(package_file("report", f"{schema}.schema.json"), encoding="utf-8") as file:
        return Draft202012Validator(json.load(file))


def apply_fixes(text: str, file: str, report: Report) -> str:
    """The text of the file after every fix, later edits first. The same edit of two diagnostics is made once."""
    starts = [0]
    for line in text.split("\n"):
        starts.append(starts[-1] + len(line) + 1)
    edits = {
        (
            starts[edit["line"] - 1] + edit["column"] - 1,
            starts[edit["end_line"] - 1] + edit["end_column"] - 1,
            edit["text"],
        )
        for diagnostic in report["diagnostics"]
        for edit in (diagnostic.get("fix") or {"edits": []})["edits"]
        if edit["file"] == file
    }
    end = len(text) + 1
    for start, stop, replacement in sorted(edits, reverse=True):
        assert start <= stop <= end, f"overlapping edits at offset {start}"
        text = text[:start] + replacement + text[stop:]
        end = start
    return text
