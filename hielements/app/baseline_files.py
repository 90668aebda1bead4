"""Finds and reads the baseline of a project.

Comes in: a request. Goes out: a baseline, or why there is none.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hielements.app.requests import CheckRequest
from hielements.app.workspaces import absolute_path
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.configuration import Configuration
from hielements.source.locating import name_in, path_of
from hielements.source.reading import ReadProblem, read_text

if TYPE_CHECKING:
    from hielements.project.baseline_file import Baseline

DEFAULT_BASELINE = "hielements-baseline.jsonl"


def baseline_of(
    request: CheckRequest, root: str, configuration: Configuration
) -> tuple[Baseline | None, tuple[Diagnostic, ...]]:
    """The baseline that a run compares with. One that is named must be there; else there may be none."""
    if not request.use_baseline:
        return None, ()
    path = baseline_path(request, root, configuration)
    named = request.baseline is not None or configuration.baseline is not None
    if not named and not os.path.lexists(path):
        return None, ()
    return read_at(path, name_in(root, path), configuration if request.baseline is None else None)


def baseline_path(request: CheckRequest, root: str, configuration: Configuration) -> str:
    """The absolute path of the file."""
    if request.baseline is not None:
        return absolute_path(request, request.baseline)
    return path_of(root, configuration.baseline or DEFAULT_BASELINE)


def read_at(
    path: str, name: str, configuration: Configuration | None
) -> tuple[Baseline | None, tuple[Diagnostic, ...]]:
    """The baseline in a file, or what is wrong with it. `configuration` is given where it names the file."""
    from hielements.diagnostics.codes.accepting import INVALID_BASELINE
    from hielements.pipeline import nowhere
    from hielements.project.baseline_file import read_baseline

    source = read_text(path, name)
    if isinstance(source, ReadProblem):
        place = configuration.baseline_place if configuration is not None else None
        return None, (
            Diagnostic(
                INVALID_BASELINE,
                f"the baseline `{name}` {source.message}",
                place or nowhere(name),
                help="`hielements baseline create` writes it" if source.message == "does not exist" else None,
            ),
        )
    baseline = read_baseline(source)
    return (None, baseline) if isinstance(baseline, tuple) else (baseline, ())
