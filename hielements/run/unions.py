"""The union of several scopes: what a list of scopes means where one scope is expected (docs/language.md).

Comes in: scope values. Goes out: one scope value, or a failure where no scope value can say what the union is.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue, union_wording

_LONGEST = 200
"""Characters of a union's selector: lists of lists double with every level."""


def is_empty_list(scope: ScopeValue) -> bool:
    """Whether the scope is what `[]` means: nothing, and said to be nothing, rather than a selector that missed."""
    return scope.kind == "union" and not scope.selector and not scope.files


def union(scopes: Sequence[ScopeValue]) -> ScopeValue | Failure:
    """One scope with the files of all. What the scopes do not agree on (kind, root, language, library) the union
    does not have: its kind is then `union`. What is said to be nothing adds nothing."""
    # A scope that stands in a list twice adds nothing either; lists of lists would grow without bound.
    scopes = list({id(scope): scope for scope in scopes if scope.files or not is_empty_list(scope)}.values())
    if len(scopes) == 1:
        return scopes[0]
    if any(scope.symbol is not None or scope.lines is not None for scope in scopes):
        first, *others = scopes
        if all(other == first for other in others):
            return first
        return Failure(
            "unsupported",
            "parts of files, such as functions and classes, have no union as one scope: "
            + _bounded(", ".join(scope.title for scope in scopes)),
            help="write one check for each of them and join the checks with `and`",
        )
    kinds = {scope.kind for scope in scopes}
    roots = {scope.root for scope in scopes}
    languages = {scope.language for scope in scopes}
    libraries = {scope.library for scope in scopes}
    return ScopeValue(
        kind=kinds.pop() if len(kinds) == 1 else "union",
        selector=_bounded(", ".join([scope.selector for scope in scopes])),
        root=roots.pop() if len(roots) == 1 else None,
        files=sorted(set().union(*[scope.files for scope in scopes])),
        language=languages.pop() if len(languages) == 1 else None,
        library=libraries.pop() if len(libraries) == 1 else "",
        absence="the list of scopes is empty" if not scopes else None,
        gaps=_gaps(scopes),
        wording=_bounded(union_wording(scopes)) if scopes else "",
    )


def _gaps(scopes: Sequence[ScopeValue]) -> tuple[ScopeValue, ...]:
    """The empty scopes that the union is made of, each once."""
    lacking = [scope for scope in scopes if scope.gaps or not scope.files]
    found = {id(gap): gap for scope in lacking for gap in scope.gaps or (scope,)}
    return tuple(found.values())


def _bounded(listed: str) -> str:
    """A list in words that stays readable, whatever the number of scopes."""
    if len(listed) <= _LONGEST:
        return listed
    end = listed.rfind(",", 0, _LONGEST)
    return f"{listed[: end if end > 0 else _LONGEST]} .."
