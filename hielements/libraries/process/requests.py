"""A question on its way to a plugin, and what became of it.

Comes in: nothing. Goes out: records. Times are seconds of the monotonic clock.
"""

from __future__ import annotations

from _thread import allocate_lock

from hielements.libraries.outcomes import FailureReason
from hielements.record import Record


class Answered(Record):
    """The plugin answered. `note` is what it wrote beside its answer."""

    result: object
    note: str | None = None


class Refused(Record):
    """The plugin answered with an error."""

    code: int
    message: str


class Lost(Record):
    """There is no answer. `message` is the end of a sentence that starts with the plugin. `blamed` says that this
    request is the one that brought the trouble; others were only waiting. `alive` says that the process goes on.
    `early` says that the process ended by itself, in good order, after answering others."""

    message: str
    blamed: bool = True
    reason: FailureReason = "library"
    alive: bool = False
    early: bool = False


Fate = Answered | Refused | Lost


class Pending:
    """One request. Whoever waits for it holds `done`, which is released when `fate` is known."""

    __slots__ = ("cancelled", "done", "fate", "limit", "started", "title")

    def __init__(self, title: str, limit: float) -> None:
        self.title = title
        """What messages call it: "`library.check` of `small`"."""
        self.limit = limit
        self.started: float | None = None
        self.cancelled: float | None = None
        self.fate: Fate | None = None
        self.done = allocate_lock()
        self.done.acquire()

    def finish(self, fate: Fate) -> None:
        if self.fate is None:
            self.fate = fate
            self.done.release()


def duration(seconds: float) -> str:
    """How messages say how long: `500 ms`, `10 s`."""
    milliseconds = round(seconds * 1000)
    return f"{milliseconds:,} ms" if milliseconds % 1000 else f"{milliseconds // 1000:,} s"
