"""What a name on the command line stands for: an element, a file, a folder, a module, a package outside of the project.

Comes in: a name, and an architecture with the facts that it was made of. Goes out: the files that it means, or the
names that look like it. Elements come first: they are the words of the specification.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import ProjectLibrary
from hielements.record import Entity
from hielements.run.architecture import Architecture, Use
from hielements.run.areas import Area
from hielements.run.facts import Facts, scopes_of, subtree
from hielements.source.workspace import Workspace

Kind = Literal["element", "file", "folder", "module", "external"]


class NamedCode(Entity):
    """`area` is the code of the project that the name means; nothing when it is an `external` module."""

    name: str
    kind: Kind
    area: Area

    def __str__(self) -> str:
        return f"{'external module' if self.kind == 'external' else self.kind} '{self.name}'"

    def has_source(self, use: Use) -> bool:
        """Whether a dependency stands in this code."""
        return self.area.has_source(use.dependency)

    def is_inside(self, other: NamedCode) -> bool:
        """Whether all of this code is code of the other name as well."""
        mine, others = self.area, other.area
        return bool(mine.files or mine.sections) and all(
            path in others.files or (path in mine.sections and path in others.sections)
            for path in (*mine.files, *mine.sections)
        )

    def touches(self, use: Use) -> bool:
        """Whether a dependency leads to this code."""
        if self.kind == "external":
            return use.external is not None and is_below(use.external, self.name)
        return use.file is not None and self.area.touches(use.file, use.dependency)


class NameFinder:
    """Finds what names stand for in one architecture."""

    def __init__(self, architecture: Architecture, facts: Facts, workspace: Workspace, catalog: Catalog) -> None:
        self._architecture = architecture
        self._facts = facts
        self._workspace = workspace
        self._elements = {each.element.path: each.element for each in architecture.elements}
        self._external = {use.external for use in architecture.uses if use.external is not None}

    def find(self, name: str) -> NamedCode | None:
        """What a name stands for; None when it stands for nothing that is known."""
        element = self._elements.get(name)
        if element is not None:
            return NamedCode(name, "element", self._facts.own(element))
        path = name.replace("\\", "/").removeprefix("./").rstrip("/")
        kind = self._workspace.kind(path) if path else None
        if kind == "file":
            return NamedCode(path, "file", Area(frozenset((path,))))
        if kind == "folder":
            return NamedCode(path, "folder", Area(frozenset(self._workspace.files(path))))
        for library in self._libraries():
            files = library.files_named(name)
            if files:
                return NamedCode(name, "module", Area(frozenset(files)))
        if any(is_below(external, name) for external in self._external):
            return NamedCode(name, "external", Area(frozenset()))
        return None

    def nearest(self, name: str) -> Sequence[str]:
        """The known names that look most like one that is not known."""
        from difflib import get_close_matches

        names = {*self._elements, *self._external}
        names.update(path for each in self._architecture.elements for path in each.files)
        for library in self._libraries():
            names.update(library.module_names())
        return get_close_matches(name, sorted(names), n=3)

    def _libraries(self) -> Sequence[ProjectLibrary]:
        roots = [each.element for each in self._architecture.elements if each.element.parent is None]
        return self._facts.language_libraries(scopes_of(each for root in roots for each in subtree(root)))


def is_below(name: str, module: str) -> bool:
    """Whether a dotted name is that of a module or of something inside of it."""
    return name == module or name.startswith(f"{module}.")
