"""What a rule about dependencies must be told of code, and what it answers.

Comes in: nothing; these are the shapes. A library of a language implements `Code` over its own facts.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from hielements.libraries.outcomes import Dependency, Failure, Violation
from hielements.record import Record


class Code(Protocol):
    """The code of one language in a workspace. Modules are files; each has a name whose segments are separated by
    `separator`. Answers are the same for the whole of a run."""

    separator: str

    def files(self) -> Sequence[str]:
        """All files of the language that belong to the project, sorted."""

    def known_files(self) -> Collection[str]:
        """The same, to look one up in."""

    def name(self, path: str) -> str:
        """What the module in a file is called: `shop.db`."""

    def load(self, paths: Iterable[str]) -> None:
        """Gets ready to answer for many files at once."""

    def dependencies(self, path: str) -> Sequence[Dependency]:
        """What a file depends on, in the order of its text. A file that could not be read depends on nothing here;
        `failures` says so."""

    def successors(self, ignored_tags: Collection[str]) -> Sequence[tuple[int, ...]] | None:
        """What each file leads to by dependencies that carry none of the tags, as places in `files`: sorted, each
        once, without itself. None where that is no cheaper than to ask for the dependencies of each file."""

    def weights(self, path: str, ignored_tags: Collection[str]) -> dict[int, int] | None:
        """By how many statements a file depends on each of the files that `successors` names for it; None where
        `successors` gives None."""

    def failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """Why the dependencies of some of the files are not, or not fully, known."""

    def missing_files(self) -> tuple[Failure, ...]:
        """Why `files` may not be all: folders that could not be listed."""

    def text(self, dependency: Dependency) -> str | None:
        """The statement of a dependency, as reports quote it."""

    def names(self, path: str) -> Sequence[str]:
        """Every absolute name by which imports may reach the module in a file, `name` among them."""

    def place_of(self, name: str) -> Place | None:
        """The place of an absolute name, from its innermost module on; None for one outside of the project."""

    def leads(self, place: Place) -> Sequence[Place]:
        """A place and those that re-exports lead to from there, one after the other."""

    def defines(self, place: Place) -> bool:
        """Whether something is known to be defined or re-exported at a place. A module is a place of its own."""


Place = tuple[str, tuple[str, ...]]
"""A file and a name in it, by its segments; none for the module itself."""


class Part(Record):
    """Some files that a rule speaks of as one: a layer, a scope. `title` is how messages call it. `lines` narrows it
    to the dependencies that stand between two lines of its one file."""

    title: str
    files: tuple[str, ...]
    lines: tuple[int, int] | None = None


class Findings(Record):
    """What a rule found: the headline, every place that breaks it, what could not be looked at, and a remark for the
    case that it holds. Whether that is a pass, the library's shared verdict decides."""

    message: str
    violations: tuple[Violation, ...]
    failures: tuple[Failure, ...] = ()
    note: str | None = None


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 file`, `3 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


def listed(items: Sequence[str], most: int = 3) -> str:
    """`a, b, c and 4 more`."""
    if len(items) > most + 1:
        return f"{', '.join(items[:most])} and {len(items) - most:,} more"
    return " and ".join(filter(None, [", ".join(items[:-1]), *items[-1:]]))
