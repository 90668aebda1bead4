"""Renames a declaration everywhere in the workspace.

Comes in: what stands at an offset and the new name. Goes out: edits, or in words why it cannot be renamed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from hielements.diagnostics.diagnostic import Edit
from hielements.ide.analysis import Analysis
from hielements.ide.navigation import references, symbol_at
from hielements.ide.symbols import Symbol, symbol_for, symbol_of
from hielements.ide.workbench import Workbench
from hielements.model.declarations import Body
from hielements.record import Entity, Record
from hielements.source.text import Location

_NAME = re.compile(r"[^\W\d]\w*")
_EXPRESSION_WORDS = frozenset(["and", "or", "not", "in", "true", "false", "null"])


class Refusal(Record):
    """Why something cannot be done, in words for the user."""

    message: str


class Renamable(Entity):
    """The name that would be renamed."""

    location: Location


def prepare(analysis: Analysis, name: str, offset: int) -> Renamable | Refusal:
    """Whether what stands at an offset can be renamed."""
    at = symbol_at(analysis, name, offset)
    if at is None:
        return Refusal("there is no name here that could be renamed")
    symbol, occurrence = at
    refused = _refusal(symbol)
    if refused is not None:
        return refused
    return Renamable(Location(analysis.trees[name].source, occurrence.name.start, occurrence.name.end))


def rename(workbench: Workbench, analysis: Analysis, name: str, offset: int, new: str) -> list[Edit] | Refusal:
    """The edits that give what stands at an offset a new name, in all specifications of the workspace."""
    at = symbol_at(analysis, name, offset)
    if at is None:
        return Refusal("there is no name here that could be renamed")
    symbol = at[0]
    refused = _refusal(symbol)
    if refused is not None:
        return refused
    if not _NAME.fullmatch(new) or new in _EXPRESSION_WORDS:
        rule = "a name starts with a letter, goes on with letters, digits and `_`, and is no word of expressions"
        return Refusal(f"`{new}` is no name: {rule}")
    if new != symbol.name and _is_taken(analysis, symbol, new):
        return Refusal(f"`{new}` is declared beside it already")
    edits = [Edit(each.location, new) for each in references(workbench, analysis, symbol)]
    other = _other_meaning(workbench, analysis, symbol, edits, new) if new != symbol.name else None
    if other is not None:
        return Refusal(f"`{new}` would mean something else at {other}: choose another name")
    return edits


def _other_meaning(
    workbench: Workbench, analysis: Analysis, symbol: Symbol, edits: Sequence[Edit], new: str
) -> str | None:
    """The first place at which a name would mean something else after the edits: one that was renamed and that another
    declaration of the new name hides, or one that was not and that the renamed declaration would hide."""
    starts: dict[str, list[int]] = {}
    texts: dict[str, str] = {}
    for edit in sorted(edits, key=lambda each: (each.location.source.name, each.location.start)):
        source, start, end = edit.location.source, edit.location.start, edit.location.end
        moved = starts.setdefault(source.name, [])
        text = texts.setdefault(source.name, source.text)
        shift = len(text) - len(source.text)
        moved.append(start + shift)
        texts[source.name] = text[: start + shift] + new + text[end + shift :]
    place = symbol.location
    if place is None or place.source.name not in texts:
        return None
    shift = (len(new) - (place.end - place.start)) * sum(
        1 for edit in edits if edit.location.source.name == place.source.name and edit.location.start < place.start
    )
    key = (place.source.name, place.start + shift)
    for each in [analysis, *(other for other in workbench.all_analyses() if other is not analysis)]:
        if texts.keys().isdisjoint(each.trees):
            continue
        after = workbench.analysis_with(each.name, texts)
        for name, tree in after.trees.items():
            for occurrence in after.occurrences(name).get(new, ()):
                start = occurrence.name.start
                meant = symbol_of(after, name, occurrence)
                if (start in starts.get(name, ())) != (meant is not None and meant.key == key):
                    return f"{name}:{tree.source.position(start)[0]}"
    return None


def _refusal(symbol: Symbol) -> Refusal | None:
    if symbol.kind in ("library", "function", "parameter"):
        return Refusal(f"`{symbol.name}` belongs to the library `{symbol.library}`, and only its author can rename it")
    if symbol.kind == "file":
        return Refusal("this name is that of a file; write `as` behind the import to give it another one")
    if symbol.kind == "language":
        return Refusal("a language has the name that its library gives it")
    if symbol.kind == "type" and symbol.name in ("string", "integer", "float", "boolean"):
        return Refusal(f"`{symbol.name}` is a type of the language")
    if symbol.location is not None and symbol.location.source.name.startswith("<"):
        return Refusal(f"`{symbol.name}` is declared in a file that comes with hielements")
    return None


def _is_taken(analysis: Analysis, symbol: Symbol, new: str) -> bool:
    """Whether the body that declares a symbol has another declaration of the new name."""
    context = analysis.context
    if context is None or symbol.location is None:
        return False
    bodies: list[Body] = [*context.bodies, *context.pattern_bodies, *(file.body for file in context.files.values())]
    for body in bodies:
        own = body.names.get(symbol.name)
        if own is None or new not in body.names:
            continue
        same = symbol_for(own)
        if same is not None and same.key == symbol.key:
            return True
    return False
