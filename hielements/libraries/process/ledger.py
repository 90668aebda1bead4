"""The questions to one process, and the answers that came: which belong together, which are nobody's.

Comes in: requests, and ids that the process answers. Goes out: the request that an answer belongs to. It reads no clock
and no pipe. Whoever has one calls it from one thread at a time.

The clock of a request starts when the plugin has nothing older to do; `concurrency` is how many it works on at once.
"""

from __future__ import annotations

from itertools import count
from typing import Final

from hielements.libraries.process.requests import Fate, Lost, Pending
from hielements.libraries.protocol.messages import Id

CANCEL_GRACE: Final = 3.0
"""Seconds that a process has to stop work that was cancelled."""


class Ledger:
    """What was asked and is not answered, and what was answered a moment ago."""

    def __init__(self) -> None:
        self.concurrency = 1
        self.answers = 0
        """How many requests were answered."""
        self.second_answer: str | None = None
        """What is wrong when a request was answered once more, long after its answer: then no answer counts."""
        self._ids = count(1)
        self._issued = 0
        self._pending: dict[int, Pending] = {}
        self._abandoned: set[int] = set()
        self._settled: dict[int, tuple[Pending, Fate]] = {}

    def __len__(self) -> int:
        return len(self._pending)

    # Questions

    def new_id(self) -> int:
        """An id that no request had. May be called from several threads at once."""
        return next(self._ids)

    def add(self, identifier: int, pending: Pending, now: float) -> None:
        """Notes a request that is being sent."""
        self._issued = max(self._issued, identifier)
        self._pending[identifier] = pending
        self.activate(now)

    def activate(self, now: float) -> None:
        """Starts the clocks of the requests that the plugin is working on."""
        for _, pending in zip(range(self.concurrency), self._pending.values(), strict=False):
            if pending.started is None:
                pending.started = now

    def abandon(self, pending: Pending, now: float) -> None:
        """Waits no longer for an answer; one that comes all the same is nobody's, and no trouble."""
        identifier = self.identifier_of(pending)
        if identifier is not None:
            del self._pending[identifier]
            self._abandoned.add(identifier)
        self.activate(now)

    def identifier_of(self, pending: Pending) -> int | None:
        """The id of a request that is not answered yet."""
        return next((identifier for identifier, each in self._pending.items() if each is pending), None)

    def forgive(self, seconds: float) -> None:
        """Takes time off the clocks that run."""
        for pending in self._pending.values():
            if pending.started is not None:
                pending.started += seconds

    def late(self, now: float) -> list[Pending]:
        """The requests whose time is over, or that were cancelled and go on for too long."""
        return [pending for pending in self._pending.values() if _is_late(pending, now)]

    def give_up(self) -> list[Pending]:
        """All that is not answered, in the order of the questions; nothing is waited for any more."""
        left = list(self._pending.values())
        self._pending.clear()
        return left

    # Answers

    def take(self, identifier: Id, refuses: bool, now: float) -> tuple[int, Pending] | None:
        """The request that an answer belongs to; None when that is none. `refuses` says that the answer is an error."""
        if identifier is None and refuses and len(self._pending) == 1:
            # Whoever could not read a request cannot know its id.
            identifier = next(iter(self._pending))
        pending = self._pending.pop(identifier, None) if isinstance(identifier, int) else None
        if pending is None or not isinstance(identifier, int):
            return None
        self.activate(now)
        self.answers += 1
        return identifier, pending

    def settle(self, identifier: int, pending: Pending, fate: Fate) -> None:
        """Keeps what became of a request until `settled` hands it out."""
        self._settled[identifier] = pending, fate

    def settled(self) -> list[tuple[Pending, Fate]]:
        """What was settled since somebody last asked: late enough that two answers in one breath were noticed."""
        found, self._settled = self._settled, {}
        return list(found.values())

    def is_stray(self, identifier: Id) -> bool:
        """Whether an answer that belongs to no open request is nobody's at all, and not the second one to a request:
        that is remembered."""
        settled = self._settled.get(identifier) if isinstance(identifier, int) else None
        if settled is not None and isinstance(identifier, int):
            pending = settled[0]
            self._settled[identifier] = pending, Lost(f"gave two answers to {pending.title}", alive=True)
            return False
        if isinstance(identifier, int) and 1 <= identifier <= self._issued and identifier not in self._abandoned:
            # Whether the first answer was the right one, nobody can tell; none of its answers counts from here on.
            self.second_answer = f"gave a second answer to the request {identifier}"
            return False
        return True


def _is_late(pending: Pending, now: float) -> bool:
    if pending.cancelled is not None:
        return now - pending.cancelled > CANCEL_GRACE
    return pending.started is not None and now - pending.started > pending.limit
