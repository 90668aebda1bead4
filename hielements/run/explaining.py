"""Why a check came out as it did: its result, and what it was decided from.

Comes in: the checks to explain, and what runs them. Goes out: for each its result, the scopes and refs that it speaks
of with their values, the elements that it looked at, and the functions of libraries that it calls. Must never know how
it is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Undecided
from hielements.libraries.signatures import Function
from hielements.libraries.values import Value
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    CheckSubject,
    ComparisonExpression,
    ConnectionGoal,
    ConnectionTarget,
    Element,
    ElementSubject,
    FunctionCall,
    Goal,
    ImplementsSubject,
    ListExpression,
    MemberAccess,
    NotExpression,
    Ref,
    RefReference,
    RefSubject,
    RequirementGoal,
    Scope,
    ScopeReference,
    ScopeSubject,
    Subject,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.plan.filters import collapse, path_matcher, text_matcher
from hielements.plan.plan import Plan, PlannedCheck
from hielements.record import Entity
from hielements.run.evaluation import Evaluator
from hielements.run.execution import Options, execute
from hielements.run.facts import scopes_of
from hielements.run.results import CheckResult, RunResults
from hielements.source.workspace import Workspace


class Explained(Entity):
    """A result with what it was decided from. `declarations` stand in the order in which the check names them, each
    before those that it is made of. `elements` are those that a rule looked at, `modules` the names of modules that it
    speaks of, `functions` pairs of a library and its function."""

    result: CheckResult
    declarations: tuple[tuple[Scope | Ref, Value | Undecided], ...]
    elements: tuple[Element, ...]
    modules: tuple[str, ...]
    functions: tuple[tuple[str, Function], ...]


def select(checks: Sequence[PlannedCheck], wanted: str) -> tuple[PlannedCheck, ...]:
    """The checks that a text means: one at a place (`shop.hie:58`), those of this very text, with or without the
    element before it (`shop.web: python.no_import(src, 'pickle')`), or those that a filter selects."""
    text = collapse(wanted)
    file, _, line = text.rpartition(":")
    if file and line.isascii() and line.isdigit():
        placed = tuple(each for each in checks if _stands_at(each, file, int(line)))
        if placed:
            return placed
    for matches in (
        lambda each: collapse(each.check.text) == text,
        lambda each: f"{each.element.path}: {collapse(each.check.text)}" == text,
    ):
        exact = tuple(filter(matches, checks))
        if exact:
            return exact
    by_path = path_matcher(text)
    found = tuple(each for each in checks if by_path(each.element.path))
    if found:
        return found
    by_text = text_matcher(text)
    return tuple(each for each in checks if by_text(each.check.text))


def _stands_at(planned: PlannedCheck, file: str, line: int) -> bool:
    location = planned.check.location
    name = location.source.name
    if name != file and not name.endswith(f"/{file}"):
        return False
    return location.line <= line <= location.source.position(location.end)[0]


def explain(
    wanted: Sequence[PlannedCheck],
    plan: Plan,
    catalog: Catalog,
    options: Options,
    workspace: Workspace | None = None,
) -> tuple[RunResults, tuple[Explained, ...]]:
    """Runs the wanted checks of a plan and says what each was decided from."""
    run = execute(Plan(tuple(wanted), elements=plan.elements), catalog, options, None, workspace)
    values = Evaluator(catalog, options.verbose).declarations

    def value(declaration: Scope | Ref) -> Value | Undecided:
        return values.scope(declaration) if isinstance(declaration, Scope) else values.ref(declaration)

    explained = []
    for result in run.results:
        goal = result.planned.check.goal
        parts = _Parts()
        parts.goal(goal)
        explained.append(
            Explained(
                result,
                tuple((each, value(each)) for each in parts.declarations),
                tuple(parts.elements),
                tuple(parts.modules),
                tuple(parts.functions.values()),
            )
        )
    return run, tuple(explained)


class _Parts:
    """Collects what a goal speaks of, each once, in the order of the text."""

    def __init__(self) -> None:
        self.declarations: dict[Scope | Ref, None] = {}
        self.elements: dict[Element, None] = {}
        self.modules: dict[str, None] = {}
        self.functions: dict[tuple[str, str], tuple[str, Function]] = {}

    def goal(self, goal: Goal) -> None:
        if isinstance(goal, BoundExpression):
            self.expression(goal)
        elif isinstance(goal, RequirementGoal):
            self.elements.update(dict.fromkeys(goal.candidates))
            self._subject(goal.subject)
            for subject in goal.permitted:
                self._subject(subject)
        elif isinstance(goal, ConnectionGoal):
            self.elements.update(dict.fromkeys(goal.sources))
            self._declarations(scopes_of(goal.sources))
            for target in goal.targets:
                self._target(target)
        elif isinstance(goal, UsesGoal):
            self._declarations([goal.scope])
            self._target(goal.target)
        elif isinstance(goal, UndeclaredUsesGoal):
            self.elements[goal.element] = None
            self._declarations(scopes_of([goal.element]))

    def expression(self, expression: BoundExpression) -> None:
        if isinstance(expression, ScopeReference):
            self._declarations([expression.scope])
        elif isinstance(expression, RefReference):
            self._declarations([expression.ref])
        elif isinstance(expression, FunctionCall):
            self.functions[expression.library, expression.function.name] = (expression.library, expression.function)
        for part in _operands(expression):
            self.expression(part)

    def _declarations(self, declarations: Iterable[Scope | Ref]) -> None:
        for each in declarations:
            if each not in self.declarations:
                self.declarations[each] = None
                if each.value is not None:
                    self._made_of(each.value)

    def _made_of(self, expression: BoundExpression) -> None:
        """What a scope or ref is made of: other scopes and refs, and no functions, for those were not the check's."""
        if isinstance(expression, ScopeReference):
            self._declarations([expression.scope])
        elif isinstance(expression, RefReference):
            self._declarations([expression.ref])
        for part in _operands(expression):
            self._made_of(part)

    def _target(self, target: ConnectionTarget) -> None:
        self._declarations([*target.scopes, *target.refs])
        if target.module is not None:
            self.modules[f"{target.module}.*" if target.wildcard else target.module] = None

    def _subject(self, subject: Subject) -> None:
        if isinstance(subject, ScopeSubject | RefSubject):
            self._declarations(subject.matches)
            if subject.expected is not None:
                self.expression(subject.expected)
        elif isinstance(subject, CheckSubject):
            for attempt in subject.attempts:
                self.expression(attempt.expression)
        elif isinstance(subject, ElementSubject):
            for match in subject.matches:
                self.elements[match.element] = None
        elif isinstance(subject, ImplementsSubject):
            self.elements.update(dict.fromkeys(subject.matches))


def _operands(expression: BoundExpression) -> Iterator[BoundExpression]:
    if isinstance(expression, FunctionCall):
        yield from expression.arguments
    elif isinstance(expression, ListExpression):
        yield from expression.items
    elif isinstance(expression, MemberAccess):
        yield expression.subject
    elif isinstance(expression, NotExpression):
        yield expression.operand
    elif isinstance(expression, ComparisonExpression):
        yield expression.left
        yield expression.right
    elif isinstance(expression, BooleanExpression):
        yield from expression.operands
