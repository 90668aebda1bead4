"""The architecture of a project: what its code has and what its specifications declare.

Comes in: a request. Goes out: a report that has the elements and every dependency between them.
"""

from __future__ import annotations

from hielements.app.checking import options_of
from hielements.app.projects import open_project, with_project
from hielements.app.requests import CheckRequest
from hielements.questions import architecture as run_architecture
from hielements.report.architecture import ArchitectureReport


def architecture(request: CheckRequest, checked: bool = False) -> ArchitectureReport:
    """The architecture of the whole specification. Only when it is `checked`, checks are evaluated, and dependencies
    know those that they violate."""
    project = open_project(request)
    options = options_of(request, project.configuration) if checked else None
    return with_project(project, lambda: run_architecture(project.inputs, request.verbose, options))
