"""`hielements check --watch`: checks again whenever a file of the project changes.

Comes in: a request and what prints a report. Goes out: the status of the last check, when the user ends it. Which of
the changes that the system tells of concern the project, the project says. What may change where the system tells
nothing is looked at from time to time.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import partial
from time import monotonic, sleep
from typing import Final

from hielements.app.requests import CheckRequest
from hielements.app.watched_project import WatchedProject
from hielements.cli.arguments import UsageError
from hielements.cli.streams import write_note
from hielements.report.display import plural, visible
from hielements.report.report import Report

_DEBOUNCE: Final = 40
_STEP: Final = 10
"""Milliseconds. Editors write a file in several steps that follow each other at once; a change that another one follows
within a step waits for it, and never longer than the debounce time."""
_LOOK: Final = 0.5
"""Seconds between two looks at what no notice tells of."""
_NAMED: Final = 3


def watch(request: CheckRequest, printed: Callable[[Callable[[], Report]], int], written: Collection[str] = ()) -> int:
    """Checks, then checks again after each change that concerns the workspace; returns the last status after Ctrl+C.
    `written` are the files that printing writes. Raises UsageError where the system gives no notice of changes."""
    # The current folder may be removed, and come back as another one.
    project = WatchedProject(request.with_(folder=os.path.abspath(request.folder)))
    if not os.path.isdir(project.root):
        return printed(project.check)
    try:
        return _Watch(project, printed, written).until_interrupted()
    finally:
        project.close()


class _Watch:
    def __init__(
        self, project: WatchedProject, printed: Callable[[Callable[[], Report]], int], written: Collection[str]
    ) -> None:
        self._project = project
        self._printed = printed
        self._written = {os.path.abspath(path) for path in written}
        self._status: int | None = None

    def until_interrupted(self) -> int:
        try:
            while True:
                root = self._project.root
                if os.path.isdir(root):
                    self._follow(root)
                else:
                    self._check(root, None)
                    while not os.path.isdir(self._project.root):
                        sleep(_LOOK)
        except KeyboardInterrupt:
            if self._status is None:
                raise
            return self._status

    def _follow(self, root: str) -> None:
        """Checks until the workspace is another folder."""
        project, place = self._project, _place(root)
        changes = _changes(root)
        next(changes)  # from here on no change is missed, also none that is made during the first check
        self._check(root, None)
        untold: set[str] = set()
        elsewhere: list[str] = []
        looked = monotonic()
        for paths in changes:
            told, occasions = project.concerned(paths) if paths else (paths, paths)
            occasions = occasions - self._written
            untold |= told
            if occasions or elsewhere:
                names = [*(os.path.relpath(path, root) for path in occasions), *elsewhere]
                write_note(f"changed: {_shown(names)}\n")
                self._check(root, untold)
                untold, elsewhere = set(), []
            elif monotonic() - looked >= _LOOK:
                looked = monotonic()
                if _place(root) != place or project.root != root:
                    return
                # A notice of the same change may be on its way: together they are one occasion.
                elsewhere = project.changed_elsewhere()

    def _check(self, root: str, changed: Collection[str] | None) -> None:
        self._status = self._printed(partial(self._project.check, changed))
        # The report may stand in a pipe that is read line by line: it is whole before the note says so.
        sys.stdout.flush()
        write_note(f"watching {visible(root)} (Ctrl+C ends it)\n")


def _changes(root: str) -> Iterator[set[str]]:
    """The absolute paths of what changed below the root since the last time, every few milliseconds, mostly none.
    Raises UsageError where the system gives no notice of changes."""
    from watchfiles import watch

    notices = watch(
        root,
        watch_filter=None,
        debounce=_DEBOUNCE,
        step=_STEP,
        rust_timeout=_STEP,
        yield_on_timeout=True,
        ignore_permission_denied=True,  # the check says what it could not read
    )
    try:
        for changes in notices:
            yield {path for _, path in changes}
    except (OSError, RuntimeError) as problem:
        text = " ".join(str(problem).split())
        raise UsageError(f"changes in `{root}` cannot be watched: {text}") from None


def _place(root: str) -> tuple[int, int] | None:
    """What tells a folder from another one that took its path."""
    try:
        status = os.stat(root)
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _shown(names: Iterable[str]) -> str:
    ordered = sorted(dict.fromkeys(names))
    shown = ", ".join(visible(name) for name in ordered[:_NAMED])
    return shown if len(ordered) <= _NAMED else f"{shown} and {plural(len(ordered) - _NAMED, 'more file')}"
