"""What a process says on its standard output: answers, requests of its own, remarks, and noise.

Comes in: bytes. Goes out: answers in the ledger, requests to whoever serves them, remarks as notes, and words about
everything that was no message.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

from hielements.libraries.process.ledger import Ledger
from hielements.libraries.process.pipes import LineReader, Noise
from hielements.libraries.process.requests import Answered, Fate, Lost, Refused, duration
from hielements.libraries.process.serving import Serving
from hielements.libraries.protocol import messages
from hielements.libraries.protocol.trouble import excerpt


class Incoming:
    """Fed by the thread of the process alone; `lock` is that of its ledger."""

    def __init__(
        self, lock: Lock, ledger: Ledger, longest: int, serving: Serving | None, on_note: Callable[[str], None]
    ) -> None:
        """`longest` is the most bytes of a line; `serving` is None when the plugin was told of no services."""
        self._lock = lock
        self._ledger = ledger
        self._longest = longest
        self._serving = serving
        self._on_note = on_note
        self._lines = LineReader(longest)
        self._noise = Noise()
        self._progress: str | None = None

    @property
    def noise(self) -> int:
        """Bytes that were no messages, since the last answer."""
        return self._noise.size

    @property
    def half(self) -> bytes:
        """The line that has no end yet."""
        return self._lines.half

    def feed(self, chunk: bytes) -> None:
        """Takes what the process wrote. Raises LineTooLongError."""
        for line in self._lines.feed(chunk):
            if line.strip():
                self._understand(line)

    def circumstances(self) -> list[str]:
        """What it said beside messages, for the explanation of an end."""
        noise = self._noise.text()
        said = [f"it wrote {noise}"] if noise is not None else []
        return said + ([f"it last said that it was at {self._progress}"] if self._progress is not None else [])

    def _understand(self, line: bytes) -> None:
        message = messages.read_message(line, self._longest)
        if isinstance(message, messages.Malformed):
            self._noise.add(f"a line that {message.message}: {excerpt(line)}", len(line))
        elif isinstance(message, messages.Response):
            self._settle(message.id, message.result, len(line))
        elif isinstance(message, messages.ErrorResponse):
            self._settle(message.id, Refused(message.code, message.message), len(line))
        elif isinstance(message, messages.Notification):
            self._hear(message, len(line))
        elif self._serving is not None:
            self._serving.take(message)
        else:
            self._noise.add(f"a request, `{excerpt(message.method)}`, though it was not told of any", len(line))

    def _hear(self, message: messages.Notification, size: int) -> None:
        if message.method == "$/log":
            self._on_note(excerpt(str(message.params.get("message", ""))))
        elif message.method == "$/progress":
            self._progress = excerpt(str(message.params.get("message", message.params)))
        else:
            self._noise.add(f"a notification, `{excerpt(message.method)}`, that nobody knows", size)

    def _settle(self, identifier: messages.Id, answer: object, size: int) -> None:
        with self._lock:
            found = self._ledger.take(identifier, isinstance(answer, Refused), time.monotonic())
            if found is None:
                if self._ledger.is_stray(identifier):
                    self._noise.add(f"an answer with the id {excerpt(repr(identifier))}, which no request has", size)
                return
            note = self._noise.take()
            self._progress = None
        known, pending = found
        fate: Fate
        if pending.cancelled is not None:
            message = f"did not answer {pending.title} within {duration(pending.limit)}, and was told to stop"
            fate = Lost(message, reason="limit", alive=True)
        else:
            fate = answer if isinstance(answer, Refused) else Answered(answer, note)
        self._ledger.settle(known, pending, fate)
