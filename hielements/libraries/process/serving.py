"""Answers what a plugin asks of the host, in a thread of its own: the thread that listens to the plugin must not wait.

Comes in: requests of the plugin. Goes out: lines that answer them.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from queue import Full, Queue
from threading import Lock, Thread
from typing import Final

from hielements.libraries.protocol import messages
from hielements.libraries.protocol.host_services import HostError

_MOST_WAITING: Final = 256
"""Requests of one plugin that wait for their turn."""


class Serving:
    """The answers to one process. `reply` sends a line, `forgive` takes the seconds that the host needed off the clocks
    of the plugin."""

    def __init__(
        self,
        serve: Callable[[str, Mapping[str, object]], object],
        reply: Callable[[bytes], None],
        forgive: Callable[[float], None],
    ) -> None:
        self._serve = serve
        self._reply = reply
        self._forgive = forgive
        self._waiting: Queue[messages.Request] = Queue(_MOST_WAITING)
        self._lock = Lock()
        self._running = False

    @property
    def is_busy(self) -> bool:
        """Whether the plugin waits for the host."""
        return self._running

    def take(self, request: messages.Request) -> None:
        """Answers the request as soon as those before it are answered."""
        with self._lock:
            try:
                self._waiting.put_nowait(request)
            except Full:
                message = f"more than {_MOST_WAITING} requests are waiting"
                self._reply(messages.error(request.id, messages.INTERNAL_ERROR, message))
                return
            if not self._running:
                self._running = True
                Thread(target=self._work, daemon=True, name="hielements host").start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if self._waiting.empty():
                    self._running = False
                    return
                request = self._waiting.get_nowait()
            started = time.monotonic()
            line = self._answer(request)
            self._forgive(time.monotonic() - started)
            self._reply(line)

    def _answer(self, request: messages.Request) -> bytes:
        try:
            result = self._serve(request.method, request.params)
            if isinstance(result, HostError):
                return messages.error(request.id, result.code, result.message)
            return messages.response(request.id, result)
        except Exception as problem:  # a defect of the host or of a library: the plugin is told, and goes on
            return messages.error(request.id, messages.INTERNAL_ERROR, f"{type(problem).__name__}: {problem}")
