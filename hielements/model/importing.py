"""Declares what the imports of a file bring into it.

Comes in: the trees of all files and the catalog. Goes out: the names that each import declares. A library is opened
only when something asks for its functions, except that the catalog says at once whether it exists.
"""

from __future__ import annotations

import posixpath
import re

from hielements.diagnostics.codes.imports import (
    MISSING_FILE,
    REPEATED_IMPORT,
    UNKNOWN_IMPORTED_NAME,
    UNKNOWN_LIBRARY,
    UNNAMED_IMPORT,
)
from hielements.diagnostics.codes.names import DUPLICATE_NAME
from hielements.diagnostics.diagnostic import Edit, Fix, Label
from hielements.model.context import Context
from hielements.model.declarations import (
    Declaration,
    File,
    Import,
    ImportedFunction,
    LibraryName,
    Package,
    Unknown,
    pattern_names_of,
    patterns_of,
)
from hielements.model.declaring import place_of
from hielements.model.files import PATTERNS, is_pattern_module, library_file, pattern_file, resolved
from hielements.model.reporting import did_you_mean, listed, nearest
from hielements.source.text import Location
from hielements.syntax.tree import (
    FileImport,
    FromImport,
    ImportedName,
    LanguageDeclaration,
    LibraryImport,
    Name,
    Node,
    Path,
    Statement,
    String,
)

_IDENTIFIER = re.compile(r"[^\W\d]\w*\Z")


def open_files(context: Context) -> None:
    """Makes a File for each parsed tree."""
    for name, tree in context.sources.trees.items():
        stem = posixpath.basename(name)
        context.files[name] = File(name, stem.removesuffix(".hie"), tree)


def declare_imports(context: Context, file: File) -> None:
    """Declares the library, file and pattern imports of a file, and its languages. `declare_from_imports` follows
    when all files have their top-level names."""
    for statement in file.tree.statements:
        if isinstance(statement, LibraryImport):
            _library_import(context, file, statement)
        elif isinstance(statement, FileImport):
            _file_import(context, file, statement)
        elif isinstance(statement, LanguageDeclaration) and statement.name.text:
            file.languages.setdefault(statement.name.text, library_name(context, statement.name.text))


def declare_from_imports(context: Context, file: File) -> None:
    for statement in file.tree.statements:
        if isinstance(statement, FromImport):
            _from_import(context, file, statement)


def library_name(context: Context, name: str) -> LibraryName | None:
    """The library of that name, or None when no catalog knows it."""
    library = context.catalog.get(name)
    return LibraryName(name, library, context.files.get(library_file(name))) if library is not None else None


def _library_import(context: Context, file: File, statement: LibraryImport) -> None:
    path = statement.path
    if not all(name.text for name in path.names):
        return
    if is_pattern_module(path):
        what: Declaration = _file(context, file, path, pattern_file(path))
        _enter(context, file, statement, statement.alias or path.names[-1], what)
        if statement.alias is None:
            _enter_in_package(file, path, what)
        return
    _enter(context, file, statement, statement.alias or path.names[-1], _library(context, file, path))


def _library(context: Context, file: File, path: Path) -> LibraryName:
    name = path.text
    known = library_name(context, name)
    if known is not None:
        return known
    names = context.reporter.suggestible(context.catalog.names())
    spelling = did_you_mean(name, names)
    help_ = spelling or (f"the libraries of this project are {listed(names)}" if names else None)
    fix = None
    near = nearest(name, names, 1)
    if near:
        place = Location(file.tree.source, path.start, path.end)
        fix = Fix(f"import `{near[0]}`", (Edit(place, near[0]),))
    context.reporter.report(
        UNKNOWN_LIBRARY,
        file.tree.source,
        path,
        f"there is no library `{name}`",
        "not built in, and not configured in hielements.toml",
        help=f"{help_}; a plugin is declared under `[libraries]` in hielements.toml" if help_ else None,
        fix=fix,
    )
    return LibraryName(name, None)


def _enter_in_package(file: File, path: Path, what: Declaration) -> None:
    """`import patterns.a.b` also makes `patterns.a.b` a path, unless `patterns` already means something else."""
    entry = file.body.names.get(path.names[0].text)
    if entry is None:
        entry = file.body.names[path.names[0].text] = Package()
    for name in path.names[1:-1]:
        if not isinstance(entry, Package):
            return
        entry = entry.members.setdefault(name.text, Package())
    if isinstance(entry, Package):
        entry.members[path.names[-1].text] = file.imports.get(path.names[-1].text) or what


def _file_import(context: Context, file: File, statement: FileImport) -> None:
    what = _file(context, file, statement.file, resolved(file.tree, statement.file))
    if statement.alias is not None:
        _enter(context, file, statement, statement.alias, what)
        return
    stem = posixpath.basename(statement.file.value.replace("\\", "/")).removesuffix(".hie")
    if _IDENTIFIER.match(stem):
        _enter(context, file, statement, Name(statement.file.start, statement.file.end, stem), what)
    elif isinstance(what, File):
        alias = re.sub(r"\W", "_", stem) or "file"
        end = Location(file.tree.source, statement.file.end, statement.file.end)
        context.reporter.report(
            UNNAMED_IMPORT,
            file.tree.source,
            statement.file,
            f"`{stem}` cannot be written as a name",
            "an import without `as` is named like its file",
            help=f"give it a name: `import '{statement.file.value}' as {alias}`",
            fix=Fix(f"name it `{alias}`", (Edit(end, f" as {alias}"),)),
        )


def _file(context: Context, file: File, node: Node, name: str) -> Declaration:
    """The File of that name; reported at `node` when it could not be had."""
    found = context.files.get(name)
    if found is not None:
        return found
    reason = context.sources.unreadable.get(name)
    names = context.reporter.suggestible([*context.sources.known, *context.files])
    if isinstance(node, String):
        names = [other for other in names if not other.startswith("<")]
        near = nearest(posixpath.basename(name), sorted({posixpath.basename(other) for other in names}))
        help_ = f"did you mean {listed((_as_import(file, other, names) for other in near), 'or')}?" if near else None
        message = f"`{name}` {reason}" if reason else f"there is no file `{name}`"
        label = f"relative to {posixpath.dirname(file.name) or 'the workspace'}"
    else:
        message = f"there is no pattern module `{name[len(PATTERNS) + 3 : -4].replace('/', '.')}`"
        label = reason or "not in the standard library of patterns"
        modules = [other[len(PATTERNS) + 3 : -4].replace("/", ".") for other in names if other.startswith("<")]
        help_ = did_you_mean(name[len(PATTERNS) + 3 : -4], modules)
    context.reporter.report(MISSING_FILE, file.tree.source, node, message, label, help=help_)
    return Unknown()


def _as_import(file: File, base: str, names: list[str]) -> str:
    name = next(other for other in names if posixpath.basename(other) == base)
    path = posixpath.relpath(name, posixpath.dirname(file.name) or ".")
    return path if path.startswith(".") else f"./{path}"


def _from_import(context: Context, file: File, statement: FromImport) -> None:
    module = statement.module
    if isinstance(module, Path) and module.text == PATTERNS:
        for item in statement.names:
            if item.name.text:
                found = _file(context, file, item.name, f"<{PATTERNS}>/{item.name.text}.hie")
                _enter(context, file, statement, item.alias or item.name, found)
        return
    source: Declaration
    if isinstance(module, String):
        source = _file(context, file, module, resolved(file.tree, module))
    elif not all(name.text for name in module.names):
        source = Unknown()
    elif is_pattern_module(module):
        source = _file(context, file, module, pattern_file(module))
    else:
        source = _library(context, file, module)
    for item in statement.names:
        if item.name.text:
            _enter(context, file, statement, item.alias or item.name, _imported(context, file, source, item))


def _imported(context: Context, file: File, source: Declaration, item: ImportedName) -> Declaration:
    name = item.name.text
    if isinstance(source, File):
        found = source.body.names.get(name)
        # Imports are not handed on: what a file declares itself is all that others can take from it.
        if found is not None and not isinstance(found, Import | Package):
            return found
        known = [other for other, what in source.body.names.items() if not isinstance(what, Import | Package)]
        _report_missing_name(context, file, item, f"`{source.name}` declares no `{name}`", known)
    elif isinstance(source, LibraryName) and source.library is not None:
        if source.library.function(name) is not None or not source.library.function_names():
            return ImportedFunction(source, name)
        patterns = patterns_of(source)
        if name in patterns:
            return patterns[name]
        offered = pattern_names_of(source)
        known = [*source.library.function_names(), *offered]
        what = "function or pattern" if offered else "function"
        _report_missing_name(context, file, item, f"the library `{source.name}` has no {what} `{name}`", known)
    return Unknown()


def _report_missing_name(context: Context, file: File, item: ImportedName, message: str, known: list[str]) -> None:
    known = context.reporter.suggestible(known)
    near = nearest(item.name.text, known, 1)
    place = Location(file.tree.source, item.name.start, item.name.end)
    fix = Fix(f"import `{near[0]}`", (Edit(place, near[0]),)) if near else None
    help_ = did_you_mean(item.name.text, known)
    context.reporter.report(UNKNOWN_IMPORTED_NAME, file.tree.source, item.name, message, help=help_, fix=fix)


def _enter(context: Context, file: File, statement: Statement, name: Name, what: Declaration) -> None:
    text = name.text
    if not text:
        return
    source = file.tree.source
    location = Location(source, name.start, name.end)
    first = file.body.names.get(text)
    if isinstance(first, Import):
        label = [Label(first.location, "first imported here")]
        if _same(first.what, what):
            fix = Fix("remove the second import", (Edit(whole_line(file, statement), ""),))
            context.reporter.report(
                REPEATED_IMPORT,
                source,
                name,
                f"`{text}` is imported twice",
                "this import changes nothing",
                label,
                help="remove it",
                fix=None if isinstance(statement, FromImport) else fix,
            )
            return
        message = f"two imports are called `{text}`"
    elif first is not None and not isinstance(first, Package):
        place = place_of(first)
        label = [Label(place, "declared here")] if place else []
        message = f"the import `{text}` has the name of a declaration of this file"
    else:
        file.imports[text] = file.body.names[text] = Import(text, location, statement, what)
        return
    help_ = "give the import another name with `as`"
    context.reporter.report(DUPLICATE_NAME, source, name, message, "imported here", label, help=help_)


def _same(first: Declaration, second: Declaration) -> bool:
    if isinstance(first, LibraryName) and isinstance(second, LibraryName):
        return first.name == second.name
    if isinstance(first, ImportedFunction) and isinstance(second, ImportedFunction):
        return first.function == second.function and first.library.name == second.library.name
    return first is second or isinstance(first, Unknown) or isinstance(second, Unknown)


def whole_line(file: File, statement: Statement) -> Location:
    """The statement with its line end, for removing it."""
    source = file.tree.source
    line = source.position(statement.end)[0]
    end = source.line_starts[line] if line < source.line_count else len(source.text)
    start = source.line_starts[source.position(statement.start)[0] - 1]
    if source.text[start : statement.start].strip() or source.text[statement.end : end].strip():
        return Location(source, statement.start, statement.end)
    return Location(source, start, end)
