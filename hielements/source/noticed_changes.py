"""What notices of changed paths mean for a workspace that was listed before them.

Comes in: the workspace as it answered, and the paths. Goes out: whether they concern it, and whether all that it said
still holds but for the contents of files. Listings are made at different moments (of all files at once, of a single
folder when somebody asks for it, perhaps after the change), so that only what was said counts for that and never what a
new question would find.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from typing import Final

from hielements.source.disk import DiskWorkspace
from hielements.source.paths import normalise, parent

_TEMPORARY: Final = re.compile(r"(?:.*/)?(?:.*\.py[co]|.*\.sw.|.*~|\.#.*|.*\.___jb_..._*|\.DS_Store|flycheck_[^/]*)")
_CACHES: Final = frozenset(("__pycache__", ".hypothesis", ".idea", ".mypy_cache", ".pytest_cache", ".ruff_cache"))


def concerns(workspace: DiskWorkspace, path: str) -> bool:
    """Whether a change at a workspace path can change anything that the workspace says. Not in a folder that belongs to
    version control, or that ignore rules leave out: nobody sees what it holds."""
    above = parent(path)
    return not above or not workspace.passes_over(above, True)


def is_occasion(workspace: DiskWorkspace, path: str) -> bool:
    """Whether a change that concerns the workspace is a reason to look at it again. What ignore rules leave out is
    none, and neither is what Python, editors and other tools write beside that what somebody wrote: it changes all the
    time. Where nothing ignores it, it belongs to the workspace all the same."""
    if is_temporary(path) or not _CACHES.isdisjoint(path.split("/")):
        return False
    said = workspace.told(path)
    absolute = _absolute(workspace, path)
    if not os.path.lexists(absolute):
        if said != {None}:
            return True
        # It came and went, or it was there and no part of the workspace, which only matters where no rule says so.
        left_out = workspace.passes_over(path, False) or workspace.passes_over(path, True)
        return workspace.told_outside(path) is True and not left_out
    if path.rpartition("/")[2] == ".gitignore" or said - {None}:
        return True
    return not workspace.passes_over(path, os.path.isdir(absolute))


def is_temporary(path: str) -> bool:
    """Whether a file has a name that only Python and editors give: compiled code, a backup, a lock, a file that is
    still written."""
    return _TEMPORARY.fullmatch(path) is not None


def only_contents_differ(workspace: DiskWorkspace, paths: Iterable[str]) -> bool:
    """Whether what was said of a workspace holds after changes at some workspace paths, but for the contents of files
    there. False where that is not certain: at the path of a folder or of ignore rules, for a file that came or went,
    and for one that may stand in a second place by a link."""
    if not workspace.stands_once() or workspace.outer_rules_changed():
        return False
    return all(
        normalise(path) == path and path not in workspace.rule_files and _stands(workspace, path) for path in paths
    )


def _stands(workspace: DiskWorkspace, path: str) -> bool:
    """Whether there is still what was said to be at a path."""
    said = workspace.told(path)
    while not said and path:
        # Nobody asked for anything in this folder; it is as good as the folder itself.
        path = parent(path)
        said = workspace.told(path)
        if said == {"folder"}:
            return _mode(workspace, path) == stat.S_IFDIR
    if len(said) != 1:
        return not said  # nobody asked for anything, or it was answered before a change and after it
    mode = _mode(workspace, path)
    if said == {"file"}:
        return mode == stat.S_IFREG
    if said == {"folder"}:
        return False  # what may be read, or the kind of it, changed
    if mode is None:
        return not workspace.told_outside(path)  # it came and went, as what editors write before they rename it
    return workspace.told_outside(path) is not False and workspace.passes_over(path, mode == stat.S_IFDIR)


def _mode(workspace: DiskWorkspace, path: str) -> int | None:
    """The kind of what is there now; 0 for a file with a second name, None for nothing."""
    try:
        status = os.lstat(_absolute(workspace, path))
    except (OSError, ValueError):
        return None
    mode = stat.S_IFMT(status.st_mode)
    return 0 if mode == stat.S_IFREG and status.st_nlink != 1 else mode


def _absolute(workspace: DiskWorkspace, path: str) -> str:
    return os.path.join(workspace.root, path.replace("/", os.sep))
