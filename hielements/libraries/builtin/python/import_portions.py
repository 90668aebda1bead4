"""Imports that are read by companions: what they are given, what they answer, and what that means here.

Comes in: files and what is known of their contents. Goes out: the name of each content (`packing.digest`) and, where it
is another than the known one, the rows of its imports. A file that a companion cannot read, or in which it finds
anything but imports, is left to the program that asked: it says what is wrong, and has tree-sitter for what the running
Python does not understand.
"""

from __future__ import annotations

import os
from array import array
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from hielements.libraries.builtin.companions import ROOM
from hielements.libraries.builtin.python.import_reading import Problematic, Reader
from hielements.libraries.builtin.python.import_rows import WIDTH, Sources
from hielements.source.packing import digest
from hielements.source.regular_files import read_regular_file

TASK: Final = f"{__name__}.reader"

WORK: Final = 400_000
"""Bytes of content that the files of a portion should have at most: about ten milliseconds."""

Portion = tuple[list[str], list[bytes]]
"""Workspace paths, and for each the name of the content that it had in an earlier run; empty for none."""

Answer = tuple[list[bytes], list[int], bytes, list[str]]
"""For each file the name of its content, empty where the file is left to the program that asked, and how many numbers
its rows have; the rows of all of them; the sources that no earlier answer had."""


def portions_of(files: Sequence[tuple[str, bytes, int]]) -> tuple[list[Portion], list[int]]:
    """All files in portions, and which of them begins each portion. Of each file: the path, the name of the content
    that it had, and the size in bytes that it has."""
    found: list[Portion] = []
    firsts: list[int] = []
    room = work = 0
    for number, (path, known, size) in enumerate(files):
        # Characters beyond ASCII take up to four bytes.
        told = len(path) * (1 if path.isascii() else 4) + len(known) + 10
        if told > room or size > work:
            room, work = ROOM, WORK
            found.append(([], []))
            firsts.append(number)
        room -= told
        work -= size
        found[-1][0].append(path)
        found[-1][1].append(known)
    return found, firsts


def reader(opening: tuple[str, int]) -> Callable[[Portion], Answer]:
    """What answers portions, of a workspace with some root and files up to some size in bytes."""
    root, limit = opening
    base = root.rstrip(os.sep) + os.sep
    sources = Sources()
    reading = Reader(sources)

    def answer(portion: Portion) -> Answer:
        told = len(sources.texts)
        names: list[bytes] = []
        lengths: list[int] = []
        rows = array("I")
        for path, known in zip(*portion, strict=True):
            name, found = _read(reading, base + path.replace("/", os.sep), known, limit)
            names.append(name)
            lengths.append(len(found))
            rows.extend(found)
        return names, lengths, rows.tobytes(), sources.texts[told:]

    return answer


def _read(reading: Reader, file: str, known: bytes, limit: int) -> tuple[bytes, array[int]]:
    try:
        content = read_regular_file(file)
    except OSError:
        return b"", _NO_ROWS
    if len(content) > limit:
        return b"", _NO_ROWS
    name = digest(content)
    found = _NO_ROWS if name == known else reading.read(content, file)
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
