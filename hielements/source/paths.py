"""Paths of the workspace: how they are written, and sorted sets of them.

A workspace path is relative to the root, with forward slashes and without `.`, `..` or empty segments; the root is
`""`.
This module must never look at the disk.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from typing import overload


def normalise(path: str) -> str | None:
    """The workspace path that a user's spelling means (`./src/`, `src//app`, `a/../b`); None when it leads out of the
    workspace, is absolute, or holds a NUL character."""
    if path.startswith("/") or "\0" in path:
        return None
    segments: list[str] = []
    for segment in path.split("/"):
        if segment == "..":
            if not segments:
                return None
            segments.pop()
        elif segment not in ("", "."):
            segments.append(segment)
    return "/".join(segments)


def join(folder: str, path: str) -> str:
    """The path of something that lies at `path` below `folder`; both are workspace paths."""
    return f"{folder}/{path}" if folder and path else folder or path


def parent(path: str) -> str:
    """The folder that holds the path; that of a top-level path is `""`."""
    return path.rpartition("/")[0]


def printable(path: str) -> str:
    """The path as reports can show it: without control characters, and without the lone surrogates that stand for
    bytes which are no UTF-8."""
    if path.isprintable():
        return path
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape", "surrogatepass").decode("ascii")
        for character in path
    )


class SubtreePaths(Sequence[str]):
    """The paths below one folder, in order, as a window into the sorted list of all paths of the workspace.

    Nothing is enumerated before somebody asks for a path or for the number of paths; whether there are any can often
    be told from the folder alone. `holds_any` answers that where it can, and gives None where it cannot.
    """

    __slots__ = ("_all", "_folder", "_holds_any", "_paths", "_start", "_stop")

    def __init__(
        self, folder: str, all_paths: Callable[[], list[str]], holds_any: Callable[[str], bool | None]
    ) -> None:
        self._folder = folder
        self._all = all_paths
        self._holds_any = holds_any
        self._paths: list[str] | None = None
        self._start = self._stop = 0

    def _load(self) -> list[str]:
        paths = self._paths
        if paths is None:
            paths = self._all()
            if self._folder:
                # "0" is the character after "/", so these two bounds enclose exactly the paths that start with it.
                self._start = bisect_left(paths, self._folder + "/")
                self._stop = bisect_left(paths, self._folder + "0", self._start)
            else:
                self._stop = len(paths)
            self._paths = paths
        return paths

    def __len__(self) -> int:
        self._load()
        return self._stop - self._start

    def __bool__(self) -> bool:
        if self._paths is None:
            known = self._holds_any(self._folder)
            if known is not None:
                return known
        return len(self) > 0

    def __iter__(self) -> Iterator[str]:
        paths = self._load()
        for position in range(self._start, self._stop):
            yield paths[position]

    def __contains__(self, path: object) -> bool:
        if not isinstance(path, str):
            return False
        paths = self._load()
        position = bisect_left(paths, path, self._start, self._stop)
        return position < self._stop and paths[position] == path

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> list[str]: ...
    def __getitem__(self, index: int | slice) -> str | list[str]:
        paths = self._load()
        if index == slice(None):
            return paths[self._start : self._stop]
        positions = range(self._start, self._stop)[index]
        return paths[positions] if isinstance(positions, int) else [paths[position] for position in positions]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, Sequence) and not isinstance(other, str):
            return len(self) == len(other) and all(mine == theirs for mine, theirs in zip(self, other, strict=True))
        return NotImplemented

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"SubtreePaths({self._folder!r})"
