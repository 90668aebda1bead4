"""What the user set in the editor.

Comes in: `initializationOptions`, or the section `hielements` of the editor's configuration. Goes out: Settings. What
is not understood is left as it was: an editor's configuration must not stop the server.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hielements.record import Record

SECTION = "hielements"


class Settings(Record):
    """`trusted`: plugins of the workspace may run. `check_on_save` and `check_on_open`: checks run then. The others say
    which inlay hints are shown."""

    trusted: bool = False
    check_on_save: bool = True
    check_on_open: bool = True
    parameter_hints: bool = True
    file_hints: bool = True
    verdict_hints: bool = True


_NAMES = {
    "trusted": "trusted",
    "checkOnSave": "check_on_save",
    "checkOnOpen": "check_on_open",
    "inlayHints.parameters": "parameter_hints",
    "inlayHints.files": "file_hints",
    "inlayHints.verdicts": "verdict_hints",
}


def settings_from(value: object, before: Settings) -> Settings:
    """The settings with what the value says, in nested tables or with dotted names."""
    if not isinstance(value, Mapping):
        return before
    inner: Any = value.get(SECTION, value)
    if not isinstance(inner, Mapping):
        return before
    changes: dict[str, bool] = {}
    for name, field in _NAMES.items():
        found: object = inner.get(name)
        if found is None and "." in name:
            first, _, second = name.partition(".")
            table = inner.get(first)
            found = table.get(second) if isinstance(table, Mapping) else None
        if isinstance(found, bool):
            changes[field] = found
    return before.with_(**changes)
