"""The imports of files in a form that takes little room: rows of numbers, and each different source once.

Comes in: imports, or statements that were scanned. Goes out: rows, and the `Import` records that they stand for. A
project of ten thousand files has a hundred thousand statements and a fifth of that in different ones, so that records
are made only of what somebody looks at. This module must never know where imports come from.

A *source* is what a row imports, as text: `import a.b as c`, `from ..a import b as c, d`. A relative dynamic import,
which no statement can say, is `import .a`.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from hielements.libraries.builtin.python.facts import DYNAMIC, STAR, Import

WIDTH = 4
"""Numbers of a row: line, column, tags without STAR, number of the source."""


class Sources:
    """All different sources of a run, by number."""

    __slots__ = ("_numbers", "_read", "texts")

    def __init__(self, texts: Iterable[str] = ()) -> None:
        self.texts: list[str] = list(texts)
        self._numbers: dict[str, int] | None = None
        self._read: dict[int, tuple[tuple[int, str, str | None, str | None], ...]] = {}

    def number(self, text: str) -> int:
        if self._numbers is None:
            self._numbers = {known: number for number, known in enumerate(self.texts)}
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def forget_numbers(self) -> None:
        """No more numbers are asked for, for the time being."""
        self._numbers = None

    def read(self, number: int) -> tuple[tuple[int, str, str | None, str | None], ...]:
        """Level, module, name and alias of everything that a source imports."""
        known = self._read.get(number)
        if known is None:
            known = self._read[number] = read_source_text(self.texts[number])
        return known

    def imports(self, rows: array[int]) -> tuple[Import, ...]:
        """The imports that rows stand for."""
        found: list[Import] = []
        for start in range(0, len(rows), WIDTH):
            line, column, tags, number = rows[start : start + WIDTH]
            for level, module, name, alias in self.read(number):
                found.append(
                    Import(
                        line,
                        column,
                        level,
                        module,
                        name,
                        alias,
                        tags | STAR if name == "*" else tags,
                    )
                )
        return tuple(found)

    def rows(self, statements: Iterable[tuple[int, int, int, tuple[str, ...]]]) -> array[int]:
        """The rows of statements: line, column, tags, sources."""
        found = array("I")
        number = self.number
        for line, column, tags, texts in statements:
            for text in texts:
                found.extend((line, column, tags, number(text)))
        return found


def statements_of(
    imports: Iterable[Import],
) -> list[tuple[int, int, int, tuple[str, ...]]]:
    """Imports as the parser found them, as statements."""
    return [(each.line, each.column, each.tags & ~STAR, (_written(each),)) for each in imports]


def _written(each: Import) -> str:
    source = "." * each.level + each.module
    alias = f" as {each.alias}" if each.alias else ""
    if each.name is None or each.tags & DYNAMIC:
        return f"import {source}{alias}"
    return f"from {source} import {each.name}{alias}"


def read_source_text(text: str) -> tuple[tuple[int, str, str | None, str | None], ...]:
    """Level, module, name and alias of everything that a source imports."""
    word, _, rest = text.partition(" ")
    if word == "import":
        source, _, alias = rest.partition(" as ")
        module = source.lstrip(".")
        return ((len(source) - len(module), module, None, alias or None),)
    source, _, names = rest.partition(" import ")
    module = source.lstrip(".")
    level = len(source) - len(module)
    return tuple(
        (level, module, name, alias or None)
        for name, _, alias in (each.partition(" as ") for each in names.split(", "))
    )
