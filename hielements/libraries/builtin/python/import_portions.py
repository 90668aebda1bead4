"""Imports that are read by companions: what they answer, and what that means here.

Comes in: files and what is known of their contents. Goes out: the name of each content (`packing.digest`) and, where it
is another than the known one, the rows of its imports. A file that a companion cannot read, or in which it finds
anything but imports, is left to the program that asked: it says what is wrong, and has tree-sitter for what the running
Python does not understand.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Iterator
from typing import Final

from hielements.libraries.builtin.file_portions import Portion, Sharing, content_of
from hielements.libraries.builtin.python.import_reading import Problematic, Reader
from hielements.libraries.builtin.python.import_rows import WIDTH, Sources

WORK: Final = 400_000
"""Bytes of content that take about ten milliseconds."""

MUCH: Final = 3_000_000
"""So many bytes to read are worth a companion: to start it takes as long as to read half of them."""

Answer = tuple[list[bytes], list[int], bytes, list[str]]
"""For each file the name of its content, empty where the file is left to the program that asked, and how many numbers
its rows have; the rows of all of them; the sources that no earlier answer had."""


def sharing_of(limit: int) -> Sharing:
    """How imports are shared, of files up to some size in bytes."""
    return Sharing(f"{__name__}.reader", limit, WORK, MUCH)


def reader(opening: tuple[str, int]) -> Callable[[Portion], Answer]:
    """What answers portions, of a workspace with some root and files up to some size in bytes."""
    root, limit = opening
    sources = Sources()
    reading = Reader(sources)

    def answer(portion: Portion) -> Answer:
        told = len(sources.texts)
        names: list[bytes] = []
        lengths: list[int] = []
        rows = array("I")
        for path, known in zip(*portion, strict=True):
            name, found = _read(reading, root, path, known, limit)
            names.append(name)
            lengths.append(len(found))
            rows.extend(found)
        return names, lengths, rows.tobytes(), sources.texts[told:]

    return answer


def _read(reading: Reader, root: str, path: str, known: bytes, limit: int) -> tuple[bytes, array[int]]:
    named = content_of(root, path, limit)
    if named is None:
        return b"", _NO_ROWS
    name, content = named
    found = _NO_ROWS if name == known else reading.read(content, path)
    return (b"", _NO_ROWS) if isinstance(found, Problematic) else (name, found)


class Translation:
    """Makes the answers of one companion into rows of this program, whose sources have other numbers."""

    __slots__ = ("_numbers", "_sources")

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._numbers: list[int] = []

    def files(self, answer: Answer) -> Iterator[tuple[bytes, array[int]]]:
        """The name of the content and the rows of each file, in the order of the portion."""
        names, lengths, content, sources = answer
        self._numbers += map(self._sources.number, sources)
        rows = array("I", content)
        rows[WIDTH - 1 :: WIDTH] = array("I", map(self._numbers.__getitem__, rows[WIDTH - 1 :: WIDTH]))
        first = 0
        for name, length in zip(names, lengths, strict=True):
            yield name, rows[first : first + length]
            first += length


_NO_ROWS: Final = array("I")
