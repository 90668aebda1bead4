"""How far a run reaches: the architecture of the code and the coverage of the specification, found together.

Comes in: a plan, the libraries, the workspace, results. Goes out: an Extent. Files are read and dependencies found
once for both. Must never know how either is shown.
"""

from __future__ import annotations

from hielements.libraries.catalog import Catalog
from hielements.plan.plan import Plan
from hielements.record import Entity
from hielements.run.architecture import Architecture, architecture_of
from hielements.run.coverage import Coverage, file_coverage
from hielements.run.coverage_measuring import measure_files
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts
from hielements.run.results import RunResults
from hielements.source.workspace import Workspace


class Extent(Entity):
    """The two answers, about the same files."""

    architecture: Architecture
    coverage: Coverage


def extent_of(plan: Plan, catalog: Catalog, workspace: Workspace, run: RunResults, verbose: bool = False) -> Extent:
    """The extent of a run that is over."""
    evaluator = Evaluator(catalog, verbose)
    facts = Facts(catalog, evaluator.declarations, plan.elements, verbose)
    files = file_coverage(plan.elements, facts, catalog, workspace, everything=True)
    return Extent(architecture_of(plan, facts, files, catalog, run), measure_files(plan, files, facts, evaluator))
