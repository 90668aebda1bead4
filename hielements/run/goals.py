"""What a check states, and who decides it: an expression, a requirement, a rule about connections, a use.

Comes in: the goal of a check. Goes out: its outcome, and diagnostics about the specification that only the code can
give reason for. A kind of goal that nothing here decides is undecided and says so: it is never passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Outcome, Passed
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    ConnectionGoal,
    CoverageGoal,
    Element,
    FunctionCall,
    Goal,
    NotExpression,
    RequirementGoal,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.run.evaluation import Evaluator
from hielements.run.failures import failed
from hielements.run.once import Once
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.run.facts import Facts
    from hielements.run.requirements import Requirements

Decision = tuple[Outcome, tuple[Diagnostic, ...]]


class Goals:
    """Decides the goals of one run. Safe to use from several threads. `roots` gives the top-level elements;
    with `unused_uses_fail` a use that the code does not have is a violation, else a warning. The `workspace` is the
    checked project, for the coverage of the specification. Rules about connections and uses leave out dependencies with
    an `ignored` tag."""

    def __init__(
        self,
        catalog: Catalog,
        roots: Callable[[], Sequence[Element]] = tuple,
        verbose: bool = False,
        unused_uses_fail: bool = False,
        workspace: Workspace | None = None,
        ignored: frozenset[str] = frozenset(),
    ) -> None:
        self._catalog = catalog
        self._workspace = workspace
        self._roots = roots
        self._verbose = verbose
        self._unused_uses_fail = unused_uses_fail
        self._ignored = ignored
        self._evaluator = Evaluator(catalog, verbose)
        # What only some specifications need is imported when a goal first needs it.
        self._facts: Once[None, Facts] = Once(lambda _: self._make_facts())
        self._requirements: Once[None, Requirements] = Once(lambda _: self._make_requirements())

    def decide(self, goal: Goal) -> Decision:
        if isinstance(goal, BoundExpression):
            outcome = self._evaluator.outcome(goal)
            return outcome, self._doubts(goal, outcome)
        if isinstance(goal, RequirementGoal):
            outcome = self._requirements(None).outcome(goal)
            return outcome, self._doubts(goal, outcome)
        if isinstance(goal, ConnectionGoal):
            from hielements.run.connections import connection, unknown_targets

            facts = self._facts(None)
            return connection(goal, facts), unknown_targets(goal, facts)
        if isinstance(goal, UsesGoal):
            from hielements.run.uses import uses

            return uses(goal, self._facts(None), self._unused_uses_fail)
        if isinstance(goal, UndeclaredUsesGoal):
            from hielements.run.uses import undeclared_uses

            return undeclared_uses(goal, self._facts(None)), ()
        if isinstance(goal, CoverageGoal):
            from hielements.run.coverage import reached

            return reached(goal, self._facts(None), self._catalog, self._workspace), ()
        return failed("unsupported", f"this version cannot decide a check of the kind {type(goal).__name__}"), ()

    def _doubts(self, goal: BoundExpression | RequirementGoal, outcome: Outcome) -> tuple[Diagnostic, ...]:
        """Warnings about names that what holds forbids and that may be misspelled."""
        if isinstance(goal, BoundExpression):
            expressions: Sequence[BoundExpression] = (goal,)
            negated = False
        else:
            expressions = [each.expression for each in getattr(goal.subject, "attempts", ())]
            negated = goal.action == "forbids"
        if not isinstance(outcome, Passed) or not any(
            isinstance(each, NotExpression | BooleanExpression)
            or (isinstance(each, FunctionCall) and (negated or each.function.forbids_named))
            for each in expressions
        ):
            return ()
        from hielements.run.misspelled_names import misspelled_names

        evaluator, catalog = self._evaluator, self._catalog
        return tuple(one for each in expressions for one in misspelled_names(each, negated, evaluator, catalog))

    def _make_facts(self) -> Facts:
        from hielements.run.facts import Facts

        return Facts(self._catalog, self._evaluator.declarations, self._roots(), self._verbose, self._ignored)

    def _make_requirements(self) -> Requirements:
        from hielements.run.requirements import Requirements

        return Requirements(self._evaluator)
