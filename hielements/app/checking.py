"""Checks, validates and measures the specifications of a project.

Comes in: a request. Goes out: a report.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.app.projects import open_project, with_project
from hielements.app.requests import CheckRequest
from hielements.pipeline import check as run_pipeline
from hielements.pipeline import validate as run_validation
from hielements.plan.plan import Selection
from hielements.project.configuration import Configuration
from hielements.report.report import Report
from hielements.run.execution import Options

if TYPE_CHECKING:
    from hielements.report.coverage import CoverageReport


def check(request: CheckRequest) -> Report:
    """Runs the specifications. Raises KeyboardInterrupt when the user stops the run: there is no report then."""
    project = open_project(request)
    options = options_of(request, project.configuration)
    selection = Selection(request.filters, request.limit)
    return with_project(
        project,
        lambda: run_pipeline(
            project.inputs, selection, options, request.progress, dry_run=request.dry_run, in_full=request.in_full
        ),
    )


def validate(request: CheckRequest) -> Report:
    """Everything that can be said about the specifications without looking at code."""
    project = open_project(request)
    return with_project(project, lambda: run_validation(project.inputs))


def coverage(request: CheckRequest) -> CoverageReport:
    """What the specifications are about, and what they leave out; `filters` are globs over element paths."""
    from hielements.pipeline import coverage as run_coverage

    project = open_project(request)
    return with_project(project, lambda: run_coverage(project.inputs, request.filters, request.verbose))


def options_of(request: CheckRequest, configuration: Configuration) -> Options:
    """How to run the checks, as the command line and the configuration say."""
    return Options(
        jobs=1 if request.cost else max(1, request.jobs or configuration.jobs or 1),
        fail_fast=request.fail_fast,
        empty_scope=configuration.empty_scope,
        verbose=request.verbose,
        unused_uses_fail=configuration.unused_uses == "error",
        ignored_dependencies=configuration.ignored_dependencies,
        cost=request.cost,
    )
