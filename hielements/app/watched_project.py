"""A project that is checked again and again in one process, while somebody edits it.

Comes in: a request, then the paths of files that changed. Goes out: a report each time, equal to that of a run that
knows nothing of those before it.

After most edits only the contents of some Python files differ. Then the specification as it is understood, the listing
of the workspace and what the libraries know of all other files are kept, and the answer takes a fraction of a run.
Whatever could mean more than that (a file that came or went, a specification, a configuration, a manifest, a plugin, a
link through which one file stands in two places, very many changes at once) has everything opened anew: a shortcut that
is not certain would be a wrong answer that stays.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from time import strftime
from typing import Final

from hielements.app.baseline_files import baseline_path
from hielements.app.checking import options_of
from hielements.app.projects import Project, close_project, open_project, without_collecting
from hielements.app.requests import CheckRequest
from hielements.pipeline import Understood, understand
from hielements.pipeline import check as run_pipeline
from hielements.plan.plan import Selection
from hielements.report.quoting import quoter
from hielements.report.report import Report
from hielements.source.disk import DiskWorkspace
from hielements.source.locating import name_in, path_of
from hielements.source.reading import DecodedText, ReadProblem

_MANY: Final = 64
"""So many changed files at once are a checkout or a formatter at work, and may be more than the system told of."""


class WatchedProject:
    """Not safe to use from several threads."""

    def __init__(self, request: CheckRequest) -> None:
        self._request = request
        self._open: tuple[Project, Understood] | None = None
        self._specifications: dict[str, bytes | None] = {}
        """The files that were read as specifications, and what they held: they may lie where no change is noticed."""

    def check(self, changed: Collection[str] | None = None) -> Report:
        """Checks the project after some files changed, given by their absolute paths; None when anything may have.
        Raises KeyboardInterrupt when the user stops the run."""
        kept = self._open if changed is not None and self._can_keep(changed) else None
        if kept is None:
            self.close()
            project = self._opened()
            kept = without_collecting(lambda: (project, understand(project.inputs)))
            self._open = kept
        project, understood = kept
        inputs = project.inputs
        if inputs.workspace is not None:
            # Texts that were quoted are those of an earlier moment, and so may be the date.
            inputs = inputs.with_(quote=quoter(inputs.workspace.read), today=strftime("%Y-%m-%d"))
        request = self._request
        return without_collecting(
            lambda: run_pipeline(
                inputs,
                Selection(request.filters, request.limit),
                options_of(request, project.configuration),
                request.progress,
                dry_run=request.dry_run,
                in_full=request.in_full,
                understood=understood,
            )
        )

    def close(self) -> None:
        """Closes what is open: libraries store what the next run can use."""
        opened, self._open = self._open, None
        if opened is not None:
            close_project(opened[0])

    def _opened(self) -> Project:
        self._specifications = {}
        project = open_project(self._request)

        def read(name: str) -> DecodedText | ReadProblem:
            # First: what is changed while it is read differs from this when it is looked at again.
            path = path_of(project.root, name)
            self._specifications[path] = _content(path)
            return project.inputs.read(name)

        return project.with_(inputs=project.inputs.with_(read=read))

    def _can_keep(self, changed: Collection[str]) -> bool:
        """Whether nothing but the contents of the files changed, and all that is open has taken note of it."""
        if self._open is None or len(changed) > _MANY or self._request.since is not None:
            return False
        project, _ = self._open
        inputs = project.inputs
        if any(_content(path) != content for path, content in self._specifications.items()):
            return False
        baseline = name_in(project.root, baseline_path(self._request, project.root, project.configuration))
        if baseline.startswith("../") or os.path.isabs(baseline):
            return False  # nobody tells when that one changes
        # A plugin in a process may be a program of this very project, and mean something else after each edit.
        if any(setting.kind != "wasm" for setting in project.configuration.libraries):
            return False
        paths = [name_in(project.root, os.path.abspath(path)) for path in changed]
        if not all(path.endswith(".py") for path in paths) or not isinstance(inputs.workspace, DiskWorkspace):
            return False
        if not inputs.workspace.differs_only_in(paths):
            return False
        inputs.catalog.refresh([path for path in paths if inputs.workspace.kind(path) == "file"])
        return True


def _content(path: str) -> bytes | None:
    """What a file holds, None where it cannot be read: patterns of the standard library have no file of their name."""
    try:
        with open(path, "rb") as file:
            return file.read()
    except OSError:
        return None
