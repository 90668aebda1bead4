"""Says why there is nothing at a path, for the people who wrote it: misspelt, ignored, another kind of thing.

Comes in: a workspace and a path where something was expected. Goes out: one sentence, or a Failure when what stands
there cannot be known. Used by every built-in library that takes paths.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from hielements.libraries.outcomes import Failure
from hielements.source.paths import join, printable
from hielements.source.workspace import PathKind, Workspace

_FEW = 200
"""Up to so many names are all compared; of more, only those that stand next to the name in order, or would but for
case. A specification may look for 10,000 things in a folder of 10,000, and its messages must not take minutes."""

_NEIGHBOURS = 25


def why_absent(workspace: Workspace, path: str, wanted: PathKind | None = None) -> str | Failure:
    """Why nothing of the wanted kind (None takes both) stands at the workspace path."""
    shown = printable(path)
    found = workspace.kind(path)
    if found is not None:
        if found == wanted or wanted is None:
            return f"'{shown}' is there"
        return f"'{shown}' is a {found}, not a {wanted}"
    reason = workspace.ignored(path)
    if reason is not None:
        return f"'{shown}' is not part of the workspace: {printable(reason)}"
    unknown = workspace.why_unknown(path)
    if unknown is not None:
        return unreadable_folder(*unknown)
    return _misspelt(workspace, path, wanted)


def unreadable_folder(path: str, reason: str) -> Failure:
    """What to answer when something depends on a folder (or a file of ignore rules) that could not be read."""
    shown = printable(path) or "."
    return Failure("unreadable", f"'{shown}' cannot be read ({reason}), so what is in it is unknown", path=path)


def nearest(name: str, names: Sequence[str]) -> str | None:
    """The most similar of some sorted names: first those that differ in case alone, then by difflib."""
    candidates = names if len(names) <= _FEW else _neighbours(name, names)
    lowered = name.lower()
    for each in candidates:
        if each.lower() == lowered:
            return each
    # difflib is slow, so that it only sees names which differ in one stretch of a few characters.
    allowed = max(2, len(name) // 3)
    close = [each for each in candidates if abs(len(each) - len(name)) <= allowed and _differing(name, each) <= allowed]
    if not close:
        return None
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, close, 1)), None)


def _neighbours(name: str, names: Sequence[str]) -> list[str]:
    found: dict[str, None] = {}
    for spelling in (name, name.lower(), name.upper(), name.capitalize(), name.swapcase()):
        place = bisect_left(names, spelling)
        found.update(dict.fromkeys(names[max(0, place - _NEIGHBOURS) : place + _NEIGHBOURS]))
    return list(found)


def _differing(first: str, second: str) -> int:
    """How long the stretch is in which two names differ, from the first to the last difference."""
    shorter = min(len(first), len(second))
    start = 0
    while start < shorter and first[start] == second[start]:
        start += 1
    end = 0
    while end < shorter - start and first[-1 - end] == second[-1 - end]:
        end += 1
    return max(len(first), len(second)) - start - end


def _misspelt(workspace: Workspace, path: str, wanted: PathKind | None) -> str:
    segments = path.split("/")
    above = ""
    for position, segment in enumerate(segments):
        here = join(above, segment)
        kind = workspace.kind(here)
        if kind == "folder":
            above = here
            continue
        is_last = position == len(segments) - 1
        if kind == "file":
            return f"there is no '{printable(path)}': '{printable(here)}' is a file"
        what = (wanted or "file or folder") if is_last else "folder"
        message = f"there is no {what} '{printable(here)}'"
        suggestion = nearest(segment, workspace.names_in(above))
        if suggestion is not None and suggestion.lower() == segment.lower():
            return f"{message}; there is '{printable(join(above, suggestion))}', and case counts"
        if suggestion is not None:
            return f"{message}; did you mean '{printable(join(above, suggestion))}'?"
        if "\\" in path:
            return f"{message}; segments of a path are separated by '/'"
        return message
    return f"there is no '{printable(path)}'"
