"""What a specification consists of: its elements with what their scopes select, their refs and their checks.

Comes in: a plan and the libraries. Goes out: listed elements, in text order. Scopes and refs are evaluated, checks are
not. Must never know how it is shown.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Undecided
from hielements.libraries.values import ScopeValue, Value
from hielements.model.specification import Check, CoverageGoal, Element, Ref, Scope
from hielements.plan.plan import Plan
from hielements.record import Entity
from hielements.run.evaluation import Evaluator
from hielements.run.facts import subtree


class ListedElement(Entity):
    """An element with the values of its own scopes and refs; `bound` scopes have no name of their own: a pattern's
    scopes that were bound by a path, or its defaults."""

    element: Element
    scopes: tuple[tuple[Scope, ScopeValue | Undecided], ...]
    bound: tuple[tuple[Scope, ScopeValue | Undecided], ...]
    refs: tuple[tuple[Ref, Value | Undecided], ...]
    checks: tuple[Check, ...]


def list_elements(
    plan: Plan, catalog: Catalog, selected: Callable[[str], bool] | None = None, verbose: bool = False
) -> tuple[ListedElement, ...]:
    """The elements of the plan whose paths are `selected`; None means all."""
    values = Evaluator(catalog, verbose).declarations
    checks: dict[Element, list[Check]] = {}
    for planned in sorted((*plan.checks, *plan.skipped), key=lambda each: each.number):
        if not isinstance(planned.check.goal, CoverageGoal):
            checks.setdefault(planned.element, []).append(planned.check)
    return tuple(
        ListedElement(
            element,
            tuple((scope, values.scope(scope)) for scope in element.scopes.values()),
            tuple((scope, values.scope(scope)) for scope in element.bound),
            tuple((ref, values.ref(ref)) for ref in element.refs.values()),
            tuple(checks.get(element, ())),
        )
        for root in plan.elements
        for element in subtree(root)
        if selected is None or selected(element.path)
    )
