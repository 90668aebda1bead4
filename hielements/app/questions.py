"""Questions about a project that need its code and run checks only for what they say of themselves.

Comes in: a request and what is asked. Goes out: a report of the answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hielements.app.projects import open_project, with_project
from hielements.app.requests import CheckRequest

if TYPE_CHECKING:
    from hielements.report.chains import ChainsReport
    from hielements.report.explaining import ExplanationReport
    from hielements.report.json_report import Json
    from hielements.report.listing import ListingReport
    from hielements.report.statistics import StatisticsReport


def why(request: CheckRequest, names: tuple[str, str], limit: int | None) -> ChainsReport:
    """How the first name comes to depend on the second: the shortest chains, at most `limit` (None: all)."""
    from hielements.questions import chains

    project = open_project(request)
    return with_project(project, lambda: chains(project.inputs, names, limit, request.verbose))


def listing(request: CheckRequest) -> ListingReport:
    """What the specifications consist of; `filters` are globs over the paths of elements."""
    from hielements.questions import listing as run_listing

    project = open_project(request)
    return with_project(project, lambda: run_listing(project.inputs, request.filters, request.verbose))


def statistics(request: CheckRequest, cost: bool = False) -> StatisticsReport:
    """Numbers about the elements; `filters` are globs over their paths. With `cost`, the checks run as well."""
    from hielements.app.checking import options_of
    from hielements.questions import statistics as run_statistics

    project = open_project(request)
    options = options_of(request, project.configuration) if cost else None
    return with_project(project, lambda: run_statistics(project.inputs, request.filters, options, request.verbose))


def explain(request: CheckRequest, wanted: str) -> ExplanationReport:
    """Why the checks that a text means came out as they did (`run/explaining.py` says which it may mean)."""
    from hielements.app.checking import options_of
    from hielements.questions import explain as run_explanation

    project = open_project(request)
    options = options_of(request, project.configuration)
    return with_project(project, lambda: run_explanation(project.inputs, wanted, options))


def permissions(request: CheckRequest, name: str) -> Json:
    """What the code of a name (an element, a file, a folder, a module) may and may not depend on, and why."""
    from hielements.questions import permissions as run_permissions

    project = open_project(request)
    return with_project(project, lambda: run_permissions(project.inputs, name))
