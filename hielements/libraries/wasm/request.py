"""One request that a guest works on: until when it may run, what it wrote, why it was ended."""

from __future__ import annotations

from time import monotonic

from hielements.libraries.wasm.errors import WasmError, over_limit
from hielements.libraries.wasm.grants import Limits

_KEPT_OUTPUT = 4 * 1024
"""Bytes of each stream that are kept for messages, the last ones: what a guest says when it gives up stands at the
end."""

_LAST_WORDS = 300


class Request:
    """The state of the request that one instance works on. Host functions read and change it; it is reset before each
    request, and belongs to the thread that runs it."""

    __slots__ = ("_deadline", "_limits", "output", "problem", "random_bytes", "slept", "written")

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.reset()

    def reset(self) -> None:
        self._deadline = monotonic() + self._limits.time_ms / 1000
        self.output = {1: b"", 2: b""}
        self.problem: BaseException | None = None
        self.random_bytes = 0
        self.slept = 0.0
        self.written = 0

    @property
    def remaining(self) -> float:
        """Seconds that are left, sleep without a clock included."""
        return self._deadline - monotonic() - self.slept

    def note(self, problem: BaseException) -> None:
        """Why a host function ends the request. The first reason stands."""
        if self.problem is None:
            self.problem = problem

    def require_time(self) -> None:
        """Raises WasmError when the time is over, and again what ended the request already."""
        if self.problem is not None:
            raise self.problem
        if self.remaining <= 0:
            raise self.too_slow()

    def sleep_unreal(self, seconds: float) -> None:
        """Lets time pass for a guest that has no clock: nobody waits, but the request has as much less left."""
        if seconds > self.remaining:
            raise over_limit(
                f"wanted to sleep for {seconds:,.3g} s, longer than its limit of {self._limits.time_ms} ms a request",
                "limits.time_ms",
            )
        self.slept += seconds

    def write(self, stream: int, content: bytes) -> None:
        """Takes what the guest writes to a standard stream. Raises WasmError when that is too much."""
        self.written += len(content)
        if self.written > self._limits.output_bytes:
            raise self.too_much()
        self.output[stream] = (self.output[stream] + content)[-_KEPT_OUTPUT:]

    def too_much(self) -> WasmError:
        return WasmError(f"wrote more than {self._limits.output_bytes:,} bytes to its standard streams", reason="limit")

    def too_slow(self) -> WasmError:
        return over_limit(f"took longer than its limit of {self._limits.time_ms} ms for a request", "limits.time_ms")

    def last_words(self) -> str | None:
        """The end of what the guest wrote to standard error, else to standard output, on one line; None when it wrote
        nothing."""
        text = " ".join((self.output[2] or self.output[1]).decode("utf-8", "replace").split())
        text = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in text)
        return f".. {text[-_LAST_WORDS:]}" if len(text) > _LAST_WORDS else text or None
