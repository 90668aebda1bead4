"""A progress bar on stderr for runs that take longer than half a second.

Comes in: how many checks are done. Goes out: one line that is rewritten in place, on a terminal only, and gone before
the report is printed. Knows nothing of results.
"""

from __future__ import annotations

from time import perf_counter
from typing import Final, TextIO

from hielements.cli.streams import encoding_of, is_terminal, width_of
from hielements.plan.plan import PlannedCheck
from hielements.report.display import visible, width

_PATIENCE: Final = 0.5
"""Seconds before the bar appears."""
_INTERVAL: Final = 0.1
"""Seconds between two drawings."""
_BAR: Final = 24


class ProgressBar:
    """Called by the run before each check, one call at a time."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._started = perf_counter()
        self._next = self._started + _PATIENCE
        self._drawn = False

    def __call__(self, done: int, total: int, planned: PlannedCheck) -> None:
        now = perf_counter()
        if now < self._next or not total:
            return
        self._next = now + _INTERVAL
        filled = _BAR * done // total
        bar = "#" * filled + "-" * (_BAR - filled)
        line = f"[{bar}] {done:,}/{total:,} "
        room = width_of(self._stream) - len(line) - 1
        name = visible(planned.element.path, encoding_of(self._stream))
        self._draw(line + (name if width(name) <= room else ""))

    def clear(self) -> None:
        """Takes the bar away."""
        if self._drawn:
            self._draw("")
            self._drawn = False

    def _draw(self, line: str) -> None:
        try:
            self._stream.write(f"\r\x1b[K{line}")
            self._stream.flush()
        except (OSError, ValueError):
            self._next = float("inf")
        self._drawn = True


def progress_for(stream: TextIO | None) -> ProgressBar | None:
    """A progress bar when the stream is a terminal that can rewrite a line."""
    import os

    if stream is None or not is_terminal(stream) or os.environ.get("TERM") in {None, "dumb"}:
        return None
    return ProgressBar(stream)
