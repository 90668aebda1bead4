"""What waits to be written to a process, and the pipe that wakes the thread that writes it.

Comes in: lines, from any thread. Goes out: bytes in the standard input of the process, as many as it takes. Writing
never waits: what a pipe does not take now stays here.
"""

from __future__ import annotations

import os
from contextlib import suppress
from threading import Lock

_AT_ONCE = 1 << 16


class Outgoing:
    """`wake` and `close` may be called from any thread; `write` and `flush` are called under the lock of the
    conversation."""

    def __init__(self) -> None:
        self._backlog = bytearray()
        self._lock = Lock()
        self.wakes, self._waking = os.pipe()
        os.set_blocking(self.wakes, False)
        os.set_blocking(self._waking, False)

    @property
    def is_waiting(self) -> bool:
        """Whether something is left to be written."""
        return bool(self._backlog)

    def write(self, descriptor: int, line: bytes) -> None:
        """Writes as much as the pipe takes, and leaves the rest to the thread of the process."""
        if not self._backlog:
            try:
                line = line[os.write(descriptor, line) :]
            except BlockingIOError:
                pass
            except OSError:
                # A process that has ended is seen by the end of its output, which says more.
                return
        if line:
            self._backlog += line
            self.wake()

    def flush(self, descriptor: int) -> None:
        """Writes more of what is left."""
        try:
            del self._backlog[: os.write(descriptor, self._backlog[:_AT_ONCE])]
        except BlockingIOError:
            return
        except OSError:
            self._backlog.clear()

    def wake(self) -> None:
        """Makes `wakes` readable."""
        with self._lock:
            if self._waking >= 0:
                # A full pipe wakes anyway.
                with suppress(BlockingIOError):
                    os.write(self._waking, b"\0")

    def close(self) -> None:
        with self._lock:
            os.close(self.wakes)
            os.close(self._waking)
            self._waking = -1
