"""Where a scope or ref comes from, as far as the text tells: the library that makes its value, its language, its type.

Comes in: declarations. Goes out: what is known of them before anything is evaluated. Definitions that refer to
other definitions are followed step by step, and never twice, so that a cycle ends the search and nothing more.
"""

from __future__ import annotations

from hielements.libraries.signatures import (
    ANY,
    BOOL,
    FLOAT,
    INT,
    STRING,
    Type,
    nominal,
    one_of,
)
from hielements.model import names
from hielements.model.context import Context
from hielements.model.declarations import Body, ImportedFunction, LibraryName
from hielements.model.importing import library_name
from hielements.model.specification import Ref, Scope
from hielements.syntax import tree

SCALARS = {"string": STRING, "integer": INT, "float": FLOAT, "boolean": BOOL}
_LITERALS: dict[type, Type] = {tree.String: STRING, tree.Integer: INT, tree.Float: FLOAT, tree.Boolean: BOOL}


def maker(context: Context, target: Scope | Ref) -> LibraryName | None:
    """The library whose function gives the value; None when that is not known before the run."""
    found = _call_behind(context, target)
    return found[0] if found else None


def language_of(context: Context, scope: Scope) -> str | None:
    """The language of a scope: as declared, else the only language of the library that selects it."""
    at: Scope | Ref | None = scope
    seen: set[Scope | Ref] = set()
    while isinstance(at, Scope) and at not in seen:
        if at.language:
            return at.language
        seen.add(at)
        at = _same_as(context, at)
    library = maker(context, scope)
    if library is None or library.library is None:
        return None
    languages = context.languages(library.library, library.name)
    return languages[0] if len(languages) == 1 else None


def ref_type(context: Context, ref: Ref) -> Type:
    """The static type of a reference to a ref. A ref of a nominal type also has the type of its value, where that
    is a plain one: `ref topic: Topic = 'orders'` may stand where a String is expected."""
    scalar = SCALARS.get(ref.type_name)
    if scalar is not None:
        return scalar
    if not ref.type_name:
        return ANY
    own = nominal(ref.type_name)
    value = value_type(context, ref)
    if value is ANY or value.name == "ConnectionPoint":
        return own
    return one_of(own, value)


def value_type(context: Context, target: Scope | Ref) -> Type:
    """The type of the value that defines a ref, found without binding it; ANY when it is not known."""
    known = context.value_types.get(target)
    if known is None:
        way: dict[Scope | Ref, None] = {}
        known = _find_type(context, target, way)
        # All on the way there are other names for the same value; definitions may lead through thousands of them.
        context.value_types.update(dict.fromkeys(way, known))
    return known


def _find_type(context: Context, target: Scope | Ref, way: dict[Scope | Ref, None]) -> Type:
    at: Scope | Ref | None = target
    while at is not None and at not in way:
        known = context.value_types.get(at)
        if known is not None:
            return known
        way[at] = None
        pending = context.values.get(at)
        if pending is None:
            return ANY
        literal = _LITERALS.get(type(_inner(pending.expression)))
        if literal is not None:
            return literal
        following = _same_as(context, at)
        if isinstance(following, Scope):
            return Type("Scope")
        if following is None:
            break
        scalar = SCALARS.get(following.type_name)
        if scalar is not None:
            return scalar
        at = following
    found = _call_behind(context, target)
    if found is None or found[0].library is None:
        return ANY
    function = found[0].library.function(found[1])
    types = {signature.returns for signature in function.signatures} if function else set()
    return types.pop() if len(types) == 1 else ANY


def _call_behind(context: Context, target: Scope | Ref) -> tuple[LibraryName, str] | None:
    """The library and the function that give the value, through any number of other scopes and refs."""
    if target not in context.calls_behind:
        way: dict[Scope | Ref, None] = {}
        found = _find_call(context, target, way)
        context.calls_behind.update(dict.fromkeys(way, found))
    return context.calls_behind[target]


def _find_call(context: Context, target: Scope | Ref, way: dict[Scope | Ref, None]) -> tuple[LibraryName, str] | None:
    at: Scope | Ref | None = target
    while at is not None and at not in way:
        if at in context.calls_behind:
            return context.calls_behind[at]
        way[at] = None
        pending = context.values.get(at)
        if pending is None:
            return None
        expression = _inner(pending.expression)
        if isinstance(expression, tree.ListLiteral) and expression.items:
            expression = _inner(expression.items[0])
        if isinstance(expression, tree.Path):
            at = _declared(context, expression.names, pending.body)
            continue
        if not isinstance(expression, tree.Call):
            return None
        path = expression.callee.names
        count = max(1, len(path) - 1)
        found, _ = names.resolve(context, path, pending.body, count=count, silent=True)
        if isinstance(found, LibraryName):
            return found, path[-1].text
        if isinstance(found, ImportedFunction):
            return found.library, found.function
        at = found if isinstance(found, Scope | Ref) else None
    return None


def _same_as(context: Context, target: Scope | Ref) -> Scope | Ref | None:
    """The scope or ref that this one is only another name for."""
    pending = context.values.get(target)
    if pending is None:
        return None
    expression = _inner(pending.expression)
    return _declared(context, expression.names, pending.body) if isinstance(expression, tree.Path) else None


def _declared(context: Context, path: tuple[tree.Name, ...], body: Body) -> Scope | Ref | None:
    found, taken = names.resolve(context, path, body, silent=True)
    return found if isinstance(found, Scope | Ref) and taken == len(path) else None


def _inner(expression: tree.Expression) -> tree.Expression:
    while isinstance(expression, tree.Parenthesized):
        expression = expression.inner
    return expression


def libraries_of(context: Context, target: Scope | Ref) -> list[LibraryName]:
    """The libraries to ask for the function of a dotted check: that of the language first, then the maker."""
    found: list[LibraryName] = []
    language = target.language if isinstance(target, Scope) else None
    if language:
        library = library_name(context, language)
        if library is not None:
            found.append(library)
    made_by = maker(context, target)
    if made_by is not None and all(each.name != made_by.name for each in found):
        found.append(made_by)
    return found
