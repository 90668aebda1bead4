"""What patterns require, allow and forbid of the elements that implement them (LANGUAGE.md, section 4).

Comes in: a requirement and the body of what it applies to: an instance of a pattern, or the element itself for a
requirement that stands in it. Goes out: a goal in which every declaration that could meet the requirement is named,
so that only values and languages are left to find out.

"Immediate" means the element itself and its direct children; for elements and patterns, the direct children alone.
"Descendant" means everything below the element.
"""

from __future__ import annotations

from hielements.diagnostics.codes.requirements import MEANINGLESS_ALLOWS, UNSUPPORTED_REQUIREMENT
from hielements.diagnostics.codes.types import WRONG_VALUE_TYPE
from hielements.libraries.signatures import Type
from hielements.model.candidates import (
    attempts_for,
    check_names,
    element_matches,
    has_language,
    language_matches,
    open_body,
    refs_of,
    report_unknown_receivers,
    scope_matches,
    scopes_of,
)
from hielements.model.connections import subtree
from hielements.model.context import Context
from hielements.model.declarations import Body, Pattern
from hielements.model.expressions import Binder
from hielements.model.implementing import find_pattern
from hielements.model.reporting import either, nearest
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
from hielements.model.values import know_language, ref_misfit, scope_misfit
from hielements.record import Entity
from hielements.source.text import Location, SourceText
from hielements.syntax import tree


class Rule(Entity):
    """A requirement, seen from the body of what it applies to."""

    statement: tree.Requirement
    body: Body
    location: Location


def validate(context: Context, binder: Binder, statement: tree.Requirement, body: Body) -> None:
    """Looks at a requirement where it stands, whoever it will apply to."""
    subject = statement.subject
    source = body.file.tree.source
    if statement.action == "allows":
        if isinstance(subject, tree.CheckStatement):
            context.reporter.report(
                MEANINGLESS_ALLOWS,
                source,
                statement,
                "`allows check` has no meaning: a check that may hold and may not asks for nothing",
                help="write `requires check` or `forbids check`",
            )
            return
        if isinstance(subject, tree.ScopeDeclaration | tree.RefDeclaration) and subject.value is not None:
            what = "scope" if isinstance(subject, tree.ScopeDeclaration) else "ref"
            context.reporter.report(
                MEANINGLESS_ALLOWS,
                source,
                subject.value,
                f"`allows {what}` with a value has no meaning: it says which names may be declared",
                "only `requires` and `forbids` compare values",
                help="leave the value out",
            )
    if isinstance(subject, tree.ScopeDeclaration | tree.RefDeclaration):
        if subject.binds is not None:
            _refuse(context, body, subject.binds, "a requirement cannot bind a path of a pattern")
        if isinstance(subject, tree.ScopeDeclaration) and subject.language and subject.language.text:
            know_language(context, body.file, subject.language)
        if subject.value is not None:
            _check_value(context, source, subject, binder.bind(subject.value, body, False).type)
    elif isinstance(subject, tree.CheckStatement):
        if type(subject.expression) is not tree.Missing:
            report_unknown_receivers(context, subject.expression, body)
            binder.bind(subject.expression, open_body(subject.expression, body), True)
    elif isinstance(subject, tree.LanguageSubject):
        if subject.language.text:
            know_language(context, body.file, subject.language)
    elif isinstance(subject, tree.ImplementsSubject):
        find_pattern(context, subject.pattern, body)
    elif isinstance(subject, tree.ElementDeclaration):
        for inner in subject.body.statements if subject.body else ():
            if isinstance(inner, tree.Binding | tree.UsesDeclaration):
                _refuse(context, body, inner, "a required element is described by scopes, refs, checks and children")
            elif statement.action == "allows" and not isinstance(inner, tree.Invalid):
                context.reporter.report(
                    MEANINGLESS_ALLOWS,
                    source,
                    inner,
                    "`allows element` says which names children may have; what is in the children is not its business",
                    help="use `requires element` to ask for members",
                )


def _check_value(
    context: Context, source: SourceText, subject: tree.ScopeDeclaration | tree.RefDeclaration, found: Type
) -> None:
    """Refuses a value that no scope or ref of the declared type can have: nothing could ever be equal to it."""
    if isinstance(subject, tree.ScopeDeclaration):
        misfit = scope_misfit(subject.name.text, found)
    else:
        misfit = ref_misfit(subject.name.text, subject.type.text if subject.type else "", found)
    if misfit:
        assert subject.value is not None
        context.reporter.report(WRONG_VALUE_TYPE, source, subject.value, *misfit)


def _refuse(context: Context, body: Body, node: tree.Node, message: str) -> None:
    context.reporter.report(
        UNSUPPORTED_REQUIREMENT, body.file.tree.source, node, message, "not possible here", help="remove it"
    )


def requirement_goal(context: Context, binder: Binder, rule: Rule) -> RequirementGoal | None:
    """The goal of a requirement; None when it was refused."""
    statement = rule.statement
    if statement.action == "allows":
        if isinstance(statement.subject, tree.CheckStatement):
            return None
        return _allowed(context, binder, rule)
    candidates = candidates_of(rule)
    made = subject_of(context, binder, rule, candidates)
    if made is None:
        return None
    near = _nearest(context, made, candidates) if statement.action == "requires" else None
    return RequirementGoal(
        rule.location,
        statement.action,
        statement.descendant,
        rule.body.element,
        tuple(candidates),
        made,
        near,
    )


def candidates_of(rule: Rule) -> list[Element]:
    """The elements that a requirement looks at."""
    element = rule.body.element
    if rule.statement.descendant:
        return subtree(element, True)
    children = list(element.children.values())
    only_children = isinstance(rule.statement.subject, tree.ElementDeclaration | tree.ImplementsSubject)
    return children if only_children else [element, *children]


def subject_of(context: Context, binder: Binder, rule: Rule, candidates: list[Element]) -> Subject | None:
    """What is asked for, with everything among the candidates that could be it."""
    subject = rule.statement.subject
    body = rule.body
    if isinstance(subject, tree.ScopeDeclaration):
        language = subject.language.text if subject.language else None
        matches, possible = scope_matches(context, candidates, subject.name.text, language)
        return ScopeSubject(subject.name.text, language, _expected(binder, subject.value, body), matches, possible)
    if isinstance(subject, tree.RefDeclaration):
        type_name = subject.type.text if subject.type else ""
        refs = refs_of(context, candidates, subject.name.text)
        found = tuple(ref for ref in refs if ref.type_name == type_name or not type_name)
        return RefSubject(subject.name.text, type_name, _expected(binder, subject.value, body), found)
    if isinstance(subject, tree.CheckStatement):
        if type(subject.expression) is tree.Missing:
            return None
        text = " ".join(Location(body.file.tree.source, subject.expression.start, subject.expression.end).text.split())
        asked = check_names(subject.expression, body)
        attempts = attempts_for(context, binder, subject.expression, asked, body, candidates)
        return CheckSubject(text, tuple(asked), attempts)
    if isinstance(subject, tree.ElementDeclaration):
        return _element_subject(context, binder, rule, subject, candidates)
    if isinstance(subject, tree.ImplementsSubject):
        pattern = find_pattern(context, subject.pattern, body)
        if pattern is None:
            return None
        matching = tuple(each for each in candidates if _implements(context, each, pattern))
        return ImplementsSubject(subject.pattern.text, matching)
    assert isinstance(subject, tree.LanguageSubject)
    if not subject.language.text:
        return None
    matches, possible = language_matches(context, candidates, subject.language.text)
    return LanguageSubject(subject.language.text, matches, possible)


def _expected(binder: Binder, value: tree.Expression | None, body: Body) -> BoundExpression | None:
    return None if value is None else binder.bind(value, body, False)


def _implements(context: Context, element: Element, pattern: Pattern) -> bool:
    body = context.body_of.get(element)
    return body is not None and pattern in body.patterns


def _element_subject(
    context: Context, binder: Binder, rule: Rule, subject: tree.ElementDeclaration, candidates: list[Element]
) -> ElementSubject | None:
    asked = context.required.get(subject)
    patterns = [pattern for _, pattern in asked.implemented] if asked else []
    if len(patterns) < len(subject.implements):
        return None
    named = [
        each
        for each in candidates
        if each.name == subject.name.text and all(_implements(context, each, pattern) for pattern in patterns)
    ]

    def conditions(body: Body, statement: tree.Requirement) -> RequirementGoal | None:
        place = Location(body.file.tree.source, statement.start, statement.end)
        return requirement_goal(context, binder, Rule(statement, body, place))

    matches = element_matches(context, binder, rule.body, subject, named, conditions)
    return ElementSubject(subject.name.text, tuple(path.text for path in subject.implements), matches)


# allows


def _allowed(context: Context, binder: Binder, rule: Rule) -> RequirementGoal | None:
    """All `allows` of one kind in one body are one rule: what they list, and nothing else, may be declared."""
    statement = rule.statement
    same = [
        each
        for each in rule.body.statements
        if isinstance(each, tree.Requirement)
        and each.action == "allows"
        and each.descendant == statement.descendant
        and type(each.subject) is type(statement.subject)
    ]
    candidates = candidates_of(rule)
    permitted: list[Subject] = []
    for each in same:
        found = subject_of(context, binder, Rule(each, rule.body, rule.location), candidates)
        if found is None:
            return None
        permitted.append(found)
    offending: list[Scope | Ref | Element] = []
    uncertain: list[Scope] = []
    own = permitted[same.index(statement)]
    if isinstance(own, ScopeSubject | LanguageSubject):
        allowed = {scope for each in permitted for scope in each.matches}  # type: ignore[union-attr]
        maybe = {scope for each in permitted for scope in each.possible}  # type: ignore[union-attr]
        deep = isinstance(own, LanguageSubject)
        for scope in scopes_of(context, candidates, deep=deep):
            if scope in allowed:
                continue
            (uncertain if scope in maybe else offending).append(scope)
    elif isinstance(own, RefSubject):
        kept = {ref for each in permitted for ref in each.matches}  # type: ignore[union-attr]
        offending += (ref for ref in refs_of(context, candidates) if ref not in kept)
    elif isinstance(own, ElementSubject):
        fine = {match.element for each in permitted for match in each.matches}  # type: ignore[union-attr]
        offending += (each for each in candidates if each not in fine)
    elif isinstance(own, ImplementsSubject):
        listed = {match for each in permitted for match in each.matches}  # type: ignore[union-attr]
        for element in candidates:
            body = context.body_of.get(element)
            if body is not None and body.patterns and element not in listed:
                offending.append(element)
    return RequirementGoal(
        rule.location,
        "allows",
        statement.descendant,
        rule.body.element,
        tuple(candidates),
        own,
        leads=same[0] is statement,
        offending=tuple(offending),
        uncertain=tuple(uncertain),
        permitted=tuple(permitted),
    )


# What came nearest


def _nearest(context: Context, subject: Subject, candidates: list[Element]) -> str | None:
    """What came nearest to a requirement that nothing meets, in words."""
    if isinstance(subject, ScopeSubject) and not subject.matches and not subject.possible:
        scopes = scopes_of(context, candidates)
        same = [each for each in scopes if each.name == subject.name]
        if same:
            language = has_language(context, same[0])
            return f"`{same[0].element.path}` has a scope `{subject.name}` with the language {language}"
        return _spelled(subject.name, [(each.name, each.element) for each in scopes], "scope")
    if isinstance(subject, RefSubject) and not subject.matches:
        refs = refs_of(context, candidates)
        same_refs = [each for each in refs if each.name == subject.name]
        if same_refs:
            return f"`{same_refs[0].element.path}` has a ref `{subject.name}` of type {same_refs[0].type_name}"
        return _spelled(subject.name, [(each.name, each.element) for each in refs], "ref")
    if isinstance(subject, ElementSubject) and not subject.matches:
        named = [each for each in candidates if each.name == subject.name]
        if named:
            return f"`{named[0].path}` does not implement {either(subject.patterns)}"
        return _spelled(subject.name, [(each.name, each) for each in candidates], "element")
    if isinstance(subject, ImplementsSubject) and not subject.matches:
        implementing = [
            f"`{each.path}` implements {either(pattern.name for pattern in body.patterns)}"
            for each in candidates
            if (body := context.body_of.get(each)) is not None and body.patterns
        ]
        return ", ".join(implementing[:3]) or None
    if isinstance(subject, LanguageSubject) and not subject.matches and not subject.possible:
        languages = sorted({each for scope in scopes_of(context, candidates) if (each := has_language(context, scope))})
        return f"there are scopes of {either(languages)}" if languages else None
    if isinstance(subject, CheckSubject) and not subject.attempts and subject.names:
        return f"no candidate declares {either(subject.names)}"
    return None


def _spelled(name: str, known: list[tuple[str, Element]], what: str) -> str | None:
    near = nearest(name, (each for each, _ in known), 1)
    if not near:
        return None
    element = next(element for each, element in known if each == near[0])
    if what == "element":
        return f"there is an element `{element.path}`"
    return f"`{element.path}` has a {what} `{near[0]}`"
