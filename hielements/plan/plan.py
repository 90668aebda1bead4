"""The plan: the ordered list of concrete checks that a run will evaluate.

Comes in: a Specification and a Selection (filters, limits). Goes out: a Plan. The order is that of the report
(docs/language.md): an element's own
checks in text order, then obligations of patterns, then language checks, then the children.
"""

from __future__ import annotations

from hielements.model.specification import Check, Element
from hielements.record import Entity, Record
from hielements.source.text import Location


class PlannedCheck(Entity):
    """One check in its place. `number` counts from 0 over the whole plan, before any filter."""

    number: int
    element: Element
    check: Check

    @property
    def spec(self) -> str:
        """The name of the specification that declares the element. A child may come of a pattern, so that of the
        outermost element counts."""
        element = self.element
        while element.parent is not None:
            element = element.parent
        return element.location.source.name


class Selection(Record):
    """Which checks to run: `patterns` are globs over element paths and check texts (`plan/filters.py`; none selects
    all); `limit` is the largest number of checks, None for all."""

    patterns: tuple[str, ...] = ()
    limit: int | None = None


class Minimum(Record):
    """The least part of the files, in per cent, that must be code of an element, and where that is demanded."""

    percent: float
    location: Location


class Plan(Entity):
    """`checks` will be evaluated, `skipped` will not; together they are the whole specification. `unmatched` are the
    filters that select nothing: a plan that has any must not be run. `elements` are the top-level elements, also those
    without checks: code belongs to them all the same."""

    checks: tuple[PlannedCheck, ...]
    skipped: tuple[PlannedCheck, ...] = ()
    unmatched: tuple[str, ...] = ()
    elements: tuple[Element, ...] = ()
