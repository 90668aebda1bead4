"""`SCOPE uses T`: an intended dependency (LANGUAGE.md, section 4).

Comes in: the goal, facts about code. Goes out: an outcome. A use that the code has passes; one that it does not have
passes as well, with a warning at the declaration, or is a violation where `[check] unused_uses` says so.
"""

from __future__ import annotations

from hielements.diagnostics.codes.running import UNUSED_USES
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Outcome, Passed, Violated, Violation
from hielements.model.specification import UsesGoal
from hielements.run.facts import Facts
from hielements.run.logic import PASSED, undecided
from hielements.run.targets import resolve


def uses(goal: UsesGoal, facts: Facts, unused_fails: bool) -> tuple[Outcome, tuple[Diagnostic, ...]]:
    """The outcome, and the warning where the code does not have the use."""
    target = resolve(goal.target, facts)
    edges = facts.edges([goal.scope])
    if any(target.takes(dependency) for dependency in edges.dependencies):
        return PASSED, ()
    failures = (*target.failures, *edges.failures)
    if failures:
        return undecided(failures), ()
    name = f"{goal.scope.element.path}.{goal.scope.name}"
    message = f"nothing in `{name}` depends on `{goal.target.text}`"
    place = goal.location
    if unused_fails:
        return Violated(message, (Violation(message, place.source.name, place.line),)), ()
    warning = Diagnostic(
        UNUSED_USES,
        message,
        place,
        "declared, but not in the code",
        help='remove it if it is no longer intended; `[check] unused_uses = "error"` makes it a violation',
    )
    return Passed(f"{message}: a warning says so"), (warning,)
