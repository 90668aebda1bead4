"""`hielements doc --language`: the language reference, or one chapter of it.

Comes in: words of a chapter's title, or nothing. Goes out: Markdown. The page is generated from the cases that the
tests execute (scripts/generate_docs.py).
"""

from __future__ import annotations

import re

from hielements import resources
from hielements.cli.arguments import UsageError

_FENCE = re.compile(r"`{3,}")


def documentation(name: str) -> tuple[str, object]:
    """The reference, or the chapters whose titles contain the words, as Markdown and as data."""
    try:
        with open(resources.reference_file(), encoding="utf-8") as file:
            text = file.read()
    except OSError as problem:
        raise UsageError(f"the language reference cannot be read: {problem.strerror or problem}") from None
    chapters = _chapters(text)
    if name:
        wanted = name.lower()
        chosen = [chapter for chapter in chapters if wanted in chapter[0].lower()]
        if not chosen:
            raise UsageError(
                f"the language reference has no chapter `{name}`",
                "it has: " + ", ".join(f"`{title}`" for title, _ in chapters),
            )
        chapters, text = chosen, "\n\n".join(body.strip() for _, body in chosen)
    return text.rstrip("\n"), {"chapters": [{"title": title, "text": body.strip()} for title, body in chapters]}


def _chapters(text: str) -> list[tuple[str, str]]:
    """The titles and texts of the second-level headings outside of fences."""
    found: list[tuple[str, list[str]]] = []
    fence = None
    for line in text.split("\n"):
        mark = _FENCE.match(line)
        if mark and fence in (None, line.rstrip()):
            fence = None if fence else mark[0]
        if fence is None and line.startswith("## "):
            found.append((line[3:].strip(), []))
        if found:
            found[-1][1].append(line)
    return [(title, "\n".join(lines)) for title, lines in found]
