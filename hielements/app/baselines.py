"""Makes, updates and shows the baseline of a project.

Comes in: a request. Goes out: the text of the file, and what became of the violations. Writing it is the caller's.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from time import strftime

from hielements.app.baseline_files import baseline_path, read_at
from hielements.app.checking import check
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import absolute_path, workspace_folder
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.baseline_file import Baseline, Entry, Key, Milestone, baseline_text
from hielements.project.loading import load
from hielements.record import Record
from hielements.report.report import Report, ReportedCheck, ReportedViolation
from hielements.source.locating import name_in


class BaselineExists(Exception):  # noqa: N818 - it is not an error of the program
    """`create` would overwrite a baseline. The argument is its name."""


class NoBaseline(Exception):  # noqa: N818
    """There is no baseline to update. The argument is the name of the file that was looked for."""


class NewBaseline(Record):
    """What to write. `report` is the run that it is made of. `file` is the name of the baseline, `path` its place on
    disk and `text` what it must hold: None when there is nothing to write, because the run could not be made or because
    the file holds it already (then `violations` are counted). `violations` are listed, in `entries` lines; `removed`
    and `added` are numbers of violations, and `left` how many new ones are not listed."""

    report: Report
    file: str
    path: str
    text: str | None = None
    violations: int | None = None
    entries: int = 0
    removed: int = 0
    added: int = 0
    left: int = 0


class Shown(Record):
    """The baseline as it stands on disk, or why it cannot be read."""

    file: str
    baseline: Baseline | None
    diagnostics: tuple[Diagnostic, ...] = ()


def show(request: CheckRequest) -> Shown:
    """The baseline of the workspace, without checking anything."""
    root = workspace_folder(request, [absolute_path(request, path) for path in request.specs])
    loaded = load(root)
    path = baseline_path(request, root, loaded.configuration)
    name = name_in(root, path)
    if loaded.has_errors:
        return Shown(name, None, loaded.diagnostics)
    if not os.path.lexists(path):
        raise NoBaseline(name)
    baseline, diagnostics = read_at(path, name, None)
    return Shown(name, baseline, diagnostics)


def create(request: CheckRequest, replace: bool = False) -> NewBaseline:
    """A baseline that lists every violation that nothing else accepts. Raises BaselineExists when there is one and it
    is not to be replaced."""
    request = request.with_(use_baseline=False)
    path, name = _place(request)
    if os.path.lexists(path) and not replace:
        raise BaselineExists(name)
    report = check(request)
    if _is_invalid(report):
        return NewBaseline(report, name, path)
    entries = [Entry(key, count) for key, count in _counted(report.results).items()]
    number = sum(entry.count for entry in entries)
    text = baseline_text(entries, [Milestone(strftime("%Y-%m-%d"), number)])
    return NewBaseline(report, name, path, text, number, len(entries), added=number)


def update(request: CheckRequest, accept_new: bool = False) -> NewBaseline:
    """The baseline without what is mended and, with `accept_new`, with what is new. What the run could not look at
    stays. Raises NoBaseline when there is no file."""
    path, name = _place(request)
    if not os.path.lexists(path):
        raise NoBaseline(name)
    baseline, _ = read_at(path, name, None)
    report = check(request.with_(baseline=path, strict=False))
    if baseline is None or report.baseline is None:
        return NewBaseline(report, name, path)
    gone = dict(report.baseline.gone)
    counts = {entry.key: entry.count - gone.get(entry.line, 0) for entry in baseline.entries}
    new = _counted(report.results)
    if accept_new:
        for key, number in new.items():
            counts[key] = counts.get(key, 0) + number
    entries = [Entry(key, count) for key, count in counts.items() if count]
    total = sum(entry.count for entry in entries)
    text = baseline_text(entries, _continued(baseline.history, total))
    return NewBaseline(
        report=report,
        file=name,
        path=path,
        text=text if text != baseline.source.text else None,
        violations=total,
        entries=len(entries),
        removed=sum(gone.values()),
        added=sum(new.values()) if accept_new else 0,
        left=0 if accept_new else sum(new.values()),
    )


def _continued(history: Sequence[Milestone], total: int) -> Sequence[Milestone]:
    """The history with the number of today, if that is another one. The first milestone stays: progress is measured
    from it."""
    today = strftime("%Y-%m-%d")
    before = [each for each in history if each.date < today]
    if history and (history[0].date >= today or (before and before[-1].violations == total)):
        return before or history[:1]
    return [*before, Milestone(today, total)]


def _place(request: CheckRequest) -> tuple[str, str]:
    """The path and the name of the baseline of a request."""
    root = workspace_folder(request, [absolute_path(request, path) for path in request.specs])
    path = baseline_path(request, root, load(root).configuration)
    return path, name_in(root, path)


def _counted(results: Iterable[ReportedCheck]) -> dict[Key, int]:
    """How often each key occurs among the violations that count."""
    found: dict[Key, int] = {}
    for result in results:
        numbers: dict[Key, int] = {}
        for violation in result.violations:
            key = _key(result, violation)
            numbers[key] = numbers.get(key, 0) + 1
        # One rule may stand in an element twice, say of its own and of a pattern: then it finds everything twice.
        for key, number in numbers.items():
            found[key] = max(number, found.get(key, 0))
    return found


def _key(result: ReportedCheck, violation: ReportedViolation) -> Key:
    check = " ".join(result.check.split())
    return Key(result.spec, result.element, check, violation.path, violation.target)


def _is_invalid(report: Report) -> bool:
    return not report.results and any(diagnostic.severity == "error" for diagnostic in report.diagnostics)
