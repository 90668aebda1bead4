"""The entries of `[libraries]`: what kind of library each is, and whether its files exist.

Comes in: a table that is as the schema says. Goes out: settings and diagnostics. Starts nothing.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Literal

from hielements.diagnostics.codes.configuration import LIBRARY_KIND, MISSING_PATH, SETTING_VALUE
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.configuration import EVERY_VARIABLE, ISOLATIONS, LibrarySetting, Limits, Permissions
from hielements.project.plugin_folders import with_plugin_folder
from hielements.project.table import Table


def library_settings(table: Table, root: str) -> tuple[tuple[LibrarySetting, ...], list[Diagnostic]]:
    """All entries in the order of the file; diagnostics for those that cannot be used."""
    settings = []
    diagnostics = []
    for name, entry in (table.value(("libraries",)) or {}).items():
        result = _setting(name, entry, table, root)
        if isinstance(result, Diagnostic):
            diagnostics.append(result)
        else:
            settings.append(result)
    return tuple(settings), diagnostics


def _setting(name: str, entry: Mapping[str, Any], table: Table, root: str) -> LibrarySetting | Diagnostic:
    here = ("libraries", name)
    if not name.isidentifier():
        return Diagnostic(
            SETTING_VALUE, f"a library cannot be named `{name}`: no `import` could name it", table.key_place(here)
        )
    completed = with_plugin_folder(name, entry, table, root)
    if isinstance(completed, Diagnostic):
        return completed
    entry = completed
    kind = _kind(name, entry, table)
    if isinstance(kind, Diagnostic):
        return kind
    path, executable = entry.get("path"), entry.get("executable")
    for key, file in ("path", path), ("executable", executable):
        if file is None or (key == "executable" and not _is_path(file)):
            continue
        if "\0" in file or not os.path.isfile(os.path.join(root, file)):
            message = f"`libraries.{name}.{key}` names the file `{file}`, which does not exist"
            place = table.value_place((*here, key))
            return Diagnostic(MISSING_PATH, message, place, help="paths are relative to the workspace")
    if executable is not None and not _is_path(executable):
        import shutil

        if shutil.which(executable) is None:
            message = f"`libraries.{name}.executable` names the program `{executable}`, which is not in PATH"
            return Diagnostic(MISSING_PATH, message, table.value_place((*here, "executable")))
    trouble = _process_trouble(name, kind, entry, table)
    if trouble is not None:
        return trouble
    permissions = _permissions(name, entry, table)
    if isinstance(permissions, Diagnostic):
        return permissions
    limits = entry.get("limits", {})
    return LibrarySetting(
        name=name,
        kind=kind,
        location=table.key_place(here),
        path=None if path is None else os.path.join(root, path),
        executable=os.path.join(root, executable) if executable and _is_path(executable) else executable,
        args=tuple(entry.get("args", ())),
        permissions=permissions,
        limits=Limits(limits.get("memory_mb"), limits.get("time_ms"), limits.get("start_ms"), limits.get("fuel")),
        isolation=entry.get("isolation"),
        min_isolation=entry.get("min_isolation", "none"),
        replaces_builtin=entry.get("replaces_builtin", False),
        options=_plain(entry.get("options", {})),
    )


def _process_trouble(name: str, kind: str, entry: Mapping[str, Any], table: Table) -> Diagnostic | None:
    """What is wrong with how a process is started and kept apart, and what of that a module cannot have."""
    here = ("libraries", name)
    if kind == "wasm":
        for *outer, key in ("isolation",), ("min_isolation",), ("limits", "start_ms"):
            if key in (entry.get(outer[0], {}) if outer else entry):
                message = f"the library `{name}` is a WebAssembly module, for which `{key}` means nothing"
                place = table.key_place((*here, *outer, key))
                return Diagnostic(LIBRARY_KIND, message, place, help=f"remove `{key}`: modules are always isolated")
        return None
    if "fuel" in entry.get("limits", {}):
        message = f"the library `{name}` is a process, whose operations nobody can count"
        return Diagnostic(LIBRARY_KIND, message, table.key_place((*here, "limits", "fuel")), help="use `time_ms`")
    for key in "clock", "random":
        if key in entry.get("permissions", {}):
            message = f"the library `{name}` is a process, which has a clock and randomness of its own"
            return Diagnostic(
                LIBRARY_KIND, message, table.key_place((*here, "permissions", key)), help=f"remove `{key}`"
            )
    most, least = entry.get("isolation"), entry.get("min_isolation", "none")
    if most is not None and ISOLATIONS.index(most) < ISOLATIONS.index(least):
        message = f"the library `{name}` is to be isolated by `{most}` at most and by `{least}` at least"
        return Diagnostic(SETTING_VALUE, message, table.value_place((*here, "isolation")), help="remove one of the two")
    return None


def _plain(value: Any) -> Any:
    """What a library is told of its options: dates and times, which JSON does not have, as text."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | bool | int | float) else str(value)


def _permissions(name: str, entry: Mapping[str, Any], table: Table) -> Permissions | Diagnostic:
    """What is granted, in either spelling: `permissions`, or the older `capabilities`."""
    here = ("libraries", name)
    given, older = entry.get("permissions"), entry.get("capabilities")
    if older is None:
        given = given or {}
        return Permissions(
            filesystem=tuple(given.get("filesystem", ())),
            environment=tuple(given.get("environment", ())),
            clock=given.get("clock", False),
            random=given.get("random", False),
        )
    if given is not None:
        message = f"the library `{name}` has both `permissions` and `capabilities`, an older spelling of the same"
        return Diagnostic(LIBRARY_KIND, message, table.key_place((*here, "capabilities")), help="keep `permissions`")
    if older.get("workspace_only") is False:
        message = f"the library `{name}` asks for files outside of the workspace, which no library can be granted"
        place = table.value_place((*here, "capabilities", "workspace_only"))
        return Diagnostic(SETTING_VALUE, message, place, help="remove `workspace_only = false`")
    files = {"none": (), "read": ("read",), "write": ("read", "write")}[older.get("fs", "none")]
    return Permissions(files, (EVERY_VARIABLE,) if older.get("env_access") else ())


def _kind(name: str, entry: Mapping[str, Any], table: Table) -> Literal["external", "wasm"] | Diagnostic:
    """Explicit `type`; else a path that ends in `.wasm` is wasm; else `executable`, then `path`, is external."""
    here = ("libraries", name)
    path, executable = entry.get("path"), entry.get("executable")
    if path is None and executable is None:
        return Diagnostic(
            LIBRARY_KIND,
            f"the library `{name}` has neither `path` nor `executable`",
            table.key_place(here),
            help='write `path = "plugins/name.wasm"` (a WebAssembly module), `executable = "program"` (a process) or '
            '`plugin = "name"` (one that ships, or a folder)',
        )
    kind: Literal["external", "wasm"] = "wasm" if path is not None and path.endswith(".wasm") else "external"
    kind = entry.get("type", kind)
    if kind == "wasm" and executable is not None:
        message = f"the library `{name}` is a WebAssembly module, so `executable` means nothing"
        return Diagnostic(LIBRARY_KIND, message, table.key_place((*here, "executable")), help="remove one of the two")
    if kind == "external" and path is not None and executable is not None:
        message = f"the library `{name}` has both `path` and `executable`"
        return Diagnostic(LIBRARY_KIND, message, table.key_place((*here, "path")), help="remove one of the two")
    if kind == "wasm" and "args" in entry:
        message = f"the library `{name}` is a WebAssembly module, which takes no `args`"
        return Diagnostic(LIBRARY_KIND, message, table.key_place((*here, "args")), help="remove `args`")
    return kind


def _is_path(executable: str) -> bool:
    return "/" in executable or os.sep in executable
