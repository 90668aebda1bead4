"""What a check states, and who decides it: an expression, a requirement, a rule about connections, a use.

Comes in: the goal of a check. Goes out: its outcome. A kind of goal that nothing here decides is undecided and says so:
it is never passed over.
"""

from __future__ import annotations

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Outcome
from hielements.model.specification import BoundExpression, Goal
from hielements.run.evaluation import Evaluator
from hielements.run.failures import failed


class Goals:
    """Decides the goals of one run. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, verbose: bool = False) -> None:
        self._evaluator = Evaluator(catalog, verbose)

    def outcome(self, goal: Goal) -> Outcome:
        if isinstance(goal, BoundExpression):
            return self._evaluator.outcome(goal)
        return failed("unsupported", f"this version cannot decide a check of the kind {type(goal).__name__}")
