"""Events between the teams' code, in one process."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any


class Events:
    def __init__(self) -> None:
        self._listeners: dict[str, list[Callable[[Any], None]]] = defaultdict(list)

    def listen(self, topic: str, listener: Callable[[Any], None]) -> None:
        self._listeners[topic].append(listener)

    def send(self, topic: str, content: Any) -> None:
        for listener in self._listeners[topic]:
            listener(content)
