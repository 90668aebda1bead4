"""What patterns require, allow and forbid of the elements that implement them (docs/language.md).

Comes in: a requirement and the body of what it applies to: an instance of a pattern, or the element itself for a
requirement that stands in it. Goes out: a goal in which every declaration that could meet the requirement is named,
so that only values and languages are left to find out.

"Immediate" means the element itself and its direct children; for elements and patterns, the direct children alone.
"Descendant" means everything below the element.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.model.candidates import (
    Candidates,
    attempts_for,
    check_names,
    language_matches,
    ref_matches,
    scope_matches,
)
from hielements.model.connections import subtree
from hielements.model.context import Context
from hielements.model.declarations import Body
from hielements.model.expressions import Binder
from hielements.model.implementing import find_pattern
from hielements.model.nearness import Nearness
from hielements.model.required_elements import RequiredElements
from hielements.model.specification import (
    BoundExpression,
    CheckSubject,
    Element,
    ElementSubject,
    ImplementsSubject,
    LanguageSubject,
    Ref,
    RefSubject,
    RequirementGoal,
    Scope,
    ScopeSubject,
    Subject,
)
from hielements.record import Entity
from hielements.source.text import Location
from hielements.syntax import tree


class _Permission(Entity):
    """All `allows` of one kind in one body: what they list, and what is declared besides."""

    rules: dict[tree.Requirement, int]
    permitted: tuple[Subject, ...]
    offending: tuple[Scope | Ref | Element, ...]
    uncertain: tuple[Scope, ...]


class Requirements:
    """Makes the goals of requirements for one build."""

    def __init__(self, context: Context, binder: Binder) -> None:
        self.context = context
        self.binder = binder
        self._elements = RequiredElements(context, binder)
        self._nearness = Nearness(context)
        self._candidates: dict[tuple[Element, bool, bool], Candidates] = {}
        self._permissions: dict[tuple[Body, bool, type], _Permission | None] = {}

    def goal(self, body: Body, statement: tree.Requirement) -> RequirementGoal | None:
        """The goal of a requirement, seen from the body of what it applies to; None when it was refused."""
        if statement.action == "allows":
            if isinstance(statement.subject, tree.CheckStatement):
                return None
            return self._allowed(body, statement)
        candidates = self._candidates_of(body, statement)
        subject = self._subject_of(body, statement, candidates)
        if subject is None:
            return None
        near = self._nearness.told(subject, candidates) if statement.action == "requires" else None
        return RequirementGoal(
            Location(body.file.tree.source, statement.start, statement.end),
            statement.action,
            statement.descendant,
            body.element,
            candidates.elements,
            subject,
            near,
        )

    def _candidates_of(self, body: Body, statement: tree.Requirement) -> Candidates:
        """The elements that a requirement looks at."""
        element = body.element
        only_children = isinstance(statement.subject, tree.ElementDeclaration | tree.ImplementsSubject)
        key = (element, statement.descendant, only_children and not statement.descendant)
        known = self._candidates.get(key)
        if known is None:
            if statement.descendant:
                elements: Sequence[Element] = subtree(self.context, element, True)
            else:
                elements = [*([] if only_children else [element]), *element.children.values()]
            known = self._candidates[key] = Candidates(self.context, elements)
        return known

    def _subject_of(self, body: Body, statement: tree.Requirement, candidates: Candidates) -> Subject | None:
        """What is asked for, with everything among the candidates that could be it."""
        subject = statement.subject
        if isinstance(subject, tree.ScopeDeclaration):
            language = subject.language.text if subject.language else None
            matches, possible = scope_matches(self.context, candidates, subject.name.text, language)
            return ScopeSubject(subject.name.text, language, self._expected(subject.value, body), matches, possible)
        if isinstance(subject, tree.RefDeclaration):
            type_name = subject.type.text if subject.type else ""
            refs = ref_matches(candidates, subject.name.text, type_name)
            return RefSubject(subject.name.text, type_name, self._expected(subject.value, body), refs)
        if isinstance(subject, tree.CheckStatement):
            expression = subject.expression
            if type(expression) is tree.Missing:
                return None
            text = " ".join(Location(body.file.tree.source, expression.start, expression.end).text.split())
            asked = check_names(expression, body)
            attempts, misfits = attempts_for(self.context, self.binder, expression, asked, body, candidates)
            return CheckSubject(text, tuple(asked), attempts, misfits)
        if isinstance(subject, tree.ElementDeclaration):
            return self._elements.subject(body, subject, candidates, self.goal)
        if isinstance(subject, tree.ImplementsSubject):
            pattern = find_pattern(self.context, subject.pattern, body)
            if pattern is None:
                return None
            return ImplementsSubject(subject.pattern.text, tuple(candidates.implementing(pattern)))
        assert isinstance(subject, tree.LanguageSubject)
        if not subject.language.text:
            return None
        matches, possible = language_matches(candidates, subject.language.text)
        return LanguageSubject(subject.language.text, matches, possible)

    def _expected(self, value: tree.Expression | None, body: Body) -> BoundExpression | None:
        return None if value is None else self.binder.bind(value, body, False)

    # allows

    def _allowed(self, body: Body, statement: tree.Requirement) -> RequirementGoal | None:
        """All `allows` of one kind in one body are one rule: what they list, and nothing else, may be declared."""
        candidates = self._candidates_of(body, statement)
        key = (body, statement.descendant, type(statement.subject))
        if key not in self._permissions:
            self._permissions[key] = self._permission(body, statement, candidates)
        permission = self._permissions[key]
        if permission is None:
            return None
        index = permission.rules[statement]
        return RequirementGoal(
            Location(body.file.tree.source, statement.start, statement.end),
            "allows",
            statement.descendant,
            body.element,
            candidates.elements,
            permission.permitted[index],
            leads=index == 0,
            offending=permission.offending,
            uncertain=permission.uncertain,
            permitted=permission.permitted,
        )

    def _permission(self, body: Body, statement: tree.Requirement, candidates: Candidates) -> _Permission | None:
        rules = [
            each
            for each in body.statements
            if isinstance(each, tree.Requirement)
            and each.action == "allows"
            and each.descendant == statement.descendant
            and type(each.subject) is type(statement.subject)
        ]
        permitted: list[Subject] = []
        for each in rules:
            found = self._subject_of(body, each, candidates)
            if found is None:
                return None
            permitted.append(found)
        offending, uncertain = self._others(permitted, candidates)
        return _Permission({each: index for index, each in enumerate(rules)}, tuple(permitted), offending, uncertain)

    def _others(
        self, permitted: list[Subject], candidates: Candidates
    ) -> tuple[tuple[Scope | Ref | Element, ...], tuple[Scope, ...]]:
        """What is declared and not listed, and the scopes for which only the language decides."""
        kind = permitted[0]
        if isinstance(kind, ScopeSubject | LanguageSubject):
            allowed = {scope for each in permitted for scope in each.matches}  # type: ignore[union-attr]
            maybe = {scope for each in permitted for scope in each.possible}  # type: ignore[union-attr]
            others = [s for s in candidates.scopes(isinstance(kind, LanguageSubject)) if s not in allowed]
            return tuple(s for s in others if s not in maybe), tuple(s for s in others if s in maybe)
        if isinstance(kind, RefSubject):
            kept = {ref for each in permitted for ref in each.matches}  # type: ignore[union-attr]
            return tuple(ref for ref in candidates.refs() if ref not in kept), ()
        if isinstance(kind, ElementSubject):
            fine = {match.element for each in permitted for match in each.matches}  # type: ignore[union-attr]
            return tuple(each for each in candidates.elements if each not in fine), ()
        listed = {match for each in permitted for match in each.matches}  # type: ignore[union-attr]
        implementing = [
            each for each in candidates.elements if (own := self.context.body_of.get(each)) is not None and own.patterns
        ]
        return tuple(each for each in implementing if each not in listed), ()
