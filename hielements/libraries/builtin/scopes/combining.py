"""What the functions of the library share: parts of files, gaps, and words for scopes that are made of others.

Comes in: scope values. Goes out: what they have in common, and texts of bounded length. This module must never look at
the workspace.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue, Value, union_wording

_LONGEST = 200
"""Characters of a selector: scopes that are made of scopes would double theirs with every level."""

Section = tuple[str | None, tuple[int, int] | None]


def is_nothing(scope: ScopeValue) -> bool:
    """Whether the scope is what `[]` means: nothing on purpose, rather than a selector that missed."""
    return scope.kind == "union" and not scope.selector and not scope.files


def is_part(scope: ScopeValue) -> bool:
    """Whether the scope is a part of its file, such as a function."""
    return scope.symbol is not None or scope.lines is not None


def section(scope: ScopeValue) -> Section:
    """Which part of its file a scope is."""
    return scope.symbol, scope.lines


def gaps(scopes: Iterable[ScopeValue]) -> tuple[ScopeValue, ...]:
    """The empty scopes among those that something is made of, each once: it proves as little as they do."""
    found = {
        id(gap): gap
        for scope in scopes
        for gap in (scope.gaps or ((scope,) if scope.is_empty and not is_nothing(scope) else ()))
    }
    return tuple(found.values())


def only(values: Iterable[str | None]) -> str | None:
    """The value that all agree on."""
    found = set(values)
    return found.pop() if len(found) == 1 else None


def refuse_parts(what: str, parts: Sequence[ScopeValue]) -> Undecidable:
    """What to raise where the answer would be a file without, or with only some, of its functions."""
    named = f"{parts[0].title} is a part" if len(parts) == 1 else f"{union_wording(parts)} are parts"
    return Undecidable(
        Failure(
            "unsupported",
            f"{named} of files, and scopes are combined by whole files: there is no {what} as one scope",
            help="give modules or files, or write one check for each part",
        )
    )


def titled(scope: ScopeValue) -> str:
    """The scope as messages name it."""
    return "the empty list" if is_nothing(scope) else scope.title


def in_brackets(selector: str) -> str:
    """The selector as a part of another one. Commas are left to lists of scopes, which messages take apart."""
    return f"({selector.replace(', ', ' and ')})" if " " in selector else selector


def bounded(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} .."


def given(arguments: Arguments, name: str) -> tuple[ScopeValue, ...]:
    """A list of scopes; a list in the list stands for its union."""
    value = arguments.value(name)
    items: tuple[Value, ...] = value if isinstance(value, tuple) else (value,)
    return tuple(one(item, name) for item in items)


def one(value: Value, name: str) -> ScopeValue:
    """A scope, or the union of a list of them. Raises Undecidable for anything else."""
    if isinstance(value, tuple):
        return united([one(item, name) for item in value])
    return Arguments(name, {name: value}).scope(name)


def united(scopes: Sequence[ScopeValue]) -> ScopeValue:
    """The union of some scopes, any number of them. What they do not agree on it does not have."""
    parts = [scope for scope in scopes if not is_nothing(scope)]
    if not parts:
        return ScopeValue("union", "", None, (), absence="the list of scopes is empty")
    first = parts[0]
    same = all((section(each), list(each.files)) == (section(first), list(first.files)) for each in parts[1:])
    if len(parts) == 1 or (same and is_part(first)):
        return first
    whole = {file for scope in parts if not is_part(scope) for file in scope.files}
    narrowed = [scope for scope in parts if is_part(scope) and not whole.issuperset(scope.files)]
    if narrowed:
        raise refuse_parts("union of them with other code", narrowed)
    absences = dict.fromkeys(scope.absence for scope in parts if scope.absence)
    return ScopeValue(
        kind=only(scope.kind for scope in parts) or "union",
        selector=bounded(", ".join(dict.fromkeys(scope.selector for scope in parts))),
        root=only(scope.root for scope in parts),
        files=sorted(whole),
        language=only(scope.language for scope in parts),
        library=only(scope.library for scope in parts) or "",
        absence=None if whole else bounded("; ".join(absences)) or "none of the scopes selects a file",
        gaps=gaps(parts),
        wording=bounded(union_wording(parts)),
    )
