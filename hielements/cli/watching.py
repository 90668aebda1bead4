"""`hielements check --watch`: checks again whenever a file of the project changes.

Comes in: a request and what prints a report. Goes out: the status of the last check, when the user ends it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Final

from hielements.app.requests import CheckRequest
from hielements.app.watched_project import WatchedProject
from hielements.app.workspaces import absolute_path, cache_folder, workspace_folder
from hielements.cli.arguments import UsageError
from hielements.cli.streams import write_note
from hielements.report.display import plural, visible
from hielements.report.report import Report

_DEBOUNCE: Final = 40
_STEP: Final = 10
"""Milliseconds. Editors write a file in several steps that follow each other at once; a change that another one follows
within a step waits for it, and never longer than the debounce time."""
_NAMED: Final = 3


def watch(request: CheckRequest, printed: Callable[[Callable[[], Report]], int]) -> int:
    """Checks, then checks again after each change below the workspace; returns the last status after Ctrl+C. Raises
    UsageError where the system gives no notice of changes."""
    project = WatchedProject(request)
    try:
        return _watch(request, project, printed)
    finally:
        project.close()


def _watch(request: CheckRequest, project: WatchedProject, printed: Callable[[Callable[[], Report]], int]) -> int:
    root = workspace_folder(request, [absolute_path(request, path) for path in request.specs])
    if not os.path.isdir(root):
        return printed(project.check)
    changes = _changes(root)
    next(changes)  # from here on no change is missed, also none that is made during the first check
    status = printed(project.check)
    _wait_note(root)
    try:
        for paths in changes:
            if paths:
                write_note(f"changed: {_names(root, paths)}\n")
                status = printed(partial(project.check, paths))
                _wait_note(root)
    except KeyboardInterrupt:
        pass
    return status


def _changes(root: str) -> Iterator[set[str]]:
    """The absolute paths of what changed below the root since the last time, every few milliseconds, mostly none.
    Raises UsageError where the system gives no notice of changes."""
    from watchfiles import DefaultFilter, watch

    cache = cache_folder(root)
    notices = watch(
        root,
        watch_filter=DefaultFilter(ignore_paths=[cache] if cache else []),
        debounce=_DEBOUNCE,
        step=_STEP,
        rust_timeout=_STEP,
        yield_on_timeout=True,
    )
    try:
        for changes in notices:
            yield {path for _, path in changes}
    except (OSError, RuntimeError) as problem:
        text = " ".join(str(problem).split())
        raise UsageError(f"changes in `{root}` cannot be watched: {text}") from None


def _wait_note(root: str) -> None:
    # The report may stand in a pipe that is read line by line: it is whole before the note says so.
    sys.stdout.flush()
    write_note(f"watching {visible(root)} (Ctrl+C ends it)\n")


def _names(root: str, paths: Iterable[str]) -> str:
    names = sorted(os.path.relpath(path, root) for path in paths)
    shown = ", ".join(visible(name) for name in names[:_NAMED])
    return shown if len(names) <= _NAMED else f"{shown} and {plural(len(names) - _NAMED, 'more file')}"
