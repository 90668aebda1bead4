"""Compares two states of a project: two revisions, or a revision and the files as they are.

Comes in: a request and the names of the states. Goes out: what is different. Files of a revision are written to a
temporary folder and checked there, with the specification and the configuration of that revision.
"""

from __future__ import annotations

import os
import tempfile

from hielements.app.checking import check
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import absolute_path, workspace_folder
from hielements.report.difference import DifferenceReport, compare
from hielements.report.report import Report
from hielements.source.locating import name_in, path_of
from hielements.source.revisions import commit_of, write_revision


def difference(request: CheckRequest, before: str, after: str | None) -> DifferenceReport:
    """What is different after `before`: at the revision `after`, or in the files as they are when it is None. Raises
    RevisionProblem where git cannot tell."""
    given = [absolute_path(request, path) for path in request.specs]
    root = workspace_folder(request, given)
    names = (before, "the files as they are" if after is None else after)
    # Both names first: nobody waits for one check to hear that the other revision does not exist.
    for revision in (before, after):
        if revision is not None:
            commit_of(root, revision)
    specs = tuple(name_in(root, path) for path in given)
    old = _report(request, root, before, specs)
    new = _report(request, root, after, specs)
    return compare(names, old, new)


def _report(request: CheckRequest, root: str, revision: str | None, specs: tuple[str, ...]) -> Report:
    if revision is None:
        return check(request.with_(in_full=True, workspace=root))
    with tempfile.TemporaryDirectory(prefix="hielements-") as temporary:
        # The folder is called like the project: some layouts tell a package by the name of the folder around it.
        folder = os.path.join(os.path.realpath(temporary), os.path.basename(root) or "project")
        os.mkdir(folder)
        write_revision(root, revision, folder)
        return check(
            request.with_(
                in_full=True, workspace=folder, folder=folder, specs=tuple(path_of(folder, name) for name in specs)
            )
        )
