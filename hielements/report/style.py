"""How a terminal report looks: colour, width, encoding, how much of it.

Comes in: the choice of the command line, which knows the terminal. Goes out: painted text. Knows nothing of reports.
"""

from __future__ import annotations

from typing import Final

from hielements.record import Record
from hielements.report.display import visible

_CODES: Final = {
    "error": "1;31",
    "violated": "1;31",
    "undecided": "1;35",
    "warning": "1;33",
    "info": "1;36",
    "hint": "1;36",
    "passed": "32",
    "waived": "33",
    "success": "1;32",
    "strong": "1",
    "faint": "2",
    "gutter": "1;34",
    "secondary": "1;34",
    "help": "1;36",
}

DEFAULT_WIDTH: Final = 100
DEFAULT_VIOLATIONS: Final = 5
DEFAULT_CHECKS: Final = 50
DEFAULT_DIAGNOSTICS: Final = 50


class Style(Record):
    """`width` is in columns. `encoding` is what the output can carry. `violations` is the largest number shown of one
    check, None for all. `verbose` shows passed checks, hints and everything else in full; `quiet` shows trouble only,
    and no summary when there is none."""

    colour: bool = False
    width: int = DEFAULT_WIDTH
    encoding: str = "utf-8"
    violations: int | None = DEFAULT_VIOLATIONS
    verbose: bool = False
    quiet: bool = False

    def paint(self, role: str, text: str) -> str:
        """The text in the colour of a role; the text itself when colour is off."""
        return f"\x1b[{_CODES[role]}m{text}\x1b[0m" if self.colour and text else text

    def visible(self, text: str) -> str:
        return visible(text, self.encoding)
