"""A project that is checked again and again in one process, while somebody edits it.

Comes in: a request, then the paths of files that changed. Goes out: a report each time, equal to that of a run that
knows nothing of those before it.

After most edits only the contents of some Python files differ. Then the specification as it is understood, the listing
of the workspace and what the libraries know of all other files are kept, and the answer takes a fraction of a run.
Whatever could mean more than that (a file that came or went, a specification, a configuration, a manifest, a plugin,
ignore rules wherever they stand, a link through which one file stands in two places, very many changes at once) has
everything opened anew: a shortcut that is not certain would be a wrong answer that stays.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from time import strftime
from typing import Final

from hielements.app.adapters import cache_folder_of
from hielements.app.baseline_files import baseline_path
from hielements.app.checking import options_of
from hielements.app.noted_files import NotedFiles
from hielements.app.projects import DEFAULT_SPEC, Project, close_project, open_project, without_collecting
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import absolute_path, workspace_folder
from hielements.pipeline import Understood, understand
from hielements.pipeline import check as run_pipeline
from hielements.plan.plan import Selection
from hielements.project.loading import CONFIGURATION_FILE, PROJECT_FILE, load
from hielements.report.quoting import quoter
from hielements.report.report import Report
from hielements.source import noticed_changes
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
        self._read = NotedFiles()

    @property
    def root(self) -> str:
        """The absolute path of the workspace: nothing else need be watched. It may change with what lies in it."""
        return workspace_folder(self._request, [absolute_path(self._request, path) for path in self._request.specs])

    def check(self, changed: Collection[str] | None = None) -> Report:
        """Checks the project after something changed at some absolute paths, since the last check or while it ran:
        everything below the root that was noticed, whether or not it is an occasion. None when anything may have
        changed. Raises KeyboardInterrupt when the user stops the run."""
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

    def concerned(self, changed: Collection[str]) -> tuple[set[str], set[str]]:
        """Of some absolute paths below the root those that the next check must be told of, and of these the ones that
        are a reason to check now."""
        if self._open is None:
            return set(changed), set(changed)
        project, _ = self._open
        workspace, cache = project.inputs.workspace, cache_folder_of(project.configuration)
        told: set[str] = set()
        occasions: set[str] = set()
        for path in changed:
            if cache is not None and (path == cache or path.startswith(cache + os.sep)):
                continue
            name = name_in(project.root, path)
            if not isinstance(workspace, DiskWorkspace) or noticed_changes.concerns(workspace, name):
                told.add(path)
                if not isinstance(workspace, DiskWorkspace) or noticed_changes.is_occasion(workspace, name):
                    occasions.add(path)
        return told, occasions

    def changed_elsewhere(self) -> list[str]:
        """The names of what changed, since the last check or since this was last asked, where no notice may tell of it:
        files outside of the workspace and those that it ignores. Cheap enough to be asked all the time."""
        if self._open is None:
            return []
        project, _ = self._open
        workspace = project.inputs.workspace
        changed = [name_in(project.root, path) for path in self._read.written()]
        if isinstance(workspace, DiskWorkspace) and workspace.outer_rules_changed():
            changed.append("ignore rules outside of the workspace")
        return changed

    def close(self) -> None:
        """Closes what is open: libraries store what the next run can use."""
        opened, self._open = self._open, None
        if opened is not None:
            close_project(opened[0])

    def _opened(self) -> Project:
        self._read = noted = NotedFiles()
        root = self.root
        for folder in (os.path.abspath(self._request.folder), root):
            noted.note(os.path.join(folder, DEFAULT_SPEC))
        for name in (CONFIGURATION_FILE, PROJECT_FILE):
            noted.note(os.path.join(root, name))
        configuration = load(root).configuration
        noted.note(baseline_path(self._request, root, configuration))
        for setting in configuration.libraries:
            for file in (setting.path, setting.executable, *setting.args):
                if file is not None:
                    noted.note(os.path.join(root, file), setting.kind == "wasm")
        project = open_project(self._request)

        def read(name: str) -> DecodedText | ReadProblem:
            noted.note(path_of(project.root, name))
            return project.inputs.read(name)

        return project.with_(inputs=project.inputs.with_(read=read))

    def _can_keep(self, changed: Collection[str]) -> bool:
        """Whether nothing but the contents of the files changed, and all that is open has taken note of it."""
        if self._open is None or len(changed) > _MANY or self._request.since is not None:
            return False
        project, _ = self._open
        workspace = project.inputs.workspace
        if self._read.differ() or self.root != project.root or not isinstance(workspace, DiskWorkspace):
            return False
        # A plugin in a process may be a program of this very project, and mean something else after each edit.
        if any(setting.kind != "wasm" for setting in project.configuration.libraries):
            return False
        names = [name_in(project.root, os.path.abspath(path)) for path in changed]
        if not noticed_changes.only_contents_differ(workspace, names):
            return False
        files = [name for name in names if workspace.told(name) == {"file"}]
        if not all(name.endswith(".py") or noticed_changes.is_temporary(name) for name in files):
            return False
        project.inputs.catalog.refresh([name for name in files if name.endswith(".py")])
        return True
