"""Reads the configuration of a workspace.

Comes in: the root folder. Goes out: a Configuration and diagnostics that point at the line and column in the TOML
file. With errors, the Configuration is the default one: nothing must run with half of what the user wrote.

`hielements.toml` wins over `[tool.hielements]` in `pyproject.toml`; where both are there, a warning says so.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from hielements.diagnostics.codes.configuration import (
    CONFIGURATION_SYNTAX,
    TWO_CONFIGURATIONS,
    UNREADABLE_CONFIGURATION,
)
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.configuration import Configuration
from hielements.record import Record
from hielements.source.reading import DecodedText, ReadProblem, read_text
from hielements.source.text import Location, SourceText

if TYPE_CHECKING:
    from hielements.project.table import Table

CONFIGURATION_FILE: Final = "hielements.toml"
PROJECT_FILE: Final = "pyproject.toml"
_TABLE: Final = ("tool", "hielements")


class Loaded(Record):
    """A configuration and what is to say about it."""

    configuration: Configuration
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def has_errors(self) -> bool:
        return any(diagnostic.is_error for diagnostic in self.diagnostics)


def load(root: str) -> Loaded:
    """The configuration of the workspace at the absolute path `root`; the default one when there is no file."""
    own = os.path.join(root, CONFIGURATION_FILE)
    project = os.path.join(root, PROJECT_FILE)
    if os.path.lexists(own):
        loaded = _load_own(root, own)
        table = _project_table(read_text(project, PROJECT_FILE)) if os.path.isfile(project) else None
        if table is None:
            return loaded
        return loaded.with_(diagnostics=(*loaded.diagnostics, _second_configuration(table)))
    if os.path.isfile(project):
        return _load_project(root, read_text(project, PROJECT_FILE))
    return Loaded(Configuration())


def _load_own(root: str, path: str) -> Loaded:
    source = read_text(path, CONFIGURATION_FILE)
    if isinstance(source, ReadProblem):
        place = Location(SourceText(CONFIGURATION_FILE, "", path), 0, 0)
        message = f"`{CONFIGURATION_FILE}` {source.message}"
        return Loaded(Configuration(), (Diagnostic(UNREADABLE_CONFIGURATION, message, place),))
    document = _parsed(source)
    if isinstance(document, Diagnostic):
        return Loaded(Configuration(), (document,))
    from hielements.project.table import Table

    return _validated(Table(source, (), document), root)


def _load_project(root: str, source: DecodedText | ReadProblem) -> Loaded:
    # Trouble in a file that other tools share is theirs, unless it hides settings of ours.
    if isinstance(source, ReadProblem) or "hielements" not in source.text:
        return Loaded(Configuration())
    document = _parsed(source)
    if isinstance(document, Diagnostic):
        import re

        ours = re.search(r"^[ \t]*\[+[ \t]*tool[ \t]*\.[ \t]*hielements\b", source.text, re.MULTILINE)
        return Loaded(Configuration(), (document,) if ours else ())
    table = _inner(source, document)
    return Loaded(Configuration()) if table is None else _validated(table, root)


def _validated(table: Table, root: str) -> Loaded:
    # Most workspaces have no configuration at all, and then none of this is needed.
    from hielements.project.validating import validate

    return Loaded(*validate(table, root))


def _project_table(source: DecodedText | ReadProblem) -> Table | None:
    """`[tool.hielements]` of a `pyproject.toml`, when it has one that can be read."""
    if isinstance(source, ReadProblem) or "hielements" not in source.text:
        return None
    document = _parsed(source)
    return None if isinstance(document, Diagnostic) else _inner(source, document)


def _inner(source: SourceText, document: Mapping[str, Any]) -> Table | None:
    tool = document.get(_TABLE[0])
    if not isinstance(tool, dict) or _TABLE[1] not in tool:
        return None
    from hielements.project.table import Table

    return Table(source, _TABLE, tool[_TABLE[1]])


def _second_configuration(table: Table) -> Diagnostic:
    return Diagnostic(
        TWO_CONFIGURATIONS,
        f"`[tool.hielements]` is ignored because `{CONFIGURATION_FILE}` is there as well",
        table.key_place(()),
        help=f"keep one of the two: move these settings to `{CONFIGURATION_FILE}`, or delete that file",
    )


def _parsed(source: DecodedText) -> dict[str, Any] | Diagnostic:
    if source.undecodable:
        place = source.undecodable[0]
        shown = place.content[:8].hex(" ").upper()
        return Diagnostic(
            CONFIGURATION_SYNTAX,
            f"bytes that are not UTF-8: {shown}",
            Location(source, place.start, place.end),
            help="save the file with the encoding UTF-8",
        )
    import tomli

    try:
        return tomli.loads(source.text)
    except tomli.TOMLDecodeError as error:
        return _syntax_error(source, str(error))
    except (ValueError, RecursionError) as error:
        # Integers beyond Python's limit on digits, and values nested too deeply.
        what = "it is nested too deeply" if isinstance(error, RecursionError) else str(error).lower()
        return Diagnostic(CONFIGURATION_SYNTAX, f"this TOML cannot be read: {what}", Location(source, 0, 0))


def _syntax_error(source: SourceText, text: str) -> Diagnostic:
    """tomli says `Reason (at line 3, column 5)` or `Reason (at end of document)`."""
    reason, _, place = text.rpartition(" (at ")
    if place.startswith("line "):
        line, _, column = place.removeprefix("line ").rstrip(")").partition(", column ")
        start = source.offset(int(line), int(column))
    else:
        start = len(source.text)
    if start >= len(source.text) or source.text[start] in "\r\n":
        # What lies behind the end of a line cannot be shown; the last character before it can.
        start = max(len(source.text[:start].rstrip()) - 1, 0)
    end = min(start + 1, len(source.text))
    return Diagnostic(
        CONFIGURATION_SYNTAX, f"invalid TOML: {_lower(reason or text)}", Location(source, start, end), "here"
    )


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]
