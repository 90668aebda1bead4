"""Areas of code: whole files, and the functions or classes that a scope selects of others.

Comes in: scope values. Goes out: which dependencies start in an area and which lead into one. Must never know which
rule asks.

A dependency names what it takes from a file, or takes the file as a whole (`import shop.db`, a star import). What
takes a file as a whole depends on every part of it: it *touches* each function and class in the file, and none of
them *contains* it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hielements.libraries.outcomes import Dependency
from hielements.libraries.values import ScopeValue
from hielements.record import Entity, Record


class Section(Record):
    """A part of a file: the qualified name of a function or class, None when only its lines are known."""

    symbol: str | None
    first: int
    last: int

    def has_line(self, line: int) -> bool:
        return self.first <= line <= self.last

    def touched_by(self, member: str | None) -> bool:
        """Whether a dependency on that member of the file, None for the whole of it, depends on this part."""
        if member is None or member == "*" or self.symbol is None:
            return True
        # Whoever imports a class can reach its methods.
        return self.symbol == member or self.symbol.startswith(f"{member}.")


class Area(Entity):
    """Some code: whole `files`, and `sections` of other files by path."""

    files: frozenset[str]
    sections: Mapping[str, tuple[Section, ...]] = {}

    def has_source(self, dependency: Dependency) -> bool:
        """Whether the dependency stands in this code."""
        if dependency.path in self.files:
            return True
        return any(section.has_line(dependency.line) for section in self.sections.get(dependency.path, ()))

    def touches(self, path: str, dependency: Dependency) -> bool:
        """Whether the dependency, which leads to that file, depends on something here."""
        if path in self.files:
            return True
        return any(section.touched_by(dependency.member) for section in self.sections.get(path, ()))

    def contains(self, path: str, dependency: Dependency) -> bool:
        """Whether everything in that file that the dependency depends on is here."""
        if path in self.files:
            return True
        member = dependency.member
        return member is not None and any(section.symbol == member for section in self.sections.get(path, ()))


def area_of(scope: ScopeValue) -> Area:
    """The area of a scope: its files, or the part of its one file that `lines` or `symbol` narrow it to."""
    if scope.lines is None:
        return Area(frozenset(scope.files))
    section = Section(scope.symbol, *scope.lines)
    return Area(frozenset(), dict.fromkeys(scope.files, (section,)))


def joined(areas: Iterable[Area]) -> Area:
    """The area that holds all of them."""
    every: Sequence[Area] = tuple(areas)
    files = frozenset().union(*(area.files for area in every))
    sections: dict[str, tuple[Section, ...]] = {}
    for area in every:
        for path, parts in area.sections.items():
            if path not in files:
                sections[path] = tuple(dict.fromkeys((*sections.get(path, ()), *parts)))
    return Area(files, sections)
