"""Large scopes by handle: 100,000 paths reach a plugin as a name and a number, and it fetches what it needs.

Comes in: the files of scopes. Goes out: handles, and the files behind them. Handles live as long as the plugin's
library does.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Sequence
from typing import Final

THRESHOLD: Final = 1_000
"""Paths: scopes of fewer are sent as they are."""


class ScopeHandles:
    """The handles that one plugin was given. Safe to use from several threads."""

    def __init__(self, threshold: int = THRESHOLD) -> None:
        self._threshold = threshold
        self._files: dict[str, Sequence[str]] = {}
        self._known: dict[int, str] = {}
        self._lock = allocate_lock()

    def shorten(self, files: Sequence[str]) -> dict[str, object] | None:
        """What stands for the files on the wire; None when there are few enough to be written out."""
        count = len(files)
        if count < self._threshold:
            return None
        with self._lock:
            # The sequence is kept, so that its identity stays its own.
            handle = self._known.get(id(files))
            if handle is None:
                handle = f"scope-{len(self._files) + 1}"
                self._known[id(files)] = handle
                self._files[handle] = files
        return {"handle": handle, "count": count}

    def files(self, handle: str) -> Sequence[str] | None:
        """The workspace paths behind a handle; None for one that was never given."""
        return self._files.get(handle)
