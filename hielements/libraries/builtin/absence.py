"""Says why there is nothing at a path, for the people who wrote it: misspelt, ignored, another kind of thing.

Comes in: a workspace and a path where something was expected. Goes out: one sentence, or a Failure when what stands
there cannot be known. Used by every built-in library that takes paths.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.outcomes import Failure
from hielements.source.paths import join, printable
from hielements.source.workspace import PathKind, Workspace

_MAX_CANDIDATES = 200
"""How many names are compared letter by letter: a folder with 100,000 files must not make a message slow."""


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


def nearest(name: str, names: Iterable[str]) -> str | None:
    """The most similar of some names: first those that differ in case alone, then by difflib."""
    lowered = name.lower()
    candidates = [each for each in names if abs(len(each) - len(name)) <= max(3, len(name) // 2)]
    for each in candidates:
        if each.lower() == lowered:
            return each
    if len(candidates) > _MAX_CANDIDATES:
        candidates.sort(key=lambda each: (each[:1] != name[:1], abs(len(each) - len(name)), each))
        del candidates[_MAX_CANDIDATES:]
    from difflib import get_close_matches

    return next(iter(get_close_matches(name, candidates, 1)), None)


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
