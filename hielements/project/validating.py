"""Turns a table of TOML into a Configuration, or into diagnostics.

Comes in: a table, its text, and the root of the workspace, against which the files that the table names are looked
for. Goes out: a Configuration and diagnostics. The shape of the table is checked against the published schema first;
here stand the rules that no schema can tell.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import Any

from hielements.diagnostics.codes.configuration import (
    MISSING_PATH,
    SETTING_TYPE,
    SETTING_VALUE,
    UNKNOWN_SETTING,
)
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.configuration import Configuration, LibrarySetting, Waiver
from hielements.project.conforming import Problem, dotted, problems_of
from hielements.project.library_settings import library_settings
from hielements.project.table import Table
from hielements.resources import package_file

__all__ = ["Table", "schema", "validate"]

_IGNORING = {"ignore_type_checking": "type-checking", "ignore_function_level": "function"}
"""Settings of `[check]` and the dependencies that they leave out, by their tags (`Dependency.tags`). The checks of
libraries have options of the same names."""


def schema() -> Mapping[str, Any]:
    """The published JSON Schema of the configuration."""
    import json

    with open(package_file("project", "hielements.schema.json"), encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def validate(table: Table, root: str) -> tuple[Configuration, tuple[Diagnostic, ...]]:
    """The configuration that the table says; the default one, and why, when it is not valid."""
    rules = schema()
    accepted: tuple[Waiver, ...] = ()
    values = table.values
    if isinstance(values, dict) and "waivers" in values:
        from hielements.project.waivers import waivers, with_dates_as_text

        values = with_dates_as_text(values)
    diagnostics = [_diagnostic(problem, table, rules) for problem in problems_of(values, rules)]
    if not diagnostics:
        libraries, diagnostics = library_settings(table, root)
        diagnostics += _missing_files(table, root)
        if "waivers" in values:
            accepted, trouble = waivers(table)
            diagnostics += trouble
        if not diagnostics:
            return _configuration(table, root, libraries).with_(waivers=accepted), ()
    return Configuration(file=table.source.name), tuple(diagnostics)


def _configuration(table: Table, root: str, libraries: tuple[LibrarySetting, ...]) -> Configuration:
    values = table.values
    check, files = values.get("check", {}), values.get("files", {})
    cache = values.get("cache", {})
    folder = cache.get("dir")
    baseline = values.get("baseline", {}).get("file")
    default = Configuration()
    return Configuration(
        file=table.source.name,
        specs=tuple(_name(spec) for spec in check.get("specs", ())),
        empty_scope=check.get("empty_scope", default.empty_scope),
        unused_uses=check.get("unused_uses", default.unused_uses),
        undeclared_uses=check.get("undeclared_uses", default.undeclared_uses),
        ignored_dependencies=frozenset(tag for setting, tag in _IGNORING.items() if check.get(setting)),
        min_coverage=check.get("min_coverage"),
        min_coverage_place=table.setting_place(("check", "min_coverage")) if "min_coverage" in check else None,
        jobs=check.get("jobs"),
        strict=check.get("strict", False),
        baseline=None if baseline is None else _name(baseline),
        baseline_place=None if baseline is None else table.value_place(("baseline", "file")),
        exclude=tuple(files.get("exclude", ())),
        gitignore=files.get("gitignore", True),
        cache_folder=None if folder is None else os.path.join(root, os.path.expanduser(folder)),
        cache_enabled=cache.get("enabled", True),
        libraries=libraries,
        options={"python": values["python"]} if "python" in values else {},
    )


def _name(spec: str) -> str:
    """A name as the report shows it: forward slashes, no `./`."""
    return os.path.normpath(spec).replace(os.sep, "/")


def _diagnostic(problem: Problem, table: Table, rules: Mapping[str, Any]) -> Diagnostic:
    if problem.kind == "type":
        return Diagnostic(SETTING_TYPE, problem.message, table.value_place(problem.path))
    if problem.kind == "value":
        return Diagnostic(
            SETTING_VALUE,
            problem.message,
            table.value_place(problem.path),
            help=_nearest(str(table.value(problem.path)), problem.known, '"'),
        )
    *outer, key = problem.path
    where = f"`{table.title(outer)}`" if outer else f"`{table.source.name}`"
    return Diagnostic(
        UNKNOWN_SETTING,
        f"{where} has no setting `{key}`" if outer else f"{where} has no table or setting `{key}`",
        table.key_place(problem.path),
        help=_nearest(str(key), problem.known, "`")
        or _elsewhere(str(key), rules, table)
        or f"possible here: {', '.join(f'`{name}`' for name in problem.known)}",
    )


def _nearest(written: str, known: Iterable[str], quote: str) -> str | None:
    from difflib import get_close_matches

    near = get_close_matches(written.lower(), list(known), n=1)
    return f"did you mean {quote}{near[0]}{quote}?" if near else None


def _elsewhere(key: str, rules: Mapping[str, Any], table: Table) -> str | None:
    """`jobs` at the top level is most likely meant for `[check]`."""
    for name, inner in rules["properties"].items():
        if key in inner.get("properties", {}):
            return f"`{key}` belongs into `{table.title([name])}`"
    return None


def _missing_files(table: Table, root: str) -> Iterable[Diagnostic]:
    for path, kind in (("check", "specs"), "file"), (("python", "roots"), "folder"):
        for index, written in enumerate(table.value(path) or ()):
            exists = os.path.isfile if kind == "file" else os.path.isdir
            if "\0" not in written and exists(os.path.join(root, written)):
                continue
            yield Diagnostic(
                MISSING_PATH,
                f"`{dotted((*path, index))}` names the {kind} `{written}`, which does not exist",
                table.value_place((*path, index)),
                help=_nearby(written, root, kind) or "paths are relative to the workspace",
            )


def _nearby(written: str, root: str, kind: str) -> str | None:
    """The nearest name in the folder that the path leads to."""
    folder, name = os.path.split(written)
    try:
        entries = os.listdir(os.path.join(root, folder))
    except (OSError, ValueError):
        return None
    exists = os.path.isfile if kind == "file" else os.path.isdir
    known = [entry for entry in sorted(entries) if exists(os.path.join(root, folder, entry))]
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f'did you mean "{os.path.join(folder, near[0])}"?' if near else None
