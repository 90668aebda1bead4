"""Opens workspaces for editors, and checks them in a process of their own.

Comes in: folders, texts that are not saved yet. Goes out: a Workbench; the answer of a check. The check runs elsewhere
so that an editor never waits for it, and so that it can be stopped at any moment.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from hielements.app.projects import open_project, with_project
from hielements.app.requests import CheckRequest
from hielements.ide.findings import CheckAnswer, ScopeContents
from hielements.ide.workbench import Workbench
from hielements.pipeline import Inputs
from hielements.project.baseline_file import Entry, Key, Milestone, baseline_text, read_baseline
from hielements.project.loading import load
from hielements.report.report import ReportedCheck, ReportedViolation
from hielements.source.locating import workspace_above
from hielements.source.reading import ReadProblem, read_text

_LISTED_FILES = 50


def open_workbench(root: str, trusted: Callable[[], bool]) -> Workbench:
    """The workspace in a folder. Whether it is `trusted` is asked each time its libraries are opened."""
    return Workbench(root, lambda: open_project(CheckRequest(workspace=root, trusted=trusted())).inputs)


def workspace_of(path: str, folders: list[str]) -> str:
    """The root of the workspace that a file belongs to: as `hielements check` would find it, else the innermost of
    the editor's folders around it, else its own folder."""
    folder = os.path.dirname(os.path.abspath(path))
    found = workspace_above(folder)
    around = [each for each in folders if folder == each or folder.startswith(each.rstrip(os.sep) + os.sep)]
    if found is not None:
        return found
    return max(around, key=len) if around else folder


def check_for_editor(request: CheckRequest) -> CheckAnswer:
    """Runs the checks of a request, or lists them. What every scope selects is added when all checks were run."""
    from hielements.app.checking import options_of
    from hielements.pipeline import check as run_pipeline
    from hielements.plan.plan import Selection

    project = open_project(request)

    def run() -> CheckAnswer:
        options = options_of(request, project.configuration)
        report = run_pipeline(
            project.inputs,
            Selection(request.filters, request.limit),
            options,
            request.progress,
            dry_run=request.dry_run,
            in_full=request.in_full,
        )
        contents = {} if request.filters or request.dry_run else _contents(project.inputs)
        return CheckAnswer(report, contents)

    return with_project(project, run)


def _contents(inputs: Inputs) -> dict[tuple[str, str], ScopeContents]:
    from hielements.pipeline import understand
    from hielements.plan.planning import elements_in_order
    from hielements.run.contents import scope_contents

    understood = understand(inputs)
    if understood.has_errors:
        return {}
    found = {}
    for scope, files, trouble in scope_contents(elements_in_order(understood.specification), inputs.catalog):
        listed = tuple(files[:_LISTED_FILES])
        found[scope.element.path, scope.name] = ScopeContents(len(files), listed, trouble)
    return found


def baseline_with(root: str, result: ReportedCheck, violation: ReportedViolation) -> tuple[str, str] | str:
    """The path and the new text of the workspace's baseline with one more violation, or why there is none."""
    from time import strftime

    from hielements.app.baseline_files import baseline_path

    path = baseline_path(CheckRequest(), root, load(root).configuration)
    check = " ".join(result.check.split())
    key = Key(result.spec, result.element, check, violation.path, violation.target)
    today = strftime("%Y-%m-%d")
    if not os.path.lexists(path):
        return path, baseline_text([Entry(key, 1)], [Milestone(today, 1)])
    source = read_text(path, os.path.basename(path))
    if isinstance(source, ReadProblem):
        return f"the baseline {source.name} {source.message}"
    baseline = read_baseline(source)
    if isinstance(baseline, tuple):
        return "; ".join(each.message for each in baseline) or "the baseline cannot be read"
    counts = {entry.key: entry.count for entry in baseline.entries}
    counts[key] = counts.get(key, 0) + 1
    total = sum(counts.values())
    history = [each for each in baseline.history if each.date != today] or []
    return path, baseline_text(
        [Entry(each, count) for each, count in counts.items()], [*history, Milestone(today, total)]
    )
