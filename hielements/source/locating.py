"""Finds the workspace that a specification belongs to, and names files relative to it.

Comes in: paths on disk. Goes out: absolute folders, and names with forward slashes. Reads no file; knows nothing of
what a specification or a configuration says.
"""

from __future__ import annotations

import os

from hielements.source.workspace import Workspace

MARKERS = ("hielements.toml", ".git")
"""What makes a folder the root of a workspace (docs/language.md)."""

_SUGGESTION_EFFORT = 5000
"""Files and folders that are looked at for the nearest spelling of a specification's name."""


def workspace_above(folder: str) -> str | None:
    """The nearest folder at or above the given one that holds `hielements.toml` or `.git`; None when there is none."""
    folder = os.path.abspath(folder)
    while True:
        if any(os.path.lexists(os.path.join(folder, marker)) for marker in MARKERS):
            return folder
        above = os.path.dirname(folder)
        if above == folder:
            return None
        folder = above


def name_in(workspace: str, path: str) -> str:
    """The name under which users see a file: relative to the workspace, with forward slashes, `../spec.hie` for one
    outside. A file on another drive keeps its absolute path."""
    try:
        name = os.path.relpath(path, workspace)
    except ValueError:
        name = os.path.abspath(path)
    return name.replace(os.sep, "/")


def path_of(workspace: str, name: str) -> str:
    """The absolute path of the file with that name: the inverse of `name_in`."""
    return os.path.normpath(os.path.join(workspace, name.replace("/", os.sep)))


def known_specifications(workspace: Workspace) -> list[str]:
    """Specifications in the workspace, for suggestions: level by level, until enough was looked at. The workspace of a
    mistyped path may be a whole disk."""
    found: list[str] = []
    looked_at = 0
    waiting = [""]
    for folder in waiting:
        names = workspace.names_in(folder)
        looked_at += len(names)
        if looked_at > _SUGGESTION_EFFORT:
            break
        for name in names:
            path = f"{folder}/{name}" if folder else name
            if workspace.kind(path) == "folder":
                waiting.append(path)
            elif name.endswith(".hie"):
                found.append(path)
    return sorted(found)
