"""What the last run of checks found, as an editor shows it: beside the rule, and beside the code that breaks it.

Comes in: reports of runs, and the files of each scope. Goes out: verdicts by place and violations by file. Nothing here
runs a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hielements.record import Entity, Record
from hielements.report.report import Report, ReportedCheck, ReportedDiagnostic, ReportedViolation


class ScopeContents(Record):
    """What a scope selected: the number of its files, the first of them, or why there are none."""

    count: int
    files: tuple[str, ...] = ()
    trouble: str | None = None


class CheckAnswer(Record):
    """A run: its report, and the contents of scopes by the path of their element and their name."""

    report: Report
    scopes: Mapping[tuple[str, str], ScopeContents]


class FoundViolation(Entity):
    """A violation with the check that it breaks."""

    check: ReportedCheck
    violation: ReportedViolation


class Findings:
    """The present state of what is known; a run of some checks replaces what was known of these."""

    def __init__(self) -> None:
        self._results: dict[tuple[str, int, int, str, str], ReportedCheck] = {}
        self.scopes: dict[tuple[str, str], ScopeContents] = {}
        self.diagnostics: tuple[ReportedDiagnostic, ...] = ()
        self.has_run = False

    def take(self, answer: CheckAnswer, whole: bool) -> None:
        """Takes over what a run found. `whole` says that it was of all checks, so that older results are void."""
        if whole:
            self._results.clear()
            self.scopes.clear()
        for result in answer.report.results:
            self._results[_key(result)] = result
        self.scopes.update(answer.scopes)
        self.diagnostics = answer.report.diagnostics
        self.has_run = True

    @property
    def results(self) -> Sequence[ReportedCheck]:
        return list(self._results.values())

    def of_place(self, file: str, line: int) -> list[ReportedCheck]:
        """The results of the checks that are stated on a line."""
        return [each for each in self._results.values() if each.place.file == file and each.place.line == line]

    def of_element(self, path: str) -> list[ReportedCheck]:
        """The results of an element and of everything below it."""
        below = f"{path}."
        return [each for each in self._results.values() if each.element == path or each.element.startswith(below)]

    def violations(self) -> dict[str, list[FoundViolation]]:
        """Violations by the file that they stand in."""
        found: dict[str, list[FoundViolation]] = {}
        for result in self._results.values():
            if result.status != "fail":
                continue
            for violation in result.violations:
                if violation.path is not None:
                    found.setdefault(violation.path, []).append(FoundViolation(result, violation))
        return found

    def without_place(self) -> list[ReportedCheck]:
        """Results that are not as they should be and that no file of code shows: they are shown at the rule."""
        return [
            each
            for each in self._results.values()
            if each.status == "error"
            or (each.status == "fail" and not any(violation.path is not None for violation in each.violations))
        ]


def verdict(results: Iterable[ReportedCheck]) -> str | None:
    """Some results in a few words: `2 of 5 checks violated, 1 undecided`; None where there are none."""
    all_of_them = list(results)
    if not all_of_them:
        return None
    failed = sum(1 for each in all_of_them if each.status == "fail")
    undecided = sum(1 for each in all_of_them if each.status == "error")
    waived = sum(1 for each in all_of_them if each.status == "waived")
    total = len(all_of_them)
    checks = "check" if total == 1 else "checks"
    parts = []
    if failed:
        parts.append("violated" if total == 1 else f"{failed} of {total} {checks} violated")
    if undecided:
        parts.append("undecided" if total == 1 else f"{undecided} undecided")
    if waived:
        parts.append("waived" if total == 1 else f"{waived} waived")
    return ", ".join(parts) if parts else ("passed" if total == 1 else f"all {total} {checks} passed")


def _key(result: ReportedCheck) -> tuple[str, int, int, str, str]:
    return result.place.file, result.place.line, result.place.column, result.element, result.check
