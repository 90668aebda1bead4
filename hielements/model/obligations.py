"""Writes out what each element has to prove: its own checks, what the patterns it implements ask, `uses`.

Comes in: bodies whose names are resolved and whose scopes and refs are bound. Goes out: Check objects on the elements,
in the order of the report: own checks and `uses` in text order, then requirements that stand in the element itself
(a pattern without a name), then the obligations of each pattern in the order of `implements`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hielements.diagnostics.codes.types import CONSTANT_CHECK
from hielements.model import names
from hielements.model.connections import connection_goal, resolve_target
from hielements.model.context import Context
from hielements.model.declarations import Body
from hielements.model.expressions import Binder, calls_only_constants
from hielements.model.ledger import Ledger
from hielements.model.requirement_rules import validate
from hielements.model.requirements import Requirements
from hielements.model.specification import BoundExpression, Check, Goal, Scope, UsesGoal
from hielements.source.text import Location
from hielements.syntax.tree import (
    CheckStatement,
    ConnectionSubject,
    ElementDeclaration,
    Expression,
    Missing,
    Parenthesized,
    Requirement,
    UsesDeclaration,
)


class Obligations:
    """Binds the statements that ask for something."""

    def __init__(self, context: Context, binder: Binder, ledger: Ledger | None = None) -> None:
        self.context = context
        self.ledger = ledger
        self.binder = binder
        self.requirements = Requirements(context, binder)

    def bind(self) -> None:
        """Binds what patterns say where it stands, whoever implements them, and then what every element proves."""
        for body in self._to_bind(self.context.pattern_bodies):
            for statement in body.statements:
                if type(statement) is CheckStatement:
                    self._check(statement, body, None)
                elif isinstance(statement, Requirement):
                    validate(self.context, self.binder, statement, body)
        for body in self._to_bind(self.context.bodies):
            self._own(body)
        for body in self._to_bind(self.context.bodies):
            checks = body.element.checks
            for statement in body.statements:
                if type(statement) is Requirement:
                    check = self._requirement(statement, body, None)
                    if check is not None:
                        checks.append(check)
            for path, pattern in body.implemented:
                instance = body.patterns.get(pattern)
                if instance is not None and instance.through is not None:
                    self.context.reporter.through = instance.through
                    self._inherited(instance, path.text, checks)
                    self.context.reporter.through = None

    def _to_bind(self, bodies: Iterable[Body]) -> Iterator[Body]:
        """Those of the bodies whose expressions have to be bound; with a ledger, it counts what comes of each."""
        ledger = self.ledger
        return iter(bodies) if ledger is None else (body for body in bodies if ledger.begins(body.element))

    def _own(self, body: Body) -> None:
        checks = body.element.checks
        for statement in body.statements:
            kind = type(statement)
            check = None
            if kind is CheckStatement:
                check = self._check(statement, body, None)  # type: ignore[arg-type]
            elif kind is UsesDeclaration:
                check = self._uses(statement, body, None)  # type: ignore[arg-type]
            elif kind is Requirement:
                validate(self.context, self.binder, statement, body)  # type: ignore[arg-type]
            if check is not None:
                checks.append(check)

    def _inherited(self, instance: Body, pattern: str, checks: list[Check]) -> None:
        """What an instance asks, in the order of the pattern's text. A list of work instead of recursion: patterns
        nest as deeply as the parser allows."""
        work: list[tuple[Body, int]] = [(instance, 0)]
        while work:
            body, start = work.pop()
            for index in range(start, len(body.statements)):
                statement = body.statements[index]
                check = None
                if isinstance(statement, CheckStatement):
                    check = self._check(statement, body, pattern)
                elif isinstance(statement, UsesDeclaration):
                    check = self._uses(statement, body, pattern)
                elif isinstance(statement, Requirement):
                    check = self._requirement(statement, body, pattern)
                elif isinstance(statement, ElementDeclaration):
                    inner = body.names.get(statement.name.text)
                    if isinstance(inner, Body) and inner.node is statement:
                        work.append((body, index + 1))
                        # Patterns that a real child implements itself are its own obligations.
                        work += ((inner.patterns[each], 0) for _, each in reversed(inner.implemented))
                        work.append((inner, 0))
                        break
                if check is not None:
                    checks.append(check)

    def _requirement(self, statement: Requirement, body: Body, pattern: str | None) -> Check | None:
        location = Location(body.file.tree.source, statement.start, statement.end)
        kind = "connection" if isinstance(statement.subject, ConnectionSubject) else "requirement"
        goal: Goal | None
        if isinstance(statement.subject, ConnectionSubject):
            goal = connection_goal(self.context, statement, body, location)
        else:
            goal = self.requirements.goal(body, statement)
        if goal is None:
            return None
        text = " ".join(location.text.split())
        return Check(kind, text, location, goal, pattern, statement.doc)  # type: ignore[arg-type]

    def _check(self, statement: CheckStatement, body: Body, pattern: str | None) -> Check | None:
        if type(statement.expression) is Missing:
            return None
        goal = bind_condition(self.context, self.binder, statement.expression, body)
        # A bound expression stands where it is written, except that parentheses around it are left out.
        place = goal.location
        if type(statement.expression) is Parenthesized:
            place = Location(body.file.tree.source, statement.expression.start, statement.expression.end)
        return Check("check", one_line(place.text), place, goal, pattern, statement.doc)

    def _uses(self, statement: UsesDeclaration, body: Body, pattern: str | None) -> Check | None:
        if not statement.scope.text or not all(name.text for name in statement.target.names):
            return None
        source = body.file.tree.source
        found, _ = names.resolve(self.context, (statement.scope,), body)
        target = resolve_target(self.context, statement.target, False, body, must_exist=True)
        if not isinstance(found, Scope):
            if found is not names.UNKNOWN:
                names.report_kind(self.context, body, (statement.scope,), found, "a scope")
            return None
        self.context.used.add(found)
        if target is None:
            return None
        location = Location(source, statement.start, statement.end)
        goal = UsesGoal(location, found, target)
        return Check("uses", " ".join(location.text.split()), location, goal, pattern, statement.doc)


def bind_condition(context: Context, binder: Binder, expression: Expression, body: Body) -> BoundExpression:
    """An expression in boolean position that must look at something."""
    goal = binder.bind(expression, body, True)
    if calls_only_constants(goal):
        context.reporter.report(
            CONSTANT_CHECK,
            body.file.tree.source,
            expression,
            "this check looks at nothing: its answer is always the same",
            "only constants",
            help="call a check of a library, or compare something that depends on the code",
        )
    return goal


def one_line(text: str) -> str:
    """Text that may have been written on several lines, on one."""
    return " ".join(text.split()) if "\n" in text or "\r" in text else text
