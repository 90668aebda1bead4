"""Answers that are found when first asked for, and once, also when several threads ask.

Comes in: a key and what finds the answer. Goes out: the answer. Knows nothing of what the answers are.
"""

from __future__ import annotations

from _thread import RLock
from collections.abc import Callable
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Answer = TypeVar("Answer")


class Once(Generic[Key, Answer]):
    """A dictionary that fills itself. Two threads that ask for the same key wait for one answer."""

    def __init__(self, find: Callable[[Key], Answer], of_itself: Callable[[Key], Answer] | None = None) -> None:
        """`of_itself` answers a question that is asked again while its answer is being found."""
        self._find = find
        self._of_itself = of_itself
        self._known: dict[Key, Answer] = {}
        self._locks: dict[Key, Any] = {}
        self._busy: set[Key] = set()

    def __call__(self, key: Key) -> Answer:
        known = self._known
        if key in known:
            return known[key]
        # Two threads may make a lock for the same key; `setdefault` keeps one of them for both.
        with self._locks.setdefault(key, RLock()):
            if key in known:
                return known[key]
            if key in self._busy and self._of_itself is not None:
                return self._of_itself(key)
            self._busy.add(key)
            try:
                answer = self._find(key)
            finally:
                self._busy.discard(key)
            known[key] = answer
            return answer
