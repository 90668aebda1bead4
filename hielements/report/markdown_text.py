"""Text inside of Markdown (GitHub's flavour, which GitLab's contains).

Comes in: any text. Goes out: Markdown that shows it as it is, on one line. Messages set names between backticks, which
stay code; nothing else in them may become markup, a link, a mention or a reference to an issue. Knows no report.
"""

from __future__ import annotations

import re
from typing import Final

from hielements.report.display import visible

_SPECIAL: Final = re.compile(r"([\\`*_\[\]<>|~$&])")
_AT_THE_START: Final = re.compile(r"^(\d*)([-+=.)])")


def prose(text: str) -> str:
    """A message: what stands between backticks is code, the rest is text."""
    pieces = " ".join(text.split()).split("`")
    if len(pieces) % 2 == 0:
        # An odd number of backticks: they are not in pairs, and nothing is code.
        return plain("`".join(pieces))
    return "".join(code(piece) if number % 2 else plain(piece) for number, piece in enumerate(pieces))


def plain(text: str) -> str:
    """The text and nothing but that. A space without width keeps `@name` from calling somebody, `#1` from referring to
    an issue, and addresses from becoming links."""
    escaped = _AT_THE_START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\1", visible(text)))
    for mark in ("@", "#", "://", "www."):
        escaped = escaped.replace(mark, f"{mark[0]}\u200b{mark[1:]}")
    return escaped


def code_block(text: str) -> str:
    """The text as a block of code that it cannot end."""
    fence = "`" * max(3, _longest_run(text) + 1)
    return f"{fence}\n{text}\n{fence}"


def code(text: str) -> str:
    """The text as code that it cannot end, on one line."""
    text = visible(" ".join(text.split()))
    if not text:
        return ""
    ticks = "`" * (_longest_run(text) + 1)
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)
