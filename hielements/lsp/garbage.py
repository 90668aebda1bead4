"""Collects garbage when nobody waits for an answer.

Comes in: notices that something was computed. Goes out: nothing. A long specification is a million objects, and looking
through them takes longer than understanding an edit: left alone, Python does it in the middle of one in ten edits.
Little has to be found that way, because analyses that were replaced are taken apart (`Workbench.release_replaced`):
what is left are the circles of reading messages.
"""

from __future__ import annotations

import asyncio
import gc

_IDLE = 5.0
"""Seconds in which nothing was computed before garbage is collected."""

_FEW = 20
"""Pieces of work after which it is not worth the time."""

_MOST = 500
"""Pieces of work after which it is collected all the same: who types without a pause must not fill the memory."""


class GarbageCollector:
    """One for the process. Until `begin`, Python collects as it always does."""

    def __init__(self) -> None:
        self._work = 0
        self._timer: asyncio.TimerHandle | None = None

    def begin(self) -> None:
        """From now on garbage is collected here, and nowhere else."""
        gc.disable()

    def worked(self) -> None:
        """To be called on the loop after each piece of work."""
        if gc.isenabled():
            return
        self._work += 1
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._work >= _MOST:
            self._collect()
        elif self._work >= _FEW:
            self._timer = asyncio.get_running_loop().call_later(_IDLE, self._collect)

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _collect(self) -> None:
        self._work = 0
        self._timer = None
        gc.collect()
