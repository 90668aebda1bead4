"""Files of a workspace in portions, for companions to read.

Comes in: paths and sizes. Goes out: portions that are small messages and small pieces of work, and which files each of
them holds. This module must never know what is looked for in the files.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any, Final

from hielements.libraries.builtin.companions import ROOM, share
from hielements.record import Record
from hielements.source.packing import digest
from hielements.source.regular_files import read_regular_file

MOST_COMPANIONS: Final = 3
"""Each takes about 18 MB."""

Portion = tuple[list[str], list[bytes]]
"""Workspace paths, and for each the name of a content (`packing.digest`) that is known already; empty for none."""


class FileToRead(Record):
    """A file that lies on disk. `known` is the name of a content that is known already, empty for none; `size` is in
    bytes."""

    path: str
    known: bytes
    size: int


class Sharing(Record):
    """How files are shared. `task` makes of the root of the workspace, the largest size of a file in bytes and
    `options` the function from portions to answers (`companions.share`). A portion has files of `work` bytes in all,
    and a companion is worth while for each `much` bytes."""

    task: str
    limit: int
    work: int
    much: int
    options: tuple[Any, ...] = ()


def companions_for(files: Sequence[FileToRead], sharing: Sharing, processors: int) -> int:
    """How many companions are worth while."""
    return max(0, min(processors - 1, MOST_COMPANIONS, sum([file.size for file in files]) // sharing.much))


def share_files(
    sharing: Sharing,
    root: str,
    files: Sequence[FileToRead],
    companions: int,
    here: Callable[[int], None],
    there: Callable[[int, range, Any], None],
) -> None:
    """Has every file read: by `here`, which gets its number, or by a companion, in which case `there` gets the number
    of the companion, the numbers of the files of a portion, and the answer."""
    if not companions:
        for number in range(len(files)):
            here(number)
        return
    portions, firsts = portions_of(files, sharing.work)
    firsts.append(len(files))

    def portion_here(number: int) -> None:
        for file in range(firsts[number], firsts[number + 1]):
            here(file)

    def portion_there(companion: int, number: int, answer: Any) -> None:
        there(companion, range(firsts[number], firsts[number + 1]), answer)

    opening = (root, sharing.limit, *sharing.options)
    share(sharing.task, opening, portions, companions, portion_here, portion_there)


def portions_of(files: Sequence[FileToRead], work: int) -> tuple[list[Portion], list[int]]:
    """All files in portions, and the number of the file that begins each portion."""
    found: list[Portion] = []
    firsts: list[int] = []
    room = left = 0
    for number, file in enumerate(files):
        # Characters beyond ASCII take up to four bytes.
        told = len(file.path) * (1 if file.path.isascii() else 4) + len(file.known) + 10
        if told > room or file.size > left:
            room, left = ROOM, work
            found.append(([], []))
            firsts.append(number)
        room -= told
        left -= file.size
        found[-1][0].append(file.path)
        found[-1][1].append(file.known)
    return found, firsts


def content_of(root: str, path: str, limit: int) -> tuple[bytes, bytes] | None:
    """The content of a workspace file and its name, for those that run in a companion; None for what cannot be read."""
    try:
        content = read_regular_file(os.path.join(root, path.replace("/", os.sep)))
    except OSError:
        return None
    return (digest(content), content) if len(content) <= limit else None
