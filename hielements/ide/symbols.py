"""What the name at a place means.

Comes in: an analysis, a file and an offset. Goes out: a Symbol, which is the same for every place that means the same
declaration. The model's tables are asked; where it stands in a pattern, the pattern's own declaration is meant, and not
what one element bound to it.
"""

from __future__ import annotations

from typing import Literal

from hielements.ide.analysis import Analysis
from hielements.ide.path_meanings import function_of, pattern_at, slot_at, walk_path
from hielements.ide.tree_places import Chain, Occurrence
from hielements.libraries.signatures import Function
from hielements.model.declarations import (
    Body,
    Declaration,
    File,
    Import,
    ImportedFunction,
    LibraryName,
    Pattern,
    Unknown,
)
from hielements.model.declaring import place_of
from hielements.model.files import is_pattern_module, pattern_file, resolved
from hielements.model.specification import Ref, Scope
from hielements.record import Entity
from hielements.source.text import Location
from hielements.syntax import tree
from hielements.syntax.tree import Name, Path

SymbolKind = Literal[
    "scope", "ref", "element", "pattern", "library", "function", "file", "parameter", "language", "type", "import"
]


class Symbol(Entity):
    """`location` is where it is declared, None where that is no text (a library). `key` is equal for two symbols that
    mean the same. `name` is what it is called where it is declared. `function` is set for functions and their
    parameters, together with the `library`."""

    kind: SymbolKind
    name: str
    key: tuple[object, ...]
    location: Location | None = None
    declaration: Declaration | None = None
    function: Function | None = None
    library: str = ""


def symbol_of(analysis: Analysis, file: str, occurrence: Occurrence) -> Symbol | None:
    """What a name means; None when it means nothing, or nothing is known of it."""
    name, around = occurrence.name, occurrence.around
    holder = around[-1] if around else None
    body = analysis.body_around(file, around)
    if holder is None or body is None:
        return None
    if isinstance(holder, Path):
        return _in_path(analysis, file, holder, holder.names.index(name), around[:-1], body)
    if isinstance(holder, tree.ElementDeclaration | tree.PatternDeclaration) and holder.name is name:
        own = analysis.body_of(holder)
        return None if own is None else symbol_for(own.pattern or own)
    if isinstance(holder, tree.ScopeDeclaration | tree.RefDeclaration) and holder.name is name:
        found = body.names.get(name.text)
        if isinstance(found, Scope | Ref) and found.location.start == name.start:
            return symbol_for(found)
        return Symbol("scope", name.text, (file, name.start), Location(body.file.tree.source, name.start, name.end))
    if isinstance(holder, tree.UsesDeclaration):
        return symbol_for(walk_path((name,), body))
    if isinstance(holder, tree.Argument) and holder.name is name:
        call = around[-2] if len(around) > 1 else None
        called = function_of(analysis, call, body) if isinstance(call, tree.Call) else None
        if called is None:
            return None
        library, function = called
        return Symbol(
            "parameter", name.text, ("parameter", library, function.name, name.text), None, None, function, library
        )
    if isinstance(holder, tree.RefDeclaration) and holder.type is name:
        return Symbol("type", name.text, ("type", name.text))
    if isinstance(holder, tree.ImportedName):
        return _imported(analysis, file, holder, name)
    if isinstance(holder, tree.LibraryImport | tree.FileImport):
        entry = body.file.imports.get(name.text)
        return None if entry is None else _import(entry)
    if isinstance(holder, tree.ScopeDeclaration | tree.LanguageDeclaration | tree.LanguageSubject):
        return Symbol("language", name.text, ("language", name.text))
    return None


def symbol_for(declaration: Declaration | None) -> Symbol | None:
    """The symbol of a declaration of the model."""
    if declaration is None or isinstance(declaration, Unknown):
        return None
    if isinstance(declaration, Import):
        return _import(declaration)
    if isinstance(declaration, LibraryName):
        name = declaration.name
        return Symbol("library", name, ("library", name), None, declaration, library=name)
    if isinstance(declaration, ImportedFunction):
        opened = declaration.library.library
        function = opened.function(declaration.function) if opened is not None else None
        return None if function is None else function_symbol(declaration.library.name, function)
    if isinstance(declaration, File):
        location = Location(declaration.tree.source, 0, 0)
        return Symbol("file", declaration.stem, ("file", declaration.name), location, declaration)
    place = place_of(declaration)
    if place is None:
        return None
    kind: SymbolKind
    if isinstance(declaration, Scope):
        kind, name = "scope", place.text
    elif isinstance(declaration, Ref):
        kind, name = "ref", place.text
    elif isinstance(declaration, Pattern):
        kind, name = "pattern", declaration.name
    elif isinstance(declaration, Body):
        if declaration.pattern is not None:
            return symbol_for(declaration.pattern)
        kind, name = "element", declaration.element.name
    else:
        return None
    return Symbol(kind, name, (place.source.name, place.start), place, declaration)


def function_symbol(library: str, function: Function) -> Symbol:
    return Symbol("function", function.name, ("function", library, function.name), None, None, function, library)


def _import(entry: Import) -> Symbol | None:
    """An import with a name of its own is a declaration; without one its name is that of what it brings."""
    statement = entry.statement
    alias = getattr(statement, "alias", None)
    if isinstance(statement, tree.FromImport):
        alias = next((item.alias for item in statement.names if item.alias and item.alias.text == entry.name), None)
    if alias is None:
        return symbol_for(entry.what)
    place = entry.location
    return Symbol("import", entry.name, (place.source.name, place.start), place, entry)


# Paths


def _in_path(analysis: Analysis, file: str, path: Path, index: int, around: Chain, body: Body) -> Symbol | None:
    holder = around[-1] if around else None
    parts = path.names
    if isinstance(holder, tree.ElementDeclaration):
        outer = analysis.body_around(file, around[:-1]) or body
        return symbol_for(pattern_at(parts, index, outer))
    if isinstance(holder, tree.ImplementsSubject):
        return symbol_for(pattern_at(parts, index, body))
    if isinstance(holder, tree.LibraryImport | tree.FromImport):
        return _module(analysis, path, index)
    binds = isinstance(holder, tree.ScopeDeclaration | tree.RefDeclaration) and holder.binds is path
    if binds or (isinstance(holder, tree.Binding) and holder.path is path):
        return symbol_for(slot_at(parts[: index + 1], body))
    if isinstance(holder, tree.Call) and holder.callee is path and index == len(parts) - 1:
        called = function_of(analysis, holder, body)
        return function_symbol(*called) if called is not None else None
    return symbol_for(walk_path(parts[: index + 1], body))


def _module(analysis: Analysis, path: Path, index: int) -> Symbol | None:
    if is_pattern_module(path):
        found = analysis.file(pattern_file(path))
        return symbol_for(found) if index == len(path.names) - 1 else None
    return Symbol("library", path.text, ("library", path.text), library=path.text)


def _imported(analysis: Analysis, file: str, item: tree.ImportedName, name: Name) -> Symbol | None:
    own = analysis.file(file)
    if own is None:
        return None
    entry = own.imports.get((item.alias or item.name).text)
    if entry is None:
        return None
    return _import(entry) if name is item.alias else symbol_for(entry.what)


def imported_file(analysis: Analysis, file: str, string: tree.String, around: Chain) -> File | None:
    """The file that the string of an import means."""
    holder = around[-1] if around else None
    if isinstance(holder, tree.FileImport | tree.FromImport):
        return analysis.file(resolved(analysis.trees[file], string))
    return None
