"""Required elements: `requires element api { ... }`, with what the block asks of each element of that name.

Comes in: a requirement for an element and the elements it looks at. Goes out: the elements of that name, each with a
goal for every statement of the block. Requirements may stand in such blocks in their turn.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.diagnostics.codes.requirements import UNSUPPORTED_REQUIREMENT
from hielements.model import names
from hielements.model.candidates import Candidates, declared_by, heads, ref_matches, scope_matches
from hielements.model.context import Context
from hielements.model.declarations import Body, Pattern
from hielements.model.expressions import Binder
from hielements.model.reporting import Span
from hielements.model.specification import (
    Attempt,
    CheckSubject,
    Element,
    ElementMatch,
    ElementSubject,
    RefSubject,
    RequirementGoal,
    ScopeSubject,
    Subject,
)
from hielements.source.text import Location
from hielements.syntax import tree

# `requires descendant element x` in itself, over elements `x` that stand in each other, asks for every chain of them:
# so many elements are looked at for the requirements of one specification that stand in others, and no more.
_MOST_INNER_MATCHES = 100_000


InnerGoal = Callable[[Body, tree.Requirement], RequirementGoal | None]


class RequiredElements:
    """Writes out required elements for one build. An `InnerGoal` makes the goal of a requirement in a block."""

    def __init__(self, context: Context, binder: Binder) -> None:
        self.context = context
        self.binder = binder
        self._depth = 0
        self._inner_matches = 0

    def subject(
        self, body: Body, subject: tree.ElementDeclaration, candidates: Candidates, inner_goal: InnerGoal
    ) -> ElementSubject | None:
        """What is asked for; None when it was refused."""
        asked = self.context.required.get(subject)
        patterns = [pattern for _, pattern in asked.implemented] if asked else []
        if len(patterns) < len(subject.implements):
            return None
        named = [
            each
            for each in candidates.named(subject.name.text)
            if all(self._implements(each, pattern) for pattern in patterns)
        ]
        if self._depth:
            self._inner_matches += len(named)
            self.context.reporter.unsettled += 1
            if self._inner_matches > _MOST_INNER_MATCHES:
                self._report_too_many(body, subject)
                return None
        self._depth += 1
        matches = tuple(
            ElementMatch(element, self._conditions(body, subject, element, inner_goal)) for element in named
        )
        self._depth -= 1
        return ElementSubject(subject.name.text, tuple(path.text for path in subject.implements), matches)

    def _implements(self, element: Element, pattern: Pattern) -> bool:
        body = self.context.body_of.get(element)
        return body is not None and pattern in body.patterns

    def _report_too_many(self, body: Body, subject: tree.ElementDeclaration) -> None:
        self.context.reporter.report(
            UNSUPPORTED_REQUIREMENT,
            body.file.tree.source,
            Span(subject.start, subject.name.end),
            f"requirements within requirements would look at more than {_MOST_INNER_MATCHES:,} elements",
            "a requirement within a requirement",
            help="leave out `descendant`, or ask for the inner element in a pattern that the outer one implements",
        )

    def _conditions(
        self, outer: Body, subject: tree.ElementDeclaration, element: Element, inner_goal: InnerGoal
    ) -> tuple[RequirementGoal, ...]:
        """What else is asked of one element of the required name."""
        if subject.body is None:
            return ()
        candidates = Candidates(self.context, (element,))
        body = self._members_body(outer, subject, element)
        goals = (self._condition(body, statement, candidates, inner_goal) for statement in body.statements)
        return tuple(goal for goal in goals if goal is not None)

    def _members_body(self, outer: Body, subject: tree.ElementDeclaration, element: Element) -> Body:
        """The block of a required element, with the names that the candidate declares."""
        statements = subject.body.statements if subject.body else ()
        body = Body(element, outer, outer.file, subject, statements)
        body.through = outer.through
        own = self.context.body_of.get(element)
        for statement in statements:
            if isinstance(statement, tree.ScopeDeclaration | tree.RefDeclaration | tree.ElementDeclaration):
                name = statement.name.text
                body.names[name] = (declared_by(own, name) if own else None) or names.UNKNOWN
        return body

    def _condition(
        self, body: Body, statement: tree.Statement, candidates: Candidates, inner_goal: InnerGoal
    ) -> RequirementGoal | None:
        element = body.element
        source = body.file.tree.source
        place = Location(source, statement.start, statement.end)
        subject: Subject
        if isinstance(statement, tree.Requirement):
            return inner_goal(body, statement)
        if isinstance(statement, tree.ElementDeclaration):
            asked = tree.Requirement(statement.start, statement.end, statement.doc, "requires", False, statement)
            return inner_goal(body, asked)
        if isinstance(statement, tree.ScopeDeclaration):
            language = statement.language.text if statement.language else None
            matches, possible = scope_matches(self.context, candidates, statement.name.text, language)
            expected = self.binder.bind(statement.value, body, False) if statement.value else None
            subject = ScopeSubject(statement.name.text, language, expected, matches, possible)
        elif isinstance(statement, tree.RefDeclaration):
            type_name = statement.type.text if statement.type else ""
            expected = self.binder.bind(statement.value, body, False) if statement.value else None
            refs = ref_matches(candidates, statement.name.text, type_name)
            subject = RefSubject(statement.name.text, type_name, expected, refs)
        elif isinstance(statement, tree.CheckStatement) and type(statement.expression) is not tree.Missing:
            expression = statement.expression
            text = " ".join(Location(source, expression.start, expression.end).text.split())
            absent = [name.text for name in heads(expression) if body.names.get(name.text) is names.UNKNOWN]
            attempts = () if absent else (Attempt(element, self.binder.bind(expression, body, True)),)
            subject = CheckSubject(text, tuple(dict.fromkeys(absent)), attempts)
        else:
            return None
        return RequirementGoal(place, "requires", False, element, (element,), subject)
