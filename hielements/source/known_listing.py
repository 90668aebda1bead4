"""The files of a workspace as an earlier run listed them.

Comes in: what a walk found, and a way to ask for the stamps of folders and rules. Goes out: the same, with the folders
that have changed since; or nothing. To list three thousand folders takes longer than everything that is looked up in
them; to ask whether they changed takes an eighth of that.

A file system notes in a folder when an entry is made, removed or renamed in it (POSIX: the times of the folder change),
so a folder whose stamp is the same holds the same names. That is relied upon only for file systems that are known to
keep it, for folders that were at rest when they were listed, and for those without symbolic links and devices, which
mean something else when their targets change. This module must never look at the disk.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, insort
from collections.abc import Iterable
from typing import Any, Final

from hielements.record import Entity
from hielements.source.cache import Cache
from hielements.source.packing import digest, pack, unpack

FORMAT: Final = 1
"""Part of the name of the entry. Raise it when its form changes, or what belongs to a workspace."""

KIND: Final = f"listing{FORMAT}"

AT_REST: Final = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use ticks every two seconds."""

STAMP: Final = 4
"""Numbers of a stamp: two times of change, inode, device. All zeros are never believed."""


class KnownListing(Entity):
    """All files and folders of a workspace, sorted; the root is the folder `""` and stands first. `rules` are the files
    with ignore rules in it, each with its stamp; `settings` names everything else that decides what is ignored."""

    settings: bytes
    folders: list[str]
    stamps: array[int]
    files: list[str]
    rules: tuple[str, ...]
    rule_stamps: array[int]


def load(cache: Cache, root: str) -> KnownListing | None:
    plain: Any = unpack(cache.get(KIND, _key(root)))
    try:
        settings, folders, stamps, files, rules, rule_stamps = plain
        found = KnownListing(
            settings, folders.split("\0"), _numbers(stamps), files.split("\0") if files else [], rules,
            _numbers(rule_stamps),
        )  # fmt: skip
        whole = len(found.stamps) == STAMP * len(found.folders) and len(found.rule_stamps) == STAMP * len(rules)
    except (TypeError, ValueError, AttributeError):
        return None
    return found if whole and found.folders[0] == "" else None


def store(cache: Cache, root: str, known: KnownListing) -> None:
    entry = (
        known.settings, "\0".join(known.folders), known.stamps.tobytes(), "\0".join(known.files), known.rules,
        known.rule_stamps.tobytes(),
    )  # fmt: skip
    cache.put(KIND, _key(root), pack(entry))


def changed_folders(known: KnownListing, now: array[int]) -> list[str]:
    """The folders that must be listed again, in the order of their paths."""
    if now == known.stamps and 0 not in now[2::STAMP]:
        return []
    return [
        folder
        for number, folder in enumerate(known.folders)
        for stamp in [now[number * STAMP : (number + 1) * STAMP]]
        if not stamp[2] or stamp != known.stamps[number * STAMP : (number + 1) * STAMP]
    ]


def without(paths: list[str], folder: str) -> list[str]:
    """Sorted paths without those below a folder."""
    first, last = _below(paths, folder)
    return paths[:first] + paths[last:]


def with_files(paths: list[str], folder: str, files: list[str]) -> list[str]:
    """Sorted paths with other files directly in a folder."""
    first, last = _below(paths, folder)
    start = len(folder) + 1 if folder else 0
    before = {path for path in paths[first:last] if "/" not in path[start:]}
    now = set(files)
    if before == now:
        return paths
    kept = [path for path in paths if path not in before - now] if before - now else list(paths)
    for new in now - before:
        insort(kept, new)
    return kept


def _below(paths: list[str], folder: str) -> tuple[int, int]:
    if not folder:
        return 0, len(paths)
    first = bisect_left(paths, f"{folder}/")
    # "0" is the character after "/": all paths below the folder lie between the two.
    return first, bisect_left(paths, f"{folder}0", first)


def merged(paths: list[str], more: Iterable[str]) -> list[str]:
    return sorted({*paths, *more})


def _numbers(content: bytes) -> array[int]:
    numbers = array("q")
    numbers.frombytes(content)
    return numbers


def _key(root: str) -> str:
    return digest(root.encode("utf-8", "surrogateescape")).hex()
