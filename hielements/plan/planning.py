"""Turns a specification into the ordered list of checks to evaluate.

Comes in: a Specification and a Selection. Goes out: a Plan. Does no I/O, calls no library, and must never know how
a check is evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

from hielements.model.specification import (
    Check,
    ConnectionGoal,
    CoverageGoal,
    Element,
    Specification,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.plan.filters import path_matcher, text_matcher
from hielements.plan.plan import Minimum, Plan, PlannedCheck, Selection

WHOLE = "(specification)"
"""What stands for an element in a result about the whole specification; no element can be called so."""

_ALL = Selection()


def make_plan(
    specification: Specification,
    selection: Selection = _ALL,
    undeclared_uses: bool = False,
    minimum: Minimum | None = None,
) -> Plan:
    """Every check of the specification in the order of the report, divided into those to evaluate and those that
    the selection leaves out. With `undeclared_uses`, each element that has code also gets the check that all of its
    dependencies on other elements are declared. With a `minimum`, the coverage of the specification is the last check.

    A filter that selects nothing is named in `Plan.unmatched`; whoever runs the plan must refuse it, because a run
    without checks would look like a proof.
    """
    rules = _rules(specification) if undeclared_uses else None
    ordered = _in_order(specification, rules)
    if minimum is not None:
        ordered = chain(ordered, [_coverage(specification, minimum)])
    checks = tuple(PlannedCheck(number, element, check) for number, (element, check) in enumerate(ordered))
    chosen: Sequence[PlannedCheck] = checks
    unmatched: tuple[str, ...] = ()
    if selection.patterns:
        chosen, unmatched = _filtered(checks, selection.patterns)
    if selection.limit is not None:
        chosen = chosen[: max(selection.limit, 0)]
    if len(chosen) == len(checks):
        return Plan(checks, (), unmatched, specification.elements)
    numbers = {planned.number for planned in chosen}
    skipped = tuple(planned for planned in checks if planned.number not in numbers)
    return Plan(tuple(chosen), skipped, unmatched, specification.elements)


def elements_in_order(specification: Specification) -> Iterator[Element]:
    """All elements, each before its children, in text order. Uses no recursion: specifications nest deeply."""
    waiting = list(reversed(specification.elements))
    while waiting:
        element = waiting.pop()
        yield element
        waiting.extend(reversed(element.children.values()))


def _rules(specification: Specification) -> tuple[UsesGoal | ConnectionGoal, ...]:
    """Everything that declares a dependency: uses, and the connections that a pattern allows or requires."""
    return tuple(
        check.goal
        for element in elements_in_order(specification)
        for check in element.checks
        if isinstance(check.goal, UsesGoal)
        or (isinstance(check.goal, ConnectionGoal) and check.goal.action != "forbids")
    )


def _in_order(
    specification: Specification, rules: tuple[UsesGoal | ConnectionGoal, ...] | None
) -> Iterator[tuple[Element, Check]]:
    for element in elements_in_order(specification):
        checks: Sequence[Check] = element.checks
        if rules is not None and (element.scopes or element.bound):
            goal = UndeclaredUsesGoal(element.location, element, rules)
            checks = [*checks, Check("uses", f"element {element.name}", element.location, goal)]
        if len(checks) > 1:
            checks = sorted(checks, key=_group)
        for check in checks:
            yield element, check


def _coverage(specification: Specification, minimum: Minimum) -> tuple[Element, Check]:
    """The check that enough files are code of elements. It is about no single element."""
    location = minimum.location
    goal = CoverageGoal(location, specification.elements, minimum.percent)
    return Element(WHOLE, None, location, None), Check("coverage", location.text, location, goal)


def _group(check: Check) -> int:
    """The place of a check among those of its element: its own, then obligations of patterns, then languages'."""
    if check.kind == "language":
        return 2
    return 0 if check.pattern is None else 1


def _filtered(
    checks: Sequence[PlannedCheck], patterns: Sequence[str]
) -> tuple[Sequence[PlannedCheck], tuple[str, ...]]:
    """The checks that any pattern selects, in order, and the patterns that select none."""
    selected: set[int] = set()
    unmatched = []
    for pattern in patterns:
        by_path, by_text = path_matcher(pattern), text_matcher(pattern)
        found = {planned.number for planned in checks if by_path(planned.element.path)}
        found = found or {planned.number for planned in checks if by_text(planned.check.text)}
        if not found:
            unmatched.append(pattern)
        selected |= found
    return [planned for planned in checks if planned.number in selected], tuple(unmatched)
