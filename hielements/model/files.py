"""The parsed files of a specification, and which other files each of them imports.

Comes in: syntax trees by name, read by whoever may touch the disk. Goes out: the names under which the files that
an import means are looked for. Nothing here reads a file; nothing here knows what a name in a tree means.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence

from hielements.record import Entity
from hielements.syntax.tree import FileImport, FromImport, LibraryImport, Node, Path, String, SyntaxTree

PATTERNS = "patterns"
"""The first name of an import that means a pattern module of the standard library."""


class SpecificationFiles(Entity):
    """All files of one specification by workspace-relative name; a pattern module of the standard library is called
    `<patterns>/hexagonal.hie`.

    `root` is the name of the checked file. A file that was looked for and could not be had is in `unreadable` with
    the reason; `known` are further `.hie` files that exist, for "did you mean".
    """

    root: str
    trees: Mapping[str, SyntaxTree]
    unreadable: Mapping[str, str]
    known: Sequence[str] = ()


def imported_files(tree: SyntaxTree) -> tuple[tuple[Node, str], ...]:
    """What the tree imports from other files, in text order: the node that says so, and the name of the file."""
    found: list[tuple[Node, str]] = []
    for statement in tree.statements:
        kind = type(statement)
        if kind is FileImport:
            found.append((statement.file, resolved(tree, statement.file)))  # type: ignore[attr-defined]
        elif kind is LibraryImport:
            if is_pattern_module(statement.path):  # type: ignore[attr-defined]
                found.append((statement.path, pattern_file(statement.path)))  # type: ignore[attr-defined]
        elif isinstance(statement, FromImport):
            module = statement.module
            if isinstance(module, String):
                found.append((module, resolved(tree, module)))
            elif is_pattern_module(module):
                found.append((module, pattern_file(module)))
            elif module.text == PATTERNS:
                found += (
                    (item.name, f"<{PATTERNS}>/{item.name.text}.hie") for item in statement.names if item.name.text
                )
    return tuple(found)


def imported_libraries(tree: SyntaxTree) -> tuple[str, ...]:
    """The names of the libraries that the tree imports, whether they exist or not."""
    found = []
    for statement in tree.statements:
        module = None
        if isinstance(statement, LibraryImport):
            module = statement.path
        elif isinstance(statement, FromImport) and isinstance(statement.module, Path):
            module = statement.module
        if module is not None and module.text != PATTERNS and not is_pattern_module(module):
            found.append(module.text)
    return tuple(found)


def resolved(tree: SyntaxTree, file: String) -> str:
    """The name of the file that an import string means: relative to the importing file, with forward slashes."""
    path = file.value.replace("\\", "/")
    return posixpath.normpath(posixpath.join(posixpath.dirname(tree.source.name), path))


def is_pattern_module(path: Path) -> bool:
    """Whether `import PATH` means a pattern module: `patterns.hexagonal`, `patterns.structural.hexagonal`."""
    return len(path.names) > 1 and path.names[0].text == PATTERNS


def library_file(name: str) -> str:
    """The name of the text with the patterns that a library offers."""
    return f"<{name}>/patterns.hie"


def pattern_file(path: Path) -> str:
    return f"<{PATTERNS}>/{'/'.join(name.text for name in path.names[1:])}.hie"
