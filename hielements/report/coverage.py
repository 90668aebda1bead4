"""The coverage of a specification as renderers see it: paths, names and numbers, nothing else.

Paths are relative to the workspace, with forward slashes; lines and columns are 1-based and count characters.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Record
from hielements.report.report import Place, ReportedDiagnostic, ReportedFailure


class ReportedPart(Record):
    """A function or class of a file that belongs to an element; `symbol` is None when only its lines are known."""

    element: str
    symbol: str | None
    first_line: int
    last_line: int


class ReportedFile(Record):
    """A file that is not governed. `parts` are those of its functions and classes that belong to elements; `unread`
    says why it could not be read, when that is the reason."""

    path: str
    parts: tuple[ReportedPart, ...]
    unread: ReportedFailure | None


class ReportedLeftOut(Record):
    """A number of files that are not considered, and why. `language` is None for files that are no code."""

    language: str | None
    reason: str
    files: int


class ReportedDependency(Record):
    """A dependency that nothing governs: where it stands, what it names, the file it leads to, the elements at its
    ends. `reason` is `no-element` when an end belongs to none."""

    path: str
    line: int
    column: int
    name: str
    target: str
    source_element: str | None
    target_element: str | None
    reason: Literal["no-element", "no-rule"]


class ReportedElement(Record):
    """The own code of an element: its files, its dependencies, and the rules that look at it."""

    path: str
    files: int
    inside: int
    leaving: int
    entering: int
    ungoverned: int
    rules: int


class ReportedRule(Record):
    """A rule, and at how many files and dependencies it looks."""

    element: str
    check: str
    kind: str
    pattern: str | None
    place: Place
    files: int
    dependencies: int


class ReportedCoverage(Record):
    """`inside`, `by_rules` and `external` are numbers of dependencies; `external` ones count nowhere else."""

    files: int
    governed_files: int
    ungoverned_files: tuple[ReportedFile, ...]
    left_out: tuple[ReportedLeftOut, ...]
    unknown: tuple[ReportedFailure, ...]
    inside: int
    by_rules: int
    external: int
    ungoverned: tuple[ReportedDependency, ...]
    ungoverned_dependencies: int
    elements: tuple[ReportedElement, ...]
    rules: tuple[ReportedRule, ...]

    @property
    def dependencies(self) -> int:
        return self.inside + self.by_rules + self.ungoverned_dependencies


class CoverageReport(Record):
    """What `hielements coverage` found. `coverage` is None when something is wrong with the specification. `minimum` is
    `[check] min_coverage`. `selected` says that a filter left out elements and dependencies; numbers of files and
    dependencies are always those of the whole."""

    specs: tuple[str, ...]
    exit_code: int
    diagnostics: tuple[ReportedDiagnostic, ...]
    coverage: ReportedCoverage | None
    minimum: float | None
    selected: bool
    seconds: float


def percent(part: int, whole: int) -> float | None:
    """A part in per cent, to one decimal, rounded down so that only the whole is 100; None of nothing."""
    return part * 1000 // whole / 10 if whole else None
