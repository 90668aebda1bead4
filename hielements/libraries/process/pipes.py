"""What a plugin writes: lines of bounded length, and the end of a stream of any length.

Comes in: chunks of bytes. Goes out: whole lines, excerpts. Must never know what a line means.
"""

from __future__ import annotations

from typing import Final

from hielements.libraries.protocol.trouble import excerpt

KEPT_ERRORS: Final = 8 * 1024
"""Bytes of standard error that are kept: the last ones."""


class LineTooLongError(Exception):
    """A line grew beyond its bound."""


class LineReader:
    """Cuts chunks into lines without their line ends. Memory is bounded by the longest line."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._rest = bytearray()

    def feed(self, chunk: bytes) -> list[bytes]:
        """The lines that are whole now. Raises LineTooLongError."""
        *lines, rest = chunk.split(b"\n")
        if lines:
            lines[0] = bytes(self._rest) + lines[0]
            self._rest = bytearray(rest)
        else:
            self._rest += rest
        if len(self._rest) > self._limit or any(len(line) > self._limit for line in lines):
            raise LineTooLongError
        return lines

    @property
    def half(self) -> bytes:
        """What was written of a line that has no end yet."""
        return bytes(self._rest[: 4 * 1024])


class Tail:
    """The end of what a plugin wrote to standard error."""

    def __init__(self) -> None:
        self._kept = b""

    def feed(self, chunk: bytes) -> None:
        self._kept = (self._kept + chunk[-KEPT_ERRORS:])[-KEPT_ERRORS:]

    def last_words(self) -> str:
        """The last lines on one, for a message; empty when nothing was written."""
        lines = [line for line in self._kept.splitlines() if line.strip()]
        return excerpt(b" | ".join(lines[-2:]))

    def text(self) -> str:
        return self._kept.decode("utf-8", "replace")


class Noise:
    """Lines on standard output that were no messages, since the last answer."""

    SHOWN: Final = 2

    def __init__(self) -> None:
        self._first: list[str] = []
        self._lines = 0
        self.size = 0

    def add(self, what: str, size: int) -> None:
        """`what` is the end of a sentence that starts with "it wrote"."""
        self._lines += 1
        self.size += size
        if len(self._first) < self.SHOWN:
            self._first.append(what)

    def take(self) -> str | None:
        """What was written instead of answers, and forgets it."""
        text = self.text()
        self.__init__()  # type: ignore[misc]
        return text

    def text(self) -> str | None:
        if not self._lines:
            return None
        more = self._lines - len(self._first)
        return "; ".join(self._first) + (f"; and {more:,} more such lines" if more else "")
