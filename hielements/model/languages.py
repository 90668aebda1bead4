"""`language L` with connection checks: one check for each element whose scopes of L have something to be held against.

Comes in: the language declarations of every file. Goes out: checks on the elements of the checked file. For each
element, its own scopes of the language are the sources, the first parameter of a connection check; the scopes of the
language in its direct children and its siblings are the targets, the second parameter. A connection check with one
parameter gets the sources. Where a list would be empty there is no check.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.diagnostics.codes.names import DUPLICATE_NAME
from hielements.diagnostics.codes.types import BAD_CONNECTION_CHECK
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.libraries.signatures import SCOPE, list_of
from hielements.model.context import Context
from hielements.model.declarations import Body, File, Placeholder
from hielements.model.expressions import Binder
from hielements.model.obligations import bind_condition
from hielements.model.origins import language_of
from hielements.model.specification import Check, Constant, Element, ListExpression, Scope, ScopeReference
from hielements.model.values import know_language
from hielements.source.text import Location
from hielements.syntax.tree import ConnectionCheck, ConnectionParameter, LanguageDeclaration, Missing

_SCOPES = list_of(SCOPE)


def bind_language_checks(context: Context, binder: Binder) -> None:
    """Binds all connection checks where they stand, and those of the checked file for each of its elements."""
    for file in context.files.values():
        usable: list[tuple[str, ConnectionCheck]] = []
        for statement in file.tree.statements:
            if isinstance(statement, LanguageDeclaration):
                usable += _declared(context, binder, file, statement)
        if file.name == context.sources.root and usable:
            _apply(context, binder, file, usable)


def _declared(
    context: Context, binder: Binder, file: File, statement: LanguageDeclaration
) -> list[tuple[str, ConnectionCheck]]:
    if not statement.name.text:
        return []
    know_language(context, file, statement.name)
    usable: list[tuple[str, ConnectionCheck]] = []
    seen: dict[str, ConnectionCheck] = {}
    source = file.tree.source
    for check in statement.body.statements if statement.body else ():
        if not isinstance(check, ConnectionCheck):
            continue
        first = seen.setdefault(check.name.text, check)
        if first is not check and check.name.text:
            place = Location(source, first.name.start, first.name.end)
            context.reporter.report(
                DUPLICATE_NAME,
                source,
                check.name,
                f"`{check.name.text}` is declared twice in this language",
                "declared again here",
                [Label(place, "first declared here")],
                help="rename one of the two",
            )
        if _parameters_are_usable(context, file, check) and type(check.expression) is not Missing:
            empty = Constant(Location(source, check.start, check.end), _SCOPES, ())
            body = _body(file, check, [empty] * len(check.parameters))
            bind_condition(context, binder, check.expression, body)
            usable.append((statement.name.text, check))
    return usable


def _parameters_are_usable(context: Context, file: File, check: ConnectionCheck) -> bool:
    source = file.tree.source
    fine = True
    if not 1 <= len(check.parameters) <= 2:
        context.reporter.report(
            BAD_CONNECTION_CHECK,
            source,
            check.name,
            f"a connection check has one or two parameters, and `{check.name.text}` has {len(check.parameters)}",
            help="the first is the scopes that a dependency starts from, the second those that it may lead to",
        )
        fine = False
    names: set[str] = set()
    for parameter in check.parameters:
        fine = _parameter_is_usable(context, file, parameter, names) and fine
    return fine


def _parameter_is_usable(context: Context, file: File, parameter: ConnectionParameter, names: set[str]) -> bool:
    source = file.tree.source
    name, type_ = parameter.name, parameter.type
    if not name.text or not type_.text:
        return False
    if name.text in names:
        context.reporter.report(
            DUPLICATE_NAME, source, name, f"two parameters are called `{name.text}`", help="rename one of the two"
        )
        return False
    names.add(name.text)
    if type_.text != "scope" or not parameter.is_list:
        place = Location(source, type_.start, max(type_.end, parameter.end))
        context.reporter.report(
            BAD_CONNECTION_CHECK,
            source,
            type_,
            f"the parameter `{name.text}` of a connection check is a list of scopes, not `{place.text}`",
            "must be `scope[]`",
            help=f"write `{name.text}: scope[]`",
            fix=Fix("make it `scope[]`", (Edit(place, "scope[]"),)),
        )
        return False
    return True


def _body(file: File, check: ConnectionCheck, values: list[Constant] | list[ListExpression]) -> Body:
    body = Body(file.body.element, file.body, file, check, ())
    for parameter, value in zip(check.parameters, values, strict=True):
        body.names[parameter.name.text] = Placeholder(value)
    return body


def _apply(context: Context, binder: Binder, file: File, checks: list[tuple[str, ConnectionCheck]]) -> None:
    top = [body.element for body in context.bodies if body.parent is file.body]
    top.sort(key=lambda element: element.location.start)
    languages = dict.fromkeys(language for language, _ in checks)
    by_language: dict[str, dict[Element, list[Scope]]] = {language: {} for language in languages}
    work = list(top)
    while work:
        element = work.pop()
        work += element.children.values()
        for scope in (*element.scopes.values(), *element.bound):
            spoken = language_of(context, scope)
            if spoken in languages and spoken is not None:
                by_language[spoken].setdefault(element, []).append(scope)
    held: dict[str, list[tuple[Element, tuple[ScopeReference, ...], tuple[ScopeReference, ...]]]] = {}
    for language in languages:
        # One reference for each scope: with thousands of siblings every element names all others as its targets.
        references = {
            element: tuple(ScopeReference(scope.location, SCOPE, scope) for scope in scopes)
            for element, scopes in by_language[language].items()
        }
        context.used.update(each.scope for items in references.values() for each in items)
        targets = _Targets(references)
        held[language] = [
            (element, own, targets.of(element, element.parent.children.values() if element.parent else top))
            for element, own in references.items()
        ]
    for language, check in checks:
        for element, own, others in held[language]:
            if len(check.parameters) < 2 or others:
                element.checks.append(_bound(binder, file, check, (own, others)))


class _Targets:
    """The scopes that an element is held against: those of its children and of its siblings."""

    def __init__(self, references: dict[Element, tuple[ScopeReference, ...]]) -> None:
        self._references = references
        self._families: dict[Element | None, tuple[ScopeReference, ...]] = {}
        self._places: dict[Element, int] = {}

    def of(self, element: Element, siblings: Iterable[Element]) -> tuple[ScopeReference, ...]:
        family = self._families.get(element.parent)
        if family is None:
            members: list[ScopeReference] = []
            for each in siblings:
                self._places[each] = len(members)
                members += self._references.get(each, ())
            family = self._families[element.parent] = tuple(members)
        place = self._places[element]
        children = (scope for each in element.children.values() for scope in self._references.get(each, ()))
        return (*children, *family[:place], *family[place + len(self._references[element]) :])


def _bound(binder: Binder, file: File, check: ConnectionCheck, lists: tuple[tuple[ScopeReference, ...], ...]) -> Check:
    source = file.tree.source
    values = [
        ListExpression(Location(source, parameter.start, parameter.end), _SCOPES, items)
        for parameter, items in zip(check.parameters, lists, strict=False)
    ]
    goal = binder.bind(check.expression, _body(file, check, values), True)
    location = Location(source, check.start, check.end)
    return Check("language", " ".join(location.text.split()), location, goal, None, check.doc)
