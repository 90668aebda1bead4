"""The pattern modules of the standard library: which there are, and where.

Comes in: nothing but the folder that ships with the program. Goes out: names and paths. A module `NAME` is
`lib/patterns/NAME.hie` or `lib/patterns/GROUP/NAME.hie`; no two groups have a module of the same name. This module
does not read what is in them.
"""

from __future__ import annotations

import os

from hielements.record import Record
from hielements.resources import library_folder


class PatternFile(Record):
    """One module of patterns. `path` is absolute; beside it may stand a page with examples, of the same name with
    `.md`. `group` is "" for a module that is in no group."""

    group: str
    name: str
    path: str

    @property
    def page(self) -> str:
        return f"{self.path.removesuffix('.hie')}.md"


def pattern_files(folder: str | None = None) -> list[PatternFile]:
    """All modules, by group and name. A folder that cannot be listed has none."""
    root = folder or os.path.join(library_folder(), "patterns")
    found: list[PatternFile] = []
    for group in ("", *_entries(root, folders=True)):
        place = os.path.join(root, group)
        found += (
            PatternFile(group, file.removesuffix(".hie"), os.path.join(place, file))
            for file in _entries(place, folders=False)
            if file.endswith(".hie")
        )
    return found


def _entries(folder: str, folders: bool) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entry.name for entry in entries if entry.is_dir() == folders)
    except OSError:
        return []
