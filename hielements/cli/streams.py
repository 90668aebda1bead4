"""Writing to the terminal, to files and to pipes.

Comes in: text, and streams that may be a terminal, closed, a pipe that nobody reads, or unable to encode a character.
Goes out: bytes, without ever raising for any of these. Results go to stdout, everything else to stderr.
"""

from __future__ import annotations

import os
import sys
from typing import TextIO

from hielements.report.style import DEFAULT_WIDTH, Style

NARROWEST = 40


def write_result(text: str, *, encoding: str | None = None) -> None:
    """Writes to stdout, in the encoding of the terminal unless another is said."""
    _write(sys.stdout, text, encoding)


def write_note(text: str) -> None:
    """Writes to stderr."""
    _write(sys.stderr, text, None)


def _write(stream: TextIO | None, text: str, encoding: str | None) -> None:
    if stream is None or not text:
        return
    content = text.encode(encoding or encoding_of(stream), "backslashreplace")
    try:
        stream.flush()
        buffer = getattr(stream, "buffer", None)
        if buffer is None:
            stream.write(content.decode(encoding or encoding_of(stream)))
        else:
            buffer.write(content)
            buffer.flush()
    except BrokenPipeError:
        # The reader (`| head`) has seen enough. Whatever is flushed at exit must not complain either.
        _discard(stream)


def _discard(stream: TextIO) -> None:
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        return


def encoding_of(stream: TextIO | None) -> str:
    """`utf-8`, or what else the stream is in; ASCII when it does not say."""
    name = (getattr(stream, "encoding", None) or "ascii").lower()
    return "utf-8" if name in {"utf-8", "utf8", "utf_8"} else name


def is_terminal(stream: TextIO | None) -> bool:
    try:
        return stream is not None and stream.isatty()
    except ValueError:
        return False


def style_for(
    stream: TextIO | None,
    colour: str | None = None,
    violations: int | None = None,
    verbose: bool = False,
    quiet: bool = False,
) -> Style:
    """The style of a report on a stream. `colour` is the choice of the user: always, never, auto or None."""
    return Style(
        colour=wants_colour(stream, colour),
        width=width_of(stream),
        encoding=encoding_of(stream),
        violations=violations,
        verbose=verbose,
        quiet=quiet,
    )


def wants_colour(stream: TextIO | None, choice: str | None) -> bool:
    """--color first, then NO_COLOR (no-color.org), FORCE_COLOR and CLICOLOR_FORCE, then whether it is a terminal."""
    if choice in {"always", "never"}:
        return choice == "always"
    environment = os.environ
    if environment.get("NO_COLOR"):
        return False
    if environment.get("FORCE_COLOR") or environment.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        return True
    return is_terminal(stream) and environment.get("TERM") != "dumb"


def width_of(stream: TextIO | None) -> int:
    """COLUMNS, else the width of the terminal, else 100 columns; never less than what a report needs."""
    columns = os.environ.get("COLUMNS", "")
    if columns.isascii() and columns.isdigit() and 0 < int(columns) < 10_000:
        return max(int(columns), NARROWEST)
    if is_terminal(stream) and stream is not None:
        try:
            return max(os.get_terminal_size(stream.fileno()).columns or DEFAULT_WIDTH, NARROWEST)
        except (OSError, ValueError):
            return DEFAULT_WIDTH
    return DEFAULT_WIDTH
