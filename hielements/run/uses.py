"""`SCOPE uses T`: intended dependencies (docs/language.md), and dependencies that nobody declared.

Comes in: the goal, facts about code. Goes out: an outcome. A use that the code has passes; one that it does not have
passes as well, with a warning at the declaration, or is a violation where `[check] unused_uses` says so. Where
`[check] undeclared_uses` asks for it, a dependency of one element on another must be declared: by a `uses`, or by a
connection that a pattern allows or requires. What an element depends on in its own parts needs no declaration.
"""

from __future__ import annotations

from hielements.diagnostics.codes.running import UNUSED_USES
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Dependency, Failure, Outcome, Passed, Violated, Violation
from hielements.model.specification import ConnectionGoal, UndeclaredUsesGoal, UsesGoal
from hielements.run.facts import Facts, is_part, scopes_of
from hielements.run.logic import PASSED, undecided
from hielements.run.violations import violation_of


def uses(goal: UsesGoal, facts: Facts, unused_fails: bool) -> tuple[Outcome, tuple[Diagnostic, ...]]:
    """The outcome, and the warning where the code does not have the use."""
    target = facts.target(goal.target)
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


def undeclared_uses(goal: UndeclaredUsesGoal, facts: Facts) -> Outcome:
    """Violated by every dependency of the element's own code on another element that no rule declares. A file belongs
    to the innermost element that selects it."""
    element = goal.element
    edges = facts.edges(scopes_of([element]))
    failures = list(edges.failures)
    violations = []
    for dependency in edges.dependencies:
        if facts.source_owner(dependency) is not element:
            continue
        for path in dependency.targets:
            other = facts.owner(path, dependency)
            if other is None or is_part(other, element) or _is_declared(dependency, goal, facts, failures):
                continue
            message = f"{dependency.verb} {dependency.name}, which is in `{other.path}`, and no `uses` declares that"
            violations.append(violation_of(dependency, message))
            break
    if violations:
        message = f"`{element.path}` has {len(violations)} undeclared {'use' if len(violations) == 1 else 'uses'}"
        return Violated(message, tuple(violations))
    return undecided(failures) if failures else PASSED


def _is_declared(dependency: Dependency, goal: UndeclaredUsesGoal, facts: Facts, failures: list[Failure]) -> bool:
    """Whether a rule declares the dependency, or might: where it is not known what the target of a rule is, nobody can
    say that the dependency is undeclared. `failures` then get the reason."""
    unknown: list[Failure] = []
    for rule in goal.rules:
        if not facts.sources(rule).has_source(dependency):
            continue
        for target in rule.targets if isinstance(rule, ConnectionGoal) else (rule.target,):
            resolved = facts.target(target)
            if resolved.takes(dependency):
                return True
            unknown += resolved.failures
    failures += unknown
    return bool(unknown)
