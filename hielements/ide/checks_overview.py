"""All elements and checks of a workspace with what the last run found of them, as a view of tests shows them.

Comes in: the plan of a run, the findings so far, the analyses of the specifications. Goes out: records. Nothing here
runs a check.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

from hielements.ide.analysis import Analysis
from hielements.ide.tree_places import chain_at
from hielements.model.declarations import Body
from hielements.record import Entity, Record
from hielements.report.report import Place, ReportedCheck, ReportedPlan
from hielements.source.text import Location
from hielements.syntax import tree

State = Literal["unknown", "pass", "fail", "error", "waived"]


class ListedElement(Entity):
    """An element that the specification declares; `location` is its name."""

    path: str
    name: str
    parent: str | None
    doc: str
    location: Location


class ListedCheck(Record):
    """A check of an element: where the rule stands, and what the last run said of it. `state` is `unknown` when no
    run has looked at it."""

    element: str
    check: str
    kind: str
    pattern: str | None
    place: Place
    state: State
    result: ReportedCheck | None


def listed_elements(analyses: Iterable[Analysis]) -> list[ListedElement]:
    """The elements of specifications, each after the one around it; those of imported files are not checked."""
    found = []
    for analysis in analyses:
        bodies = analysis.context.bodies if analysis.context is not None else ()
        own = [body.element for body in bodies if body.file.name == analysis.name and _declares(body)]
        for element in sorted(own, key=lambda each: each.location.start):
            parent = element.parent.path if element.parent is not None else None
            found.append(ListedElement(element.path, element.name, parent, element.doc or "", element.location))
    return found


def _declares(body: Body) -> bool:
    return isinstance(body.node, tree.ElementDeclaration) and not body.is_abstract


def listed_checks(planned: Sequence[ReportedPlan], results: Sequence[ReportedCheck]) -> list[ListedCheck]:
    """The checks that a run would evaluate, in its order, then those that only a run finds out about: dependencies that
    no `uses` declares."""
    known = {_key(each): each for each in results}
    found = []
    for each in planned:
        result = known.pop(_key(each), None)
        state: State = result.status if result is not None else "unknown"
        found.append(ListedCheck(each.element, each.check, each.kind, each.pattern, each.place, state, result))
    found += [
        ListedCheck(each.element, each.check, each.kind, each.pattern, each.place, each.status, each)
        for each in known.values()
        if each.kind == "uses"
    ]
    return found


def element_at(analysis: Analysis, name: str, offset: int) -> str | None:
    """The path of the innermost element around an offset of a file."""
    found = analysis.trees.get(name)
    if found is None:
        return None
    for node in reversed(chain_at(found, offset)):
        if isinstance(node, tree.ElementDeclaration):
            body = analysis.body_of(node)
            if body is not None and _declares(body):
                return body.element.path
    return None


def _key(each: ReportedPlan | ReportedCheck) -> tuple[str, str, str, int, int]:
    # Not the column: what is stated on a line is told apart by its text.
    return each.element, " ".join(each.check.split()), each.place.file, each.place.line, each.place.column
