"""The architecture that the code has, beside the one that the specification declares: elements, every dependency
between their files, and which statements declare or forbid it.

Comes in: a plan, facts about code, results of a run where there was one. Goes out: an Architecture. No check is
evaluated here. Must never know how an architecture is drawn, nor at which level of detail.

A file belongs to the innermost element that selects it, a function or class of it to the innermost element that
selects that. Dependencies of files that belong to no element are part of the architecture all the same: they lead from
`None`. What is declared are `uses` and rules about connections; checks of libraries (`python.no_dependency`) say in
their own words what must hold, and count for the violations that they found.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Literal

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Dependency, Failure, Violated
from hielements.model.specification import (
    Check,
    ConnectionGoal,
    ConnectionTarget,
    Element,
    FunctionCall,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.plan.plan import Plan
from hielements.record import Entity
from hielements.run.coverage import FileCoverage, file_coverage
from hielements.run.coverage_rules import calls_of
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts, dependency_order, is_part, subtree
from hielements.run.languages import language_of
from hielements.run.results import RunResults
from hielements.run.targets import Target
from hielements.source.workspace import Workspace

Action = Literal["uses", "allows", "requires", "forbids"]


class ElementCode(Entity):
    """An element with the files that are its own, sorted, and their languages. Of `partial` files only functions or
    classes are its own."""

    element: Element
    files: tuple[str, ...]
    partial: tuple[str, ...]
    languages: tuple[str, ...]


class Declared(Entity):
    """One statement about connections: `source` may, must or must not depend on the target. `targets` are the elements
    that the target names, without those inside of one another; none when it is the `module` of a language."""

    action: Action
    source: Element
    target: ConnectionTarget
    targets: tuple[Element, ...]
    module: str | None
    check: Check


class Use(Entity):
    """One dependency of one file on another, or on a module outside of the workspace (`file` None, `external` its
    name). `source` and `target` are the innermost elements at its ends, None where the code belongs to none.
    `declared` and `forbidden` are numbers of statements in `Architecture.declared`, `broken` numbers of results in
    `RunResults.results`: the checks that this dependency violates."""

    dependency: Dependency
    file: str | None
    external: str | None
    source: Element | None
    target: Element | None
    declared: tuple[int, ...]
    forbidden: tuple[int, ...]
    broken: tuple[int, ...]


class Architecture(Entity):
    """`elements` stand in text order, parents before children; `uses` in the order of files and lines. `failures` say
    what could not be read: dependencies may be missing for it."""

    elements: tuple[ElementCode, ...]
    declared: tuple[Declared, ...]
    uses: tuple[Use, ...]
    failures: tuple[Failure, ...]


def collect(
    plan: Plan, catalog: Catalog, workspace: Workspace, run: RunResults | None = None, verbose: bool = False
) -> Architecture:
    """The architecture of the code that the plan's elements select. With the results of a `run`, each dependency knows
    the checks that it violates."""
    facts = Facts(catalog, Evaluator(catalog, verbose).declarations, plan.elements, verbose)
    files = file_coverage(plan.elements, facts, catalog, workspace, everything=True)
    return architecture_of(plan, facts, files, catalog, run)


def architecture_of(
    plan: Plan, facts: Facts, files: FileCoverage, catalog: Catalog, run: RunResults | None = None
) -> Architecture:
    """The same, of facts and files that are already there; `files` with everything in them."""
    declared = _declared(plan)
    statements = _Statements(declared, facts)
    violated = _Violated(run, files.dependencies)
    uses = []
    for dependency in sorted(files.dependencies, key=dependency_order):
        source = facts.source_owner(dependency)
        broken = violated.by(dependency)
        reached = [path for path in dependency.targets if path != dependency.path]
        if not reached and not dependency.targets and dependency.external is not None:
            allowed, forbidden = statements.about(dependency, source, None)
            uses.append(Use(dependency, None, dependency.external, source, None, allowed, forbidden, broken))
        for path in reached:
            target = facts.owner(path, dependency)
            inside = source is not None and target is not None and is_part(target, source)
            allowed, forbidden = ((), ()) if inside else statements.about(dependency, source, path)
            uses.append(Use(dependency, path, None, source, target, allowed, forbidden, broken))
    unread = tuple(dict.fromkeys((*files.unknown, *files.unread.values())))
    return Architecture(_elements(plan, facts, catalog), declared, tuple(uses), unread)


def _elements(plan: Plan, facts: Facts, catalog: Catalog) -> tuple[ElementCode, ...]:
    own, partial = facts.files_of_owners(), facts.partial_files_of_owners()
    found = []
    for element in (element for root in plan.elements for element in subtree(root)):
        files, parts = tuple(sorted(own.get(element, ()))), tuple(sorted(partial.get(element, ())))
        languages = {language_of(path, catalog.file_names) for path in (*files, *parts)}
        found.append(ElementCode(element, files, parts, tuple(sorted(filter(None, languages)))))
    return tuple(found)


def _declared(plan: Plan) -> tuple[Declared, ...]:
    """Every statement about connections, in the order of the specification. Those of one pattern that allow are one
    rule, which is read where it leads."""
    found = []
    everything = sorted((*plan.checks, *plan.skipped), key=lambda planned: planned.number)
    for planned in everything:
        goal = planned.check.goal
        if isinstance(goal, UsesGoal):
            found.append(_statement("uses", goal.scope.element, goal.target, planned.check))
        elif isinstance(goal, ConnectionGoal) and goal.leads:
            found += [_statement(goal.action, goal.element, target, planned.check) for target in goal.targets]
    return tuple(found)


def _statement(action: Action, source: Element, target: ConnectionTarget, check: Check) -> Declared:
    named = set(target.elements)
    outermost = [element for element in dict.fromkeys(target.elements) if not _stands_below(element, named)]
    return Declared(action, source, target, tuple(outermost), target.module, check)


def _stands_below(element: Element, others: set[Element]) -> bool:
    parent = element.parent
    while parent is not None:
        if parent in others:
            return True
        parent = parent.parent
    return False


class _Statements:
    """Which statements are about a dependency. They are found by the element that the dependency starts in: a statement
    is about code of its own element and of everything below, and of nothing else."""

    def __init__(self, declared: Sequence[Declared], facts: Facts) -> None:
        self._facts = facts
        self._declared = declared
        self._of_element: dict[Element, list[tuple[int, Declared, Target]]] = {}
        for number, statement in enumerate(declared):
            self._of_element.setdefault(statement.source, []).append(
                (number, statement, facts.target(statement.target))
            )

    def about(
        self, dependency: Dependency, source: Element | None, path: str | None
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """The numbers of the statements that declare the dependency (it may be), and of those that forbid it."""
        declared: list[int] = []
        forbidden: list[int] = []
        element = source
        while element is not None:
            for number, statement, target in self._of_element.get(element, ()):
                if target.takes(dependency) and self._is_about(statement, dependency):
                    (forbidden if statement.action == "forbids" else declared).append(number)
            element = element.parent
        return tuple(sorted(declared)), tuple(sorted(forbidden))

    def _is_about(self, statement: Declared, dependency: Dependency) -> bool:
        goal = statement.check.goal
        assert isinstance(goal, ConnectionGoal | UsesGoal)
        return self._facts.sources(goal).has_source(dependency)


class _Violated:
    """The results of a run by the places that their violations name. Only results about dependencies count: a missing
    docstring in the first line says nothing of the import that stands there as well. Where several dependencies stand
    at one place (`import shop.web, shop.db`), the words of the violation tell which of them is meant."""

    def __init__(self, run: RunResults | None, dependencies: Iterable[Dependency]) -> None:
        self._at: dict[tuple[str, int], list[tuple[int, int, str]]] = {}
        for number, result in enumerate(run.results if run is not None else ()):
            if isinstance(result.outcome, Violated) and _is_about_dependencies(result.planned.check):
                for violation in result.outcome.violations:
                    if violation.path is not None and violation.line is not None:
                        claim = (number, violation.column or 0, violation.message)
                        self._at.setdefault((violation.path, violation.line), []).append(claim)
                    for hop in violation.chain:
                        self._at.setdefault((hop.path, hop.line), []).append((number, hop.column, hop.name))
        self._names: dict[tuple[str, int], set[str]] = {}
        for dependency in dependencies:
            place = (dependency.path, dependency.line)
            if place in self._at:
                self._names.setdefault(place, set()).add(dependency.name)

    def by(self, dependency: Dependency) -> tuple[int, ...]:
        """The numbers of the results that the dependency violates."""
        place = (dependency.path, dependency.line)
        others = self._names.get(place, set()) - {dependency.name}
        found = {
            number
            for number, column, words in self._at.get(place, ())
            if column in (0, dependency.column)
            and (_names(words, dependency.name) or not any(_names(words, other) for other in others))
        }
        return tuple(sorted(found))


def _names(words: str, name: str) -> bool:
    """Whether a name stands in a text as a whole: `shop.web` does not in `imports shop.web.forms`."""
    return re.search(rf"(?<![\w.]){re.escape(name)}(?!\w|[.:]+\w)", words) is not None


def _is_about_dependencies(check: Check) -> bool:
    goal = check.goal
    if isinstance(goal, ConnectionGoal | UsesGoal | UndeclaredUsesGoal):
        return True
    calls: Iterable[FunctionCall] = calls_of(goal)
    return any(call.function.governs is not None for call in calls)
