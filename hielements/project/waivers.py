"""The entries of `[[waivers]]`: violations that somebody accepted.

Comes in: a table that is as the schema says. Goes out: waivers and diagnostics. Knows neither elements nor the date of
today.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from hielements.diagnostics.codes.configuration import SETTING_VALUE
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.configuration import Waiver
from hielements.project.table import Table
from hielements.source.globs import GlobProblem, compile_glob

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def with_dates_as_text(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values with `expires = 2026-12-31`, which TOML reads as a date, as the text that the schema describes. What
    is no list of tables stays as it is: the schema says what is wrong with it."""
    entries = values.get("waivers")
    if not isinstance(entries, list):
        return values
    return {**values, "waivers": [_with_date_as_text(entry) for entry in entries]}


def waivers(table: Table) -> tuple[tuple[Waiver, ...], list[Diagnostic]]:
    """All entries in the order of the file, and what is wrong with them."""
    found = []
    diagnostics = []
    for index, raw in enumerate(table.value(("waivers",))):
        here = ("waivers", index)
        entry = _with_date_as_text(raw)
        expires = entry.get("expires")
        if expires is not None and not _is_date(expires):
            diagnostics.append(
                Diagnostic(
                    SETTING_VALUE,
                    f"`waivers[{index}].expires` is no date: `{expires}`",
                    table.value_place((*here, "expires")),
                    help="write the last day on which the waiver holds, such as 2026-12-31",
                )
            )
        glob = compile_glob(entry["path"]) if "path" in entry else None
        if isinstance(glob, GlobProblem):
            message = f"`waivers[{index}].path`: {glob.message}"
            diagnostics.append(Diagnostic(SETTING_VALUE, message, table.value_place((*here, "path")), help=glob.help))
        if not entry["reason"].strip():
            message = f"`waivers[{index}].reason` must not be empty"
            diagnostics.append(Diagnostic(SETTING_VALUE, message, table.value_place((*here, "reason"))))
        found.append(
            Waiver(
                element=entry["element"],
                reason=" ".join(entry["reason"].split()),
                location=table.setting_place((*here, "element")),
                check=entry.get("check", ""),
                path=entry.get("path", ""),
                owner=entry.get("owner"),
                expires=expires,
            )
        )
    return tuple(found), diagnostics


def _with_date_as_text(entry: Any) -> Any:
    value = entry.get("expires") if isinstance(entry, dict) else None
    # A date has no clock; one with a clock stays what it is, and the schema refuses it.
    if value is None or not hasattr(value, "isoformat") or hasattr(value, "hour"):
        return entry
    return {**entry, "expires": value.isoformat()}


def _is_date(text: str) -> bool:
    if not _DATE.fullmatch(text):
        return False
    from datetime import date

    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
