"""What the candidates of a requirement declare, and how a required check or element is seen from each of them.

Comes in: elements. Goes out: their scopes and refs by name and language, and expressions bound to one candidate.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from hielements.libraries.signatures import ANY
from hielements.model import names
from hielements.model.context import Context
from hielements.model.declarations import Body, File, ImportedFunction, LibraryName, Package, Pattern, Placeholder
from hielements.model.expressions import Binder
from hielements.model.origins import language_of
from hielements.model.reporting import Reporter
from hielements.model.specification import (
    Attempt,
    CheckSubject,
    Constant,
    Element,
    ElementMatch,
    Ref,
    RefSubject,
    RequirementGoal,
    Scope,
    ScopeSubject,
)
from hielements.source.text import Location
from hielements.syntax import tree

_FIXED = (LibraryName, ImportedFunction, File, Pattern, Package)


def scopes_of(context: Context, candidates: Sequence[Element], deep: bool = True) -> list[Scope]:
    """The scopes of the candidates; with `deep`, also those that stand for something within a pattern's child."""
    found: dict[Scope, None] = {}
    for element in candidates:
        found.update(dict.fromkeys(element.scopes.values()))
        found.update((each, None) for each in element.bound if deep or each in context.aliases)
    return list(found)


def refs_of(context: Context, candidates: Sequence[Element], name: str | None = None) -> list[Ref]:
    """The refs of the candidates, or those that have a name, also by `binds P.name`."""
    found: dict[Ref, None] = {}
    for element in candidates:
        body = context.body_of.get(element)
        declared = [
            *element.refs.items(),
            *(
                (inner, ref)
                for instance in (body.patterns.values() if body else ())
                for inner, ref in instance.names.items()
                if isinstance(ref, Ref)
            ),
        ]
        for own, ref in declared:
            if name is None or own == name or name in context.aliases.get(ref, ()):
                found[ref] = None
    return list(found)


def scope_matches(
    context: Context, candidates: Sequence[Element], name: str, language: str | None
) -> tuple[tuple[Scope, ...], tuple[Scope, ...]]:
    """The scopes of that name with that language, and those whose language only evaluation tells."""
    named: dict[Scope, None] = {}
    for element in candidates:
        # The name in the element counts: what stands for a pattern's child has the names of the pattern.
        declared = [*element.scopes.items(), *((scope.name, scope) for scope in element.bound)]
        for own, scope in declared:
            if own == name or name in context.aliases.get(scope, ()):
                named[scope] = None
    matches: list[Scope] = []
    possible: list[Scope] = []
    for scope in named:
        known = has_language(context, scope) if language else None
        if language is None or known == language:
            matches.append(scope)
        elif known is None:
            possible.append(scope)
    return tuple(matches), tuple(possible)


def language_matches(
    context: Context, candidates: Sequence[Element], language: str
) -> tuple[tuple[Scope, ...], tuple[Scope, ...]]:
    """The scopes of that language, and those whose language only evaluation tells."""
    scopes = [(scope, has_language(context, scope)) for scope in scopes_of(context, candidates)]
    return (
        tuple(scope for scope, own in scopes if own == language),
        tuple(scope for scope, own in scopes if own is None),
    )


def has_language(context: Context, scope: Scope) -> str | None:
    """The language of a scope as far as the text tells."""
    return language_of(context, scope)


# Required checks


def heads(expression: tree.Expression, receivers: bool = False) -> list[tree.Name]:
    """The first names of all paths in an expression, in text order; with `receivers`, only those of `x.f(...)`."""
    found: list[tree.Name] = []
    work: list[tree.Expression] = [expression]
    while work:
        each = work.pop()
        if isinstance(each, tree.Path):
            if not receivers:
                found.append(each.names[0])
        elif isinstance(each, tree.Call):
            if not receivers or len(each.callee.names) > 1:
                found.append(each.callee.names[0])
            work += reversed([argument.value for argument in each.arguments])
        elif isinstance(each, tree.ListLiteral):
            work += reversed(each.items)
        elif isinstance(each, tree.Comparison):
            work += (each.right, each.left)
        elif isinstance(each, tree.Not):
            work.append(each.operand)
        elif isinstance(each, tree.BooleanOperation):
            work += reversed(each.operands)
        elif isinstance(each, tree.Parenthesized):
            work.append(each.inner)
    return found


def check_names(expression: tree.Expression, body: Body) -> list[str]:
    """The names in a required check that a candidate has to declare: all but libraries, files and patterns."""
    asked: dict[str, None] = {}
    for name in heads(expression):
        if name.text and not isinstance(_top_level(name.text, body), _FIXED):
            asked[name.text] = None
    return list(asked)


def report_unknown_receivers(context: Context, expression: tree.Expression, body: Body) -> None:
    """Reports `docker` in `docker.has_healthcheck(x)` when it is neither imported nor declared by any element,
    pattern or requirement of any file, so that no candidate can ever declare it."""
    for name in heads(expression, receivers=True):
        if not name.text or _top_level(name.text, body) is not None:
            continue
        if context.declared_anywhere is None:
            context.declared_anywhere = _all_declared(context)
        if name.text not in context.declared_anywhere:
            names.resolve(context, (name,), body)


def _all_declared(context: Context) -> set[str]:
    found: set[str] = set()
    for body in (*context.bodies, *context.pattern_bodies):
        found.add(body.element.name)
        found.update(body.names)
        for statement in body.statements:
            if isinstance(statement, tree.Requirement) and isinstance(
                statement.subject, tree.ScopeDeclaration | tree.RefDeclaration
            ):
                found.add(statement.subject.name.text)
    return found


def _top_level(name: str, body: Body) -> object:
    """What a name means at the top of the file: the libraries, files and patterns that a required check may name."""
    return names.look_up(name, body.file.body)


def open_body(expression: tree.Expression, body: Body) -> Body:
    """A body in which the names that candidates have to declare mean anything, for looking at the rest."""
    inner = Body(body.element, body, body.file, body.node, (), body.is_abstract)
    inner.through = body.through
    for name in heads(expression):
        if name.text and not isinstance(_top_level(name.text, body), _FIXED):
            place = Location(body.file.tree.source, name.start, name.end)
            inner.names[name.text] = Placeholder(Constant(place, ANY, None))
    return inner


def attempts_for(
    context: Context,
    binder: Binder,
    expression: tree.Expression,
    asked: Sequence[str],
    body: Body,
    candidates: Sequence[Element],
) -> tuple[Attempt, ...]:
    """The check, seen from each candidate that declares all of its names."""
    found: list[Attempt] = []
    for element in candidates:
        own = context.body_of.get(element)
        declared = {name: _declared(own, name) for name in asked} if own else {}
        if own is None or any(what is None for what in declared.values()):
            continue
        inner = Body(element, body, body.file, body.node, ())
        inner.through = body.through
        inner.names.update(declared)  # type: ignore[arg-type]
        # What a candidate declares may be of another kind than the check needs: then it is no candidate after all.
        outer, context.reporter = context.reporter, Reporter()
        bound = binder.bind(expression, inner, True)
        fits = not any(diagnostic.is_error for diagnostic in context.reporter.diagnostics)
        context.reporter = outer
        if fits:
            found.append(Attempt(element, bound))
    return tuple(found)


def _declared(body: Body, name: str) -> Scope | Ref | Body | None:
    """What an element declares itself by that name, or what it bound to a pattern's name."""
    found = body.names.get(name)
    if isinstance(found, Scope | Ref | Body):
        return found
    for instance in body.patterns.values():
        bound = instance.names.get(name)
        if isinstance(bound, Scope | Ref):
            return bound
    return None


# Required elements


def element_matches(
    context: Context,
    binder: Binder,
    outer: Body,
    subject: tree.ElementDeclaration,
    named: Sequence[Element],
    inner_goal: Callable[[Body, tree.Requirement], RequirementGoal | None],
) -> tuple[ElementMatch, ...]:
    """The elements of the required name, each with what else is asked of it."""
    matches: list[ElementMatch] = []
    for element in named:
        body = _members_body(context, outer, subject, element)
        conditions: list[RequirementGoal] = []
        for statement in body.statements:
            goal = _condition(context, binder, body, statement, inner_goal)
            if goal is not None:
                conditions.append(goal)
        matches.append(ElementMatch(element, tuple(conditions)))
    return tuple(matches)


def _members_body(context: Context, outer: Body, subject: tree.ElementDeclaration, element: Element) -> Body:
    """The block of a required element, with the names that the candidate declares."""
    statements = subject.body.statements if subject.body else ()
    body = Body(element, outer, outer.file, subject, statements)
    body.through = outer.through
    own = context.body_of.get(element)
    for statement in statements:
        if isinstance(statement, tree.ScopeDeclaration | tree.RefDeclaration | tree.ElementDeclaration):
            name = statement.name.text
            body.names[name] = (_declared(own, name) if own else None) or names.UNKNOWN
    return body


def _condition(
    context: Context,
    binder: Binder,
    body: Body,
    statement: tree.Statement,
    inner_goal: Callable[[Body, tree.Requirement], RequirementGoal | None],
) -> RequirementGoal | None:
    element = body.element
    source = body.file.tree.source
    place = Location(source, statement.start, statement.end)
    if isinstance(statement, tree.Requirement):
        return inner_goal(body, statement)
    if isinstance(statement, tree.ScopeDeclaration):
        language = statement.language.text if statement.language else None
        matches, possible = scope_matches(context, (element,), statement.name.text, language)
        expected = binder.bind(statement.value, body, False) if statement.value else None
        scope = ScopeSubject(statement.name.text, language, expected, matches, possible)
        return RequirementGoal(place, "requires", False, element, (element,), scope)
    if isinstance(statement, tree.RefDeclaration):
        type_name = statement.type.text if statement.type else ""
        refs = refs_of(context, (element,), statement.name.text)
        found = tuple(each for each in refs if each.type_name == type_name or not type_name)
        expected = binder.bind(statement.value, body, False) if statement.value else None
        ref = RefSubject(statement.name.text, type_name, expected, found)
        return RequirementGoal(place, "requires", False, element, (element,), ref)
    if isinstance(statement, tree.ElementDeclaration):
        asked = tree.Requirement(statement.start, statement.end, statement.doc, "requires", False, statement)
        return inner_goal(body, asked)
    if isinstance(statement, tree.CheckStatement) and type(statement.expression) is not tree.Missing:
        expression = statement.expression
        text = " ".join(Location(source, expression.start, expression.end).text.split())
        absent = [name.text for name in heads(expression) if body.names.get(name.text) is names.UNKNOWN]
        attempts = () if absent else (Attempt(element, binder.bind(expression, body, True)),)
        check = CheckSubject(text, tuple(dict.fromkeys(absent)), attempts)
        return RequirementGoal(place, "requires", False, element, (element,), check)
    return None
