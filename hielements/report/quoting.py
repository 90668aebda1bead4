"""Source lines for a report.

Comes in: a function that reads a file of the checked project. Goes out: excerpts. Each file is read at most once.
The module must never open a file itself: whoever makes the report decides what may be read.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.report.report import Excerpt
from hielements.source.text import SourceText

Quote = Callable[[str, int, int], Excerpt | None]
"""Quotes the lines from a first to a last number (both from 1) of a file of the workspace; None when it has none."""

LONGEST_EXCERPT = 6
"""Lines of a longer stretch are cut off: the first ones say where it is."""

_LARGEST_FILE = 8_000_000
"""Bytes. Larger files are generated or data; quoting them is not worth the memory."""


def quoter(read: Callable[[str], bytes]) -> Quote:
    """A `Quote` over `read`, which gives the content of a workspace file or raises OSError."""
    texts: dict[str, SourceText | None] = {}

    def quote(path: str, first: int, last: int) -> Excerpt | None:
        if path not in texts:
            texts[path] = _decoded(path, read)
        source = texts[path]
        return None if source is None else excerpt_of(source, first, last)

    return quote


def excerpt_of(source: SourceText, first: int, last: int) -> Excerpt | None:
    """The lines of a text; None when it does not reach to the first of them."""
    if not 1 <= first <= source.line_count:
        return None
    last = min(max(first, last), first + LONGEST_EXCERPT - 1, source.line_count)
    return Excerpt(first, tuple(source.line(number) for number in range(first, last + 1)))


def _decoded(path: str, read: Callable[[str], bytes]) -> SourceText | None:
    try:
        content = read(path)
    except OSError:
        return None
    if len(content) > _LARGEST_FILE or b"\0" in content[:4096]:
        return None
    return SourceText(path, content.decode("utf-8-sig", errors="replace"))
