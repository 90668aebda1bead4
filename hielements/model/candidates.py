"""What the candidates of a requirement declare, and how a required check or element is seen from each of them.

Comes in: elements. Goes out: their scopes and refs by name and language, and expressions bound to one candidate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from hielements.libraries.signatures import ANY
from hielements.model import names
from hielements.model.context import Context
from hielements.model.declarations import Body, File, ImportedFunction, LibraryName, Package, Pattern, Placeholder
from hielements.model.expressions import Binder
from hielements.model.origins import language_of
from hielements.model.reporting import Reporter
from hielements.model.specification import (
    Attempt,
    Constant,
    Element,
    Ref,
    Scope,
)
from hielements.source.text import Location
from hielements.syntax import tree

_FIXED = (LibraryName, ImportedFunction, File, Pattern, Package)


class Candidates:
    """The elements that a requirement looks at, and what they declare by name. It is gathered once, on demand: many
    requirements may look at the same elements."""

    __slots__ = ("_context", "_declaring", "_implementing", "_languages", "_named", "_refs", "_scopes", "elements")

    def __init__(self, context: Context, elements: Iterable[Element]) -> None:
        self.elements = tuple(elements)
        self._context = context
        self._scopes: dict[str, dict[Scope, None]] | None = None
        self._refs: dict[str, dict[Ref, None]] | None = None
        self._languages: dict[str | None, tuple[Scope, ...]] | None = None
        self._named: dict[str, list[Element]] | None = None
        self._declaring: dict[str, list[Element]] | None = None
        self._implementing: dict[Pattern, list[Element]] | None = None

    def scopes(self, deep: bool = True) -> list[Scope]:
        """All scopes; with `deep`, also those that stand for something within a pattern's child."""
        found: dict[Scope, None] = {}
        for element in self.elements:
            found.update(dict.fromkeys(element.scopes.values()))
            found.update((each, None) for each in element.bound if deep or each in self._context.aliases)
        return list(found)

    def scopes_named(self, name: str) -> Iterable[Scope]:
        """The scopes of that name, also by `binds P.name`."""
        if self._scopes is None:
            self._scopes = {}
            for element in self.elements:
                # The name in the element counts: what stands for a pattern's child has the names of the pattern.
                for own, scope in (*element.scopes.items(), *((scope.name, scope) for scope in element.bound)):
                    for each in (own, *self._context.aliases.get(scope, ())):
                        self._scopes.setdefault(each, {})[scope] = None
        return self._scopes.get(name, ())

    def refs(self) -> list[Ref]:
        """All refs."""
        return list(dict.fromkeys(ref for element in self.elements for _, ref in self._declared_refs(element)))

    def refs_named(self, name: str) -> Iterable[Ref]:
        """The refs of that name, also by `binds P.name`."""
        if self._refs is None:
            self._refs = {}
            for element in self.elements:
                for own, ref in self._declared_refs(element):
                    for each in (own, *self._context.aliases.get(ref, ())):
                        self._refs.setdefault(each, {})[ref] = None
        return self._refs.get(name, ())

    def _declared_refs(self, element: Element) -> Iterator[tuple[str, Ref]]:
        yield from element.refs.items()
        body = self._context.body_of.get(element)
        for instance in body.patterns.values() if body else ():
            for name, what in instance.names.items():
                if isinstance(what, Ref):
                    yield name, what

    def by_language(self) -> dict[str | None, tuple[Scope, ...]]:
        """All scopes by the language that the text tells; under None those whose language only evaluation tells."""
        if self._languages is None:
            found: dict[str | None, list[Scope]] = {}
            for scope in self.scopes():
                found.setdefault(language_of(self._context, scope), []).append(scope)
            self._languages = {language: tuple(scopes) for language, scopes in found.items()}
        return self._languages

    def named(self, name: str) -> Sequence[Element]:
        """The elements of that name."""
        if self._named is None:
            self._named = {}
            for element in self.elements:
                self._named.setdefault(element.name, []).append(element)
        return self._named.get(name, ())

    def implementing(self, pattern: Pattern) -> Sequence[Element]:
        """The elements that implement the pattern."""
        if self._implementing is None:
            self._implementing = {}
            for element in self.elements:
                body = self._context.body_of.get(element)
                for each in body.patterns if body else ():
                    self._implementing.setdefault(each, []).append(element)
        return self._implementing.get(pattern, ())

    def declaring(self, name: str) -> Sequence[Element]:
        """The elements that may declare the name themselves or bind something to it."""
        if self._declaring is None:
            self._declaring = {}
            for element in self.elements:
                body = self._context.body_of.get(element)
                if body is None:
                    continue
                own = dict.fromkeys(body.names)
                for instance in body.patterns.values():
                    own.update(dict.fromkeys(instance.names))
                for each in own:
                    self._declaring.setdefault(each, []).append(element)
        return self._declaring.get(name, ())


def scope_matches(
    context: Context, candidates: Candidates, name: str, language: str | None
) -> tuple[tuple[Scope, ...], tuple[Scope, ...]]:
    """The scopes of that name with that language, and those whose language only evaluation tells."""
    matches: list[Scope] = []
    possible: list[Scope] = []
    for scope in candidates.scopes_named(name):
        known = language_of(context, scope) if language else None
        if language is None or known == language:
            matches.append(scope)
        elif known is None:
            possible.append(scope)
    return tuple(matches), tuple(possible)


def ref_matches(candidates: Candidates, name: str, type_name: str) -> tuple[Ref, ...]:
    """The refs of that name with that type; an empty type is any."""
    return tuple(ref for ref in candidates.refs_named(name) if ref.type_name == type_name or not type_name)


def language_matches(candidates: Candidates, language: str) -> tuple[tuple[Scope, ...], tuple[Scope, ...]]:
    """The scopes of that language, and those whose language only evaluation tells."""
    known = candidates.by_language()
    return known.get(language, ()), known.get(None, ())


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
        context.reporter.unsettled += 1
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
    candidates: Candidates,
) -> tuple[tuple[Attempt, ...], tuple[tuple[Element, str], ...]]:
    """The check, seen from each candidate that declares all of its names; and the candidates whose declarations do
    not fit in type, each with what does not fit."""
    found: list[Attempt] = []
    misfits: list[tuple[Element, str]] = []
    for element in candidates.declaring(asked[0]) if asked else candidates.elements:
        own = context.body_of.get(element)
        declared = {name: declared_by(own, name) for name in asked} if own else {}
        if own is None or any(what is None for what in declared.values()):
            continue
        inner = Body(element, body, body.file, body.node, ())
        inner.through = body.through
        inner.names.update(declared)  # type: ignore[arg-type]
        # What a candidate declares may be of another kind than the check needs: then it is no candidate after all.
        outer, context.reporter = context.reporter, Reporter()
        bound = binder.bind(expression, inner, True)
        problem = next((each.message for each in context.reporter.diagnostics if each.is_error), None)
        context.reporter = outer
        if problem is None:
            found.append(Attempt(element, bound))
        else:
            misfits.append((element, problem))
    return tuple(found), tuple(misfits)


def declared_by(body: Body, name: str) -> Scope | Ref | Body | None:
    """What an element declares itself by that name, or what it bound to a pattern's name."""
    found = body.names.get(name)
    if isinstance(found, Scope | Ref | Body):
        return found
    for instance in body.patterns.values():
        bound = instance.names.get(name)
        if isinstance(bound, Scope | Ref):
            return bound
    return None
