"""What can be said of a workspace without running anything: where it lies, what it holds, which libraries it has.

Comes in: a folder or a request. Goes out: paths, texts, catalogs.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hielements.app.adapters import cache_folder_of, open_catalog, open_workspace
from hielements.app.requests import CheckRequest
from hielements.libraries.catalog import Catalog
from hielements.project.loading import load
from hielements.source.cache import NoCache
from hielements.source.locating import name_in, path_of, workspace_above
from hielements.source.reading import DecodedText, ReadProblem, read_text


def read_specification(path: str, request: CheckRequest | None = None) -> DecodedText | ReadProblem:
    """The text of one specification under the name that reports give it."""
    request = request or CheckRequest(specs=(path,))
    absolute = absolute_path(request, path)
    return read_text(absolute, name_in(workspace_folder(request, [absolute]), absolute))


def library_catalog(folder: str = "") -> Catalog:
    """The catalog of the workspace that a folder (the current one when empty) lies in, for documentation."""
    request = CheckRequest(folder=folder)
    root = workspace_folder(request, [])
    return open_catalog(root, load(root).configuration, NoCache())


def cache_folder(folder: str = "") -> str | None:
    """Where derived data of the workspace that a folder (the current one when empty) lies in is kept; None when it is
    switched off or has no place."""
    return cache_folder_of(load(workspace_folder(CheckRequest(folder=folder), [])).configuration)


def specifications_in(folder: str) -> list[str]:
    """The paths of all specifications below a folder that the workspace does not ignore, sorted."""
    absolute = os.path.abspath(folder)
    root = workspace_above(absolute) or absolute
    workspace = open_workspace(root, load(root).configuration)
    below = "" if absolute == root else name_in(root, absolute)
    return [
        os.path.relpath(path_of(root, name)) if not os.path.isabs(folder) else path_of(root, name)
        for name in workspace.files(below)
        if name.endswith(".hie")
    ]


def absolute_path(request: CheckRequest, path: str) -> str:
    """A path as a user wrote it, relative to the folder of the request."""
    return os.path.abspath(os.path.join(request.folder, os.path.expanduser(path)))


def workspace_folder(request: CheckRequest, specs: Sequence[str]) -> str:
    """The folder that paths are relative to. Several specifications are checked in the workspace of the first."""
    if request.workspace is not None:
        return absolute_path(request, request.workspace)
    start = os.path.dirname(specs[0]) if specs else os.path.abspath(request.folder)
    return workspace_above(start) or start
