"""Text inside of HTML.

Comes in: any text. Goes out: markup that shows it and nothing more: whatever a name or a source line holds, it stays
text. Knows no report.
"""

from __future__ import annotations

import json
from html import escape

from hielements.report.display import visible


def text(content: object) -> str:
    """The content as text of an element or of a quoted attribute."""
    return escape("\n".join(visible(line) for line in str(content).split("\n")), quote=True)


def prose(content: str) -> str:
    """A message: what stands between backticks is code."""
    pieces = content.split("`")
    if len(pieces) % 2 == 0:
        return text(content)
    return "".join(f"<code>{text(piece)}</code>" if number % 2 else text(piece) for number, piece in enumerate(pieces))


def data(content: object) -> str:
    """The content as JSON inside of a `script` element, which nothing in it can end."""
    written = json.dumps(content, ensure_ascii=True, separators=(",", ":"))
    return written.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")
