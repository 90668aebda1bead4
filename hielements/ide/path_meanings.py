"""What the path at a place means, and which function a call means.

Comes in: the names of a path and the body that it is seen from. Goes out: a declaration; where it stands in a pattern
the pattern's own, and not what one element bound to it. Half-written paths are asked about as well.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.ide.analysis import Analysis
from hielements.libraries.signatures import Function
from hielements.model import names
from hielements.model.declarations import (
    Body,
    Declaration,
    File,
    Import,
    ImportedFunction,
    LibraryName,
    Package,
    Pattern,
)
from hielements.model.origins import libraries_of
from hielements.model.specification import Ref, Scope
from hielements.syntax import tree
from hielements.syntax.tree import Name


def _look_up(name: str, body: Body) -> Declaration | None:
    """What a single name means; an import that was given a name of its own stays that import."""
    at: Body | None = body
    while at is not None:
        found = at.names.get(name)
        if isinstance(found, Import):
            return found
        if found is not None:
            break
        at = at.parent
    return names.look_up(name, body)


def walk_path(parts: Sequence[Name], body: Body) -> Declaration | None:
    """What a path means, seen from a body; members of patterns are the pattern's own."""
    found = _look_up(parts[0].text, body)
    for name in parts[1:]:
        found = step(found, name.text, body)
        if found is None:
            return None
    return found


def step(found: Declaration | None, name: str, body: Body) -> Declaration | None:
    """The member of that name of what stands before it."""
    if isinstance(found, Import):
        found = found.what
    if isinstance(found, Ref):
        return None
    if isinstance(found, File):
        own = found.body.names.get(name)
        if own is None or isinstance(own, Import | Package):
            found = names.as_pattern(found)
        else:
            return own
    if isinstance(found, Pattern):
        found = found.body
    if isinstance(found, Body):
        own = found.names.get(name)
        if own is None:
            own = next((pattern for pattern in found.patterns if pattern.name == name), None)
        return own.what if isinstance(own, Import) else own
    return names.member(found, name, body) if found is not None else None


def pattern_at(parts: Sequence[Name], index: int, body: Body) -> Declaration | None:
    """A name in the path of a pattern; a declaration that is no pattern does not hide one (model/implementing.py)."""
    at: Body | None = body
    while at is not None:
        if parts[0].text in at.names:
            found = walk_path(parts, at)
            plain = found.what if isinstance(found, Import) else found
            pattern = names.as_pattern(plain) if plain is not None else None
            if pattern is not None:
                return (
                    (found if isinstance(found, Import) else pattern)
                    if index == len(parts) - 1
                    else walk_path(parts[: index + 1], at)
                )
        at = at.parent
    return walk_path(parts[: index + 1], body)


def slot_at(parts: Sequence[Name], body: Body) -> Declaration | None:
    """What a path that binds something names: the declaration in the pattern that an element around implements."""
    at: Body | None = body
    while at is not None:
        for written, pattern in at.implemented:
            head = [name.text for name in written.names]
            given = [name.text for name in parts]
            taken = len(head) if given[: len(head)] == head else 1 if given[0] == pattern.name else 0
            if not taken:
                continue
            found: Declaration | None = pattern
            for name in parts[taken:]:
                found = step(found, name.text, body)
            return found
        at = at.parent
    return walk_path(parts, body)


def function_of(analysis: Analysis, call: tree.Call, body: Body) -> tuple[str, Function] | None:
    """The library and the function that a call means."""
    parts = call.callee.names
    name = parts[-1].text
    if len(parts) == 1:
        found = names.look_up(name, body)
        if not isinstance(found, ImportedFunction) or found.library.library is None:
            return None
        function = found.library.library.function(found.function)
        return None if function is None else (found.library.name, function)
    for library in receivers(analysis, parts[:-1], body):
        function = library.library.function(name) if library.library is not None else None
        if function is not None:
            return library.name, function
    return None


def receivers(analysis: Analysis, parts: Sequence[Name], body: Body) -> list[LibraryName]:
    """The libraries whose functions may stand behind a path: the library itself, or those of a scope's language."""
    found = walk_path(parts, body)
    if isinstance(found, Import):
        found = found.what
    if isinstance(found, LibraryName):
        return [found]
    context = analysis.context
    if context is None:
        return []
    targets: list[Scope | Ref] = []
    if isinstance(found, Scope | Ref):
        targets = [found]
    elif isinstance(found, Body):
        targets = [each for each in found.names.values() if isinstance(each, Scope)]
    libraries: dict[str, LibraryName] = {}
    for target in targets:
        for library in libraries_of(context, target):
            libraries.setdefault(library.name, library)
    return list(libraries.values())
