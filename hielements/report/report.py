"""The report: everything a renderer may show, resolved to text, paths and numbers. Renderers see this and nothing
else.

Lines and columns are 1-based and count characters; `end_column` is exclusive. Paths are relative to the workspace,
with forward slashes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from hielements.diagnostics.diagnostic import Severity
from hielements.record import Record

if TYPE_CHECKING:
    from hielements.report.architecture import ReportedArchitecture
    from hielements.report.coverage import ReportedCoverage

Status = Literal["pass", "fail", "error", "waived"]


class Excerpt(Record):
    """Source lines to quote: `lines` start at line `first_line`."""

    first_line: int
    lines: tuple[str, ...]


class Place(Record):
    """A stretch of a file. `excerpt` is None when the text could not be read or is not worth quoting."""

    file: str
    line: int
    column: int
    end_line: int
    end_column: int
    excerpt: Excerpt | None = None


class ReportedHop(Record):
    path: str
    line: int
    column: int
    name: str


class ReportedWaiver(Record):
    """What accepts a violation: an entry of the baseline, a waiver of the configuration, or a comment in the code, and
    where that stands. `reason` is None for the baseline; `owner` and `expires` (a date) are those of a waiver."""

    by: Literal["baseline", "waiver", "comment"]
    place: Place
    reason: str | None
    owner: str | None
    expires: str | None


class ReportedViolation(Record):
    """A place in the checked code. `line` is None when the whole file (or no file: `path` None) is meant. `target` says
    what the violation is about in words that do not change when lines move: with the element, the check and the path it
    knows the violation again in a later run. `waiver` is what accepts it, None for one that counts."""

    message: str
    path: str | None
    line: int | None
    column: int | None
    end_line: int | None
    end_column: int | None
    evidence: str | None
    excerpt: Excerpt | None
    chain: tuple[ReportedHop, ...]
    help: str | None
    target: str = ""
    waiver: ReportedWaiver | None = None


class ReportedFailure(Record):
    """Why a check could not be decided."""

    reason: str
    message: str
    path: str | None
    line: int | None
    help: str | None


class ReportedCost(Record):
    """What a plugin did for one check. `operations` are those of WebAssembly: the same in every run and on every
    machine, None where they are not counted, as those of a process never are."""

    plugin: str
    requests: int
    operations: int | None


class ReportedPlugin(Record):
    """A plugin that took part. `kind` is `process` or `wasm`; `isolation` the level at which it was kept apart from the
    machine (docs/security.md), None for a process that was never started, and `confinement` the same in words.
    `operations` are those of WebAssembly in all of the run, None where they are not counted."""

    name: str
    kind: str
    isolation: str | None
    confinement: str
    operations: int | None


class ReportedCheck(Record):
    """One result. `reason` is the doc comment of the check. `violations` count; those in `waived` are accepted: a
    result that is `waived` has no others, one that fails may have both. `spec` is the specification that declares the
    element. `costs` are those of the plugins that it asked, in the order of their names, None where they were not asked
    for."""

    element: str
    check: str
    kind: str
    status: Status
    message: str | None
    pattern: str | None
    reason: str | None
    place: Place
    violations: tuple[ReportedViolation, ...]
    failures: tuple[ReportedFailure, ...]
    note: str | None
    seconds: float
    waived: tuple[ReportedViolation, ...] = ()
    spec: str = ""
    costs: tuple[ReportedCost, ...] | None = None


class ReportedLabel(Record):
    place: Place
    message: str


class ReportedEdit(Record):
    place: Place
    text: str


class ReportedFix(Record):
    title: str
    edits: tuple[ReportedEdit, ...]


class ReportedDiagnostic(Record):
    severity: Severity
    code: str
    name: str
    message: str
    label: str
    place: Place
    secondary: tuple[ReportedLabel, ...]
    help: str | None
    fix: ReportedFix | None


class ReportedPlan(Record):
    """A check that `--dry-run` lists instead of evaluating it."""

    element: str
    check: str
    kind: str
    pattern: str | None
    place: Place


class Summary(Record):
    """Numbers of results. `skipped` checks have no result: a filter, a limit or `--fail-fast` left them out.
    `waived_violations` are violations, not results: all that are accepted, also those of checks that fail."""

    total: int
    passed: int
    failed: int
    errors: int
    waived: int
    skipped: int
    waived_violations: int = 0


class ReportedBaseline(Record):
    """The baseline `file`: how many of its violations are still there (`known`), are not (`stale`), and belong to
    checks that were left out or undecided (`unseen`). `gone` has the line of each entry with stale violations, and how
    many of them. `first` were listed on the day `since`, the oldest that the file
    knows; both are None where it knows none."""

    file: str
    known: int
    stale: int
    unseen: int
    first: int | None
    since: str | None
    gone: tuple[tuple[int, int], ...] = ()


class Report(Record):
    """A whole run. `exit_code` follows docs/cli.md. `elements` counts the elements of the
    specification; `seconds` is the whole run. `planned` holds the checks that a dry run would evaluate, and is None
    otherwise. `checks` counts the checks of a specification that was only validated, and is None otherwise. `baseline`
    is None where the run had none. `architecture` and `coverage` are there when a format that shows them was asked
    for. With `since`, a revision, only the checks were run that what changed since then can affect. `plugins` are those
    that took part, in the order of their names."""

    specs: tuple[str, ...]
    exit_code: int
    summary: Summary
    results: tuple[ReportedCheck, ...]
    diagnostics: tuple[ReportedDiagnostic, ...]
    elements: int
    seconds: float
    planned: tuple[ReportedPlan, ...] | None = None
    checks: int | None = None
    architecture: ReportedArchitecture | None = None
    coverage: ReportedCoverage | None = None
    baseline: ReportedBaseline | None = None
    since: str | None = None
    plugins: tuple[ReportedPlugin, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether the specification is right and every check passed or was waived."""
        return self.exit_code == 0
