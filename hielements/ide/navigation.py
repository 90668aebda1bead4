"""Where a name is declared, and every place that means the same.

Comes in: a workbench, an analysis and an offset. Goes out: places in source texts, across the files of a workspace.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from hielements.ide.analysis import Analysis
from hielements.ide.symbols import Symbol, imported_file, symbol_for, symbol_of
from hielements.ide.tree_places import Occurrence, chain_at, occurrence_at, walk
from hielements.ide.workbench import Workbench
from hielements.model.declarations import Import, Pattern
from hielements.record import Entity
from hielements.source.text import Location, SourceText
from hielements.syntax import tree


class PathLink(Entity):
    """A string that names a file of the workspace: the stretch of text, and the absolute path."""

    start: int
    end: int
    path: str


class Reference(Entity):
    """A place that means a symbol; `is_declaration` where it is declared, `binds` where something is bound to it."""

    location: Location
    is_declaration: bool
    binds: bool


def symbol_at(analysis: Analysis, name: str, offset: int) -> tuple[Symbol, Occurrence] | None:
    """The symbol under the cursor."""
    found = analysis.trees.get(name)
    occurrence = occurrence_at(found, offset) if found is not None else None
    symbol = symbol_of(analysis, name, occurrence) if occurrence is not None else None
    return None if symbol is None or occurrence is None else (symbol, occurrence)


def definition(workbench: Workbench, analysis: Analysis, name: str, offset: int) -> list[Location | PathLink]:
    """Where the name at an offset is declared, or the file that a string there names."""
    found = symbol_at(analysis, name, offset)
    if found is not None:
        symbol = found[0]
        if isinstance(symbol.declaration, Import) and symbol.location is not None:
            behind = symbol_for(symbol.declaration.what)
            if behind is not None and behind.location is not None and found[1].name.start == symbol.location.start:
                return [behind.location]
        if symbol.kind == "type":
            return [each.location for each in references(workbench, analysis, symbol)[:1]]
        return [symbol.location] if symbol.location is not None else []
    syntax = analysis.trees.get(name)
    if syntax is None:
        return []
    chain = chain_at(syntax, offset)
    if chain and isinstance(chain[-1], tree.String):
        imported = imported_file(analysis, name, chain[-1], chain[:-1])
        if imported is not None:
            return [Location(imported.tree.source, 0, 0)]
        link = _link(workbench, chain[-1])
        return [link] if link is not None else []
    return []


def references(workbench: Workbench, analysis: Analysis, symbol: Symbol) -> list[Reference]:
    """Every place that means the symbol, in all specifications of the workspace, by file and place."""
    found: dict[tuple[str, int], Reference] = {}
    analyses = [analysis, *(each for each in workbench.all_analyses() if each is not analysis)]
    for each in analyses:
        for name in each.trees:
            for occurrence in _candidates(each, name, symbol):
                key = (name, occurrence.name.start)
                if key in found:
                    continue
                other = symbol_of(each, name, occurrence)
                if other is not None and other.key == symbol.key:
                    found[key] = _reference(each.trees[name].source, occurrence, symbol)
    return [found[key] for key in sorted(found)]


def highlights(analysis: Analysis, name: str, offset: int) -> list[Reference]:
    """The places in the same file that mean what stands at an offset."""
    at = symbol_at(analysis, name, offset)
    if at is None:
        return []
    symbol = at[0]
    found = []
    for occurrence in _candidates(analysis, name, symbol):
        other = symbol_of(analysis, name, occurrence)
        if other is not None and other.key == symbol.key:
            found.append(_reference(analysis.trees[name].source, occurrence, symbol))
    return found


def implementations(workbench: Workbench, analysis: Analysis, name: str, offset: int) -> list[Location]:
    """The elements that implement the pattern at an offset; for a member of a pattern, what is bound to it."""
    at = symbol_at(analysis, name, offset)
    if at is None:
        return []
    symbol = at[0]
    declaration = symbol.declaration
    if not isinstance(declaration, Pattern):
        return [each.location for each in references(workbench, analysis, symbol) if each.binds]
    found: dict[tuple[str, int], Location] = {}
    for each in [analysis, *workbench.all_analyses()]:
        for body in each.context.bodies if each.context is not None else ():
            for _, pattern in body.implemented:
                place = pattern.body.element.location
                if (place.source.name, place.start) == symbol.key:
                    location = body.element.location
                    found[location.source.name, location.start] = location
    return [found[key] for key in sorted(found)]


def links(workbench: Workbench, analysis: Analysis, name: str) -> list[PathLink]:
    """The strings of a file that name files: imports, and paths that exist in the workspace."""
    found = []
    for node, around in walk(analysis.trees[name]) if name in analysis.trees else ():
        if isinstance(node, tree.String):
            imported = imported_file(analysis, name, node, around)
            if imported is not None:
                if imported.tree.source.path:
                    found.append(PathLink(node.start, node.end, imported.tree.source.path))
                continue
            link = _link(workbench, node)
            if link is not None:
                found.append(link)
    found.sort(key=lambda link: link.start)
    return found


def _link(workbench: Workbench, string: tree.String) -> PathLink | None:
    value = string.value
    if not value or "\0" in value or any(mark in value for mark in "*?{\n"):
        return None
    path = os.path.normpath(os.path.join(workbench.root, value))
    inside = path.startswith(workbench.root.rstrip(os.sep) + os.sep)
    return PathLink(string.start, string.end, path) if inside and os.path.isfile(path) else None


def _candidates(analysis: Analysis, name: str, symbol: Symbol) -> Iterable[Occurrence]:
    return analysis.occurrences(name).get(symbol.name, ())


def _reference(source: SourceText, occurrence: Occurrence, symbol: Symbol) -> Reference:
    name, around = occurrence.name, occurrence.around
    location = Location(source, name.start, name.end)
    declared = symbol.location
    is_declaration = declared is not None and declared.start == name.start and declared.source.name == source.name
    return Reference(location, is_declaration, _is_binding(occurrence) if not is_declaration and around else False)


def _is_binding(occurrence: Occurrence) -> bool:
    around = occurrence.around
    if len(around) < 2 or not isinstance(around[-1], tree.Path):
        return False
    holder, path = around[-2], around[-1]
    if path.names[-1] is not occurrence.name:
        return False
    if isinstance(holder, tree.ScopeDeclaration | tree.RefDeclaration):
        return holder.binds is path
    return isinstance(holder, tree.Binding) and holder.path is path
