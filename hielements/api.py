"""What programs may use: check specifications and get typed results.

Comes in: paths of specifications and what a user may select. Goes out: a Report of immutable records, the same that
every format is rendered from. Nothing is printed and no exception is raised for trouble in a specification, in the
configuration or in the checked code: the report says it. `KeyboardInterrupt` ends a run without a report.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

from hielements.app import checking
from hielements.app.requests import CheckRequest
from hielements.report.report import (
    Report,
    ReportedCheck,
    ReportedDiagnostic,
    ReportedFailure,
    ReportedViolation,
)

__all__ = [
    "Report",
    "ReportedCheck",
    "ReportedDiagnostic",
    "ReportedFailure",
    "ReportedViolation",
    "check",
    "report_text",
    "validate",
]

Folder = str | os.PathLike[str]


def check(
    *specs: Folder,
    workspace: Folder | None = None,
    folder: Folder = "",
    filters: Sequence[str] = (),
    limit: int | None = None,
    jobs: int | None = None,
    fail_fast: bool = False,
    dry_run: bool = False,
    since: str | None = None,
    use_cache: bool = True,
) -> Report:
    """Runs specifications, as `hielements check` does.

    `specs` are paths relative to `folder` (default: the current folder); none means those that `[check] specs` in
    `hielements.toml` names, else `hielements.hie`. `workspace` is the root of the checked project (default: found above
    the specification). `filters` are globs over element paths (`shop.api`, `shop.**`) or over whole check texts.
    `limit` is the largest number of checks, `jobs` the number of threads, both at least 1. A dry run lists the checks
    in `planned` and evaluates none. `since` is a git revision: only checks that changes since then can affect are run.

    The report's `exit_code` is that of the command (docs/cli.md), `ok` tells whether it is 0. Raises ValueError for a
    `limit` or `jobs` below 1.
    """
    for name, number in (("limit", limit), ("jobs", jobs)):
        if number is not None and number < 1:
            raise ValueError(f"{name} must be at least 1, and is {number}")
    return checking.check(
        CheckRequest(
            specs=tuple(os.fspath(spec) for spec in specs),
            workspace=None if workspace is None else os.fspath(workspace),
            filters=tuple(filters),
            limit=limit,
            jobs=jobs,
            fail_fast=fail_fast,
            dry_run=dry_run,
            since=since,
            use_cache=use_cache,
            folder=os.fspath(folder),
        )
    )


def validate(*specs: Folder, workspace: Folder | None = None, folder: Folder = "") -> Report:
    """Says everything about specifications that can be said without looking at code, as `hielements validate` does.
    Parameters as for `check`."""
    return checking.validate(
        CheckRequest(
            specs=tuple(os.fspath(spec) for spec in specs),
            workspace=None if workspace is None else os.fspath(workspace),
            folder=os.fspath(folder),
        )
    )


def report_text(report: Report, width: int = 100, verbose: bool = False) -> str:
    """The report as `hielements check` prints it to a terminal of `width` columns, without colours; for the message of
    a failed assertion, say."""
    from hielements.report.style import Style
    from hielements.report.terminal import render

    return render(report, Style(width=width, verbose=verbose))
