"""What a run read by paths rather than from the workspace: specifications, configuration, baseline, plugins.

Comes in: paths, before they are read. Goes out: whether any holds something else by now. They may lie where no notice
of a change comes from: outside of the watched folder, behind a link, in a folder that the workspace ignores.
"""

from __future__ import annotations

import os
from typing import Final

from hielements.source.packing import digest

_NOTHING: Final = (0, 0, 0, 0)


class NotedFiles:
    """Files, and what they held when they were noted."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes | None] = {}
        self._stamps: dict[str, tuple[int, int, int, int]] = {}

    def note(self, path: str, content: bool = True) -> None:
        """To be called before the file is read: what is changed meanwhile then differs when it is looked at again.
        Without its content a file only tells that it was written."""
        self._stamps[path] = _stamp(path)
        if content:
            self._contents[path] = _content(path)

    def differ(self) -> bool:
        """Whether any file holds something else than when it was noted. This is certain."""
        return any(_content(path) != content for path, content in self._contents.items())

    def written(self) -> list[str]:
        """The files that were written since they were noted or this was last asked, as far as sizes and times tell."""
        now = {path: _stamp(path) for path in self._stamps}
        before, self._stamps = self._stamps, now
        return [path for path, stamp in now.items() if stamp != before[path]]


def _content(path: str) -> bytes | None:
    """What tells contents apart; None for a file that cannot be read or is none: patterns of the standard library have
    no file of their name."""
    try:
        if not os.path.isfile(path):
            return None  # to open a FIFO would wait for somebody to write
        with open(path, "rb") as file:
            return digest(file.read())
    except (OSError, ValueError):
        return None


def _stamp(path: str) -> tuple[int, int, int, int]:
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return _NOTHING
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
