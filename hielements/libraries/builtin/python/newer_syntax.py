"""Advice for files that the running Python cannot parse, when their syntax is newer than it.

Comes in: the text and the line of a syntax error. Goes out: a sentence. It only words a Failure that is reported
anyway; nothing is decided by it.
"""

from __future__ import annotations

import re
import sys

# What the grammar gained, by version, as it looks on the line of the error or just before it.
_NEWER = (
    ((3, 12), "a type alias statement", re.compile(r"^\s*type\s+\w+\s*(\[.*)?=")),
    ((3, 12), "a type parameter list", re.compile(r"^\s*(async\s+def|def|class)\s+\w+\s*\[")),
    ((3, 12), "a nested f-string", re.compile(r"""\b[rR]?[fF][rR]?["'].*\{""")),
    ((3, 14), "except without parentheses", re.compile(r"^\s*except\*?\s+[\w.]+\s*,")),
    ((3, 14), "a template string", re.compile(r"""\b[rR]?[tT][rR]?["']""")),
    ((3, 15), "a lazy import", re.compile(r"^\s*lazy\s+(import|from)\b")),
)


def advice(text: str, line: int) -> str | None:
    """What to do about a syntax error, when the line looks like newer Python."""
    running = sys.version_info[:2]
    lines = re.split(r"\r\n|\r|\n", text)
    here = lines[line - 1] if 0 < line <= len(lines) else ""
    for version, what, pattern in _NEWER:
        if version > running and pattern.search(here[:1000]):
            return (
                f"the line looks like {what}, which needs Python {version[0]}.{version[1]}; Hielements runs on Python "
                f"{running[0]}.{running[1]}: install it in a newer one"
            )
    return None
