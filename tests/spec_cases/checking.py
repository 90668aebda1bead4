"""Runs one case and raises with everything that differs.

Comes in: a page's path and a Case. This is the one entry point that tests use, so that the rest may move.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from spec_cases import updating
from spec_cases.comparing import (
    Report,
    apply_fixes,
    broken_promises,
    compare_diagnostics,
    compare_results,
    schema_errors,
)
from spec_cases.expectations import expected_diagnostics, expected_results
from spec_cases.pages import SPEC, Case, Fence
from spec_cases.running import coverage_json, coverage_report, formatted_text, json_report, terminal_report, write_files


class CaseError(Exception):
    """The case does not hold. The message says what differs, one item a line."""


def report_of(case: Case) -> Report:
    """The JSON report of a case, checked in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="case-") as folder:
        write_files(case, Path(folder))
        return json_report(case, Path(folder))


def check_case(page: Path, case: Case) -> None:
    """Raises CaseError unless everything the case expects holds."""
    if "formatted" in case.expectations or "upgraded" in case.expectations:
        _check_formatting(page, case)
        return
    diagnostics = expected_diagnostics(case)
    with tempfile.TemporaryDirectory(prefix="case-") as name:
        folder = Path(name)
        write_files(case, folder)
        report = json_report(case, folder)
        problems = schema_errors(report) + broken_promises(report) + compare_diagnostics(diagnostics, report)
        if fence := case.expectations.get("results"):
            problems += _compare_results(page, case, fence, report)
        if fence := case.expectations.get("fixed"):
            problems += _compare_text(page, case, "fixed", apply_fixes(case.files[SPEC].text, SPEC, report))
        if fence := case.expectations.get("terminal"):
            problems += _compare_text(page, case, "terminal", terminal_report(case, folder))
        if "coverage" in case.expectations:
            problems += schema_errors(coverage_json(case, folder), "coverage")
            problems += _compare_text(page, case, "coverage", coverage_report(case, folder))
    if problems:
        raise CaseError("\n".join(f"  {problem}" for problem in problems))


def _check_formatting(page: Path, case: Case) -> None:
    """A case about the layout of a text: nothing is checked, so its names need not mean anything."""
    problems = []
    for kind, options in (("formatted", ()), ("upgraded", ("--upgrade",))):
        if kind in case.expectations:
            with tempfile.TemporaryDirectory(prefix="case-") as folder:
                problems += _compare_text(page, case, kind, formatted_text(case, Path(folder), *options))
    if problems:
        raise CaseError("\n".join(f"  {problem}" for problem in problems))


def _compare_results(page: Path, case: Case, fence: Fence, report: Report) -> list[str]:
    differences = compare_results(expected_results(fence), report)
    if differences and updating.wanted():
        updating.replace_fence(page, case.name, "results", updating.updated_results(fence, report))
        return []
    return differences


def _compare_text(page: Path, case: Case, kind: str, found: str) -> list[str]:
    fence = case.expectations[kind]
    if fence.text.rstrip("\n") == found.rstrip("\n"):
        return []
    if updating.wanted():
        updating.replace_fence(page, case.name, kind, found)
        return []
    import difflib

    difference = difflib.unified_diff(fence.text.splitlines(), found.splitlines(), "expected", "found", lineterm="")
    listed = "".join(f"\n      {line}" for line in difference)
    return [f"the `{kind}` block differs (HIELEMENTS_UPDATE=1 refreshes it):{listed}"]
