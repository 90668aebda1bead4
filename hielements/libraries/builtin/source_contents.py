"""What the libraries of languages share that read source files: contents up to a limit, some of them kept.

Comes in: workspace paths. Goes out: contents, or a Failure that says why there is none. This module must never know
which language a file is written in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.libraries.outcomes import Failure
from hielements.source.workspace import Workspace

_KEPT: Final = 4_000_000
"""Bytes of content that are kept."""


def read_source(workspace: Workspace, path: str, limit: int, size: int | None = None) -> bytes | Failure:
    """The content of a workspace file of at most `limit` bytes. Whoever knows its size already may say so."""
    try:
        size = workspace.size(path) if size is None else size
        content = workspace.read(path) if size <= limit else b""
    except OSError as problem:
        return Failure("unreadable", f"cannot read {path}: {problem.strerror or problem}", path)
    if size > limit:
        return Failure(
            "limit",
            f"{path} has {size:,} bytes; files above {limit:,} bytes are not parsed",
            path,
            help="leave it out with `exclude` in the table [files] of hielements.toml",
        )
    return content


class Contents:
    """The contents of files, of which some are kept for those who ask again: checks of different kinds look at the same
    file. A project that does not fit into a small room is not kept at all: whoever asks for a part of it would hardly
    find that part, and all would pay for the room."""

    def __init__(self, workspace: Workspace, limit: int) -> None:
        self._workspace = workspace
        self.limit = limit
        """The largest size in bytes of a file that is read."""
        self._kept: dict[str, bytes] = {}
        self._room = _KEPT

    def refresh(self, changed: Iterable[str]) -> None:
        """Some files have other contents now."""
        for path in changed:
            self._room += len(self._kept.pop(path, b""))

    def forget(self) -> None:
        """Keeps nothing any longer."""
        self._kept.clear()
        self._room = 0

    def read(self, path: str, size: int | None = None) -> bytes | Failure:
        """The content of a workspace file, of a size that may be known already."""
        content: bytes | Failure | None = self._kept.get(path)
        if content is None:
            content = read_source(self._workspace, path, self.limit, size)
            if isinstance(content, bytes):
                self._room -= len(content)
                if self._room >= 0:
                    self._kept[path] = content
                else:
                    self._kept.clear()
        return content
