"""`scopes.intersection`: the files that several scopes share."""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, refuse
from hielements.libraries.builtin.scopes.combining import (
    bounded,
    gaps,
    given,
    in_brackets,
    is_nothing,
    is_part,
    one,
    only,
    refuse_parts,
    section,
    titled,
)
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, Function, Parameter, Signature, list_of
from hielements.libraries.values import ScopeValue, Value

FUNCTION = Function(
    name="intersection",
    kind="selector",
    doc="""\
Selects the files that are in every one of the given scopes. The language is that of the scopes that have one, when they
agree: what a Python package and a glob share is Python code. Paths in checks about the scope are relative to the
deepest of the scopes' folders. Scopes that share nothing make an empty scope that says so.

A function or class and a scope that holds its whole file share the function or class. Two different parts of one file
are refused.""",
    signatures=(
        Signature(
            (
                Parameter("first", SCOPE, "The scope to begin with."),
                Parameter("second", SCOPE, "The scope that must have a file, too."),
            ),
            SCOPE,
        ),
        Signature((Parameter("scopes", list_of(SCOPE), "One or more scopes: `[shop, views, recent]`."),), SCOPE),
    ),
    example="scope views = scopes.intersection(shop, files.glob_selector('**/views.py'))",
)


def evaluate(arguments: Arguments, _library: BuiltinLibrary) -> Value | Failure:
    if "scopes" in arguments:
        parts = given(arguments, "scopes")
        if not parts:
            raise refuse("the list of scopes is empty, and nobody can say what no scopes share")
    else:
        parts = (one(arguments.value("first"), "first"), one(arguments.value("second"), "second"))
    first = parts[0]
    if len(parts) == 1:
        return first
    common = set(first.files).intersection(*(scope.files for scope in parts[1:]))
    narrowed = {section(scope): scope for scope in parts if is_part(scope)} if common else {}
    if len(narrowed) > 1:
        raise refuse_parts("intersection of them", list(narrowed.values()))
    symbol, lines = next(iter(narrowed), (None, None))
    names = list(dict.fromkeys(titled(scope) for scope in parts))
    listed = bounded(" and ".join(filter(None, [", ".join(names[:-1]), names[-1]])))
    speaking = [scope for scope in parts if scope.language is not None]
    language = only(scope.language for scope in speaking)
    kind = next(iter(narrowed.values()), first).kind
    return ScopeValue(
        kind="union" if is_nothing(first) else kind,
        selector=bounded(" and ".join(in_brackets(scope.selector) for scope in parts if not is_nothing(scope))),
        root=_deepest(scope.root for scope in parts),
        files=sorted(common),
        language=language,
        library=only(scope.library for scope in (speaking or parts)) or "",
        symbol=symbol,
        lines=lines,
        absence=None if common else f"{listed} have no file in common",
        gaps=gaps(parts),
        wording=f"what {listed} share",
    )


def _deepest(roots: Iterable[str | None]) -> str | None:
    """The root that lies in all the others; None when there is none."""
    known = sorted({root for root in roots if root is not None}, key=len)
    if not known:
        return None
    deepest = known[-1]
    return deepest if all(not root or f"{deepest}/".startswith(f"{root}/") for root in known) else None
