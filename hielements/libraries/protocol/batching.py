"""Several checks in one message: `library.checkMany`, for plugins that say that they have it.

    {"checks": [{"function", "args", "names", "workspace"}], "workspace"}   ->   {"results": [..]}

Comes in: checks from several threads. Goes out: the answer to each. While one message is on its way, what others ask
gathers, and goes out together in the next one: with a single thread nothing ever waits and nothing is sent otherwise
than before.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable, Mapping
from typing import Final

from hielements.libraries.outcomes import Failure
from hielements.libraries.protocol.backend import Noted, Unsupported
from hielements.libraries.protocol.trouble import failure, kind_of

MOST: Final = 64
"""Checks in one message."""

Request = Callable[[str, Mapping[str, object]], object]


class _Waiting:
    __slots__ = ("answer", "done", "params")

    def __init__(self, params: Mapping[str, object]) -> None:
        self.params = params
        self.answer: object = None
        self.done = allocate_lock()
        self.done.acquire()


class Batch:
    """The checks of one plugin. Safe to use from several threads."""

    def __init__(self, name: str, request: Request) -> None:
        self._name = name
        self._request = request
        self._lock = allocate_lock()
        self._waiting: list[_Waiting] = []
        self._sending = False

    def check(self, params: Mapping[str, object]) -> object:
        """The answer to one `library.check`."""
        mine = _Waiting(params)
        with self._lock:
            self._waiting.append(mine)
            leads = not self._sending
            self._sending = True
        if leads:
            self._send_all()
        mine.done.acquire()
        return mine.answer

    def _send_all(self) -> None:
        while True:
            with self._lock:
                now, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                if not now:
                    self._sending = False
                    return
            try:
                self._send(now)
            finally:
                for each in now:
                    each.done.release()

    def _send(self, now: list[_Waiting]) -> None:
        for each in now:
            each.answer = failure(self._name, "was not asked, because the question before it was interrupted")
        if len(now) == 1:
            now[0].answer = self._request("library.check", now[0].params)
            return
        params = {"checks": [each.params for each in now], "workspace": now[0].params["workspace"]}
        answer = self._request("library.checkMany", params)
        if isinstance(answer, Failure | Unsupported):
            # Which of them broke it, only asking one by one can tell.
            for each in now:
                each.answer = self._request("library.check", each.params)
            return
        note = answer.note if isinstance(answer, Noted) else None
        content = answer.result if isinstance(answer, Noted) else answer
        results = content.get("results") if isinstance(content, dict) else None
        if not isinstance(results, list) or len(results) != len(now):
            count = len(results) if isinstance(results, list) else "no"
            message = f"answered {len(now)} checks with {kind_of(content)} and {count} results"
            for each in now:
                each.answer = failure(self._name, message)
            return
        for each, result in zip(now, results, strict=True):
            each.answer = result if note is None else Noted(result, note)
