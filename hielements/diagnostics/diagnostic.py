"""Trouble in a specification or a configuration, as data.

A diagnostic has a declared code, one primary place, any secondary places with a label each, help, and where
possible a fix
that a machine can apply. It never describes checked code: that is a Violation (`libraries/outcomes.py`).
The shape follows rustc and ruff: headline, labelled spans, help, fix.
"""

from __future__ import annotations

from typing import Literal

from hielements.record import Record
from hielements.source.text import Location

Severity = Literal["error", "warning", "info", "hint"]


class Code(Record):
    """A kind of diagnostic. `id` is stable (`HIE0203`), `name` is what users type (`undefined-name`), `summary` is
    one line for lists.

    Codes are declared in `diagnostics/codes/`, one object each; the page in `diagnostics/explanations/<name>.md`
    explains it.
    """

    id: str
    name: str
    severity: Severity
    summary: str


class Label(Record):
    """A secondary place and what to say of it."""

    location: Location
    message: str


class Edit(Record):
    """Replace the text at the location. An empty location inserts."""

    location: Location
    text: str


class Fix(Record):
    """A machine-applicable change that mends the diagnostic. Edits do not overlap and stand in text order."""

    title: str
    edits: tuple[Edit, ...]


class Diagnostic(Record):
    """One thing to say about a specification or a configuration file. One that is `raised` counts as an error whatever
    its code says: `--strict` demands what it is about."""

    code: Code
    message: str
    location: Location
    label: str = ""
    secondary: tuple[Label, ...] = ()
    help: str | None = None
    fix: Fix | None = None
    raised: bool = False

    @property
    def severity(self) -> Severity:
        return "error" if self.raised else self.code.severity

    @property
    def is_error(self) -> bool:
        return self.severity == "error"


def sort_key(diagnostic: Diagnostic) -> tuple[str, int, int, str, str]:
    """The order in which diagnostics are reported: by file, then place, then code."""
    place = diagnostic.location
    return place.source.name, place.start, place.end, diagnostic.code.id, diagnostic.message
