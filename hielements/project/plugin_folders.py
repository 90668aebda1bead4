"""Entries of `[libraries]` that name the folder of a plugin, or a plugin that ships.

    [libraries.migrations]
    plugin = "migrations"          # lib/plugins/migrations of Hielements; "./tools/style" is a folder of the project
    permissions = { filesystem = ["read"] }

The folder has a `hielements.toml` of its own, whose `[libraries]` says how the plugin is started. Comes in: an entry
with `plugin`. Goes out: the entry as if the project had written that itself, with absolute paths; or a diagnostic. What
the folder's file says of permissions and limits is not taken: granting is the project's business.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any, Final

from hielements.diagnostics.codes.configuration import LIBRARY_KIND, MISSING_PATH
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.project.table import Table
from hielements.resources import library_folder

MANIFEST: Final = "hielements.toml"
_STARTING: Final = ("type", "path", "executable", "args")
_PYTHONS: Final = frozenset({"python", "python3"})


def with_plugin_folder(name: str, entry: Mapping[str, Any], table: Table, root: str) -> Mapping[str, Any] | Diagnostic:
    """The entry, completed by what its `plugin` says; as it is when it has none."""
    plugin = entry.get("plugin")
    if plugin is None:
        return entry
    here = ("libraries", name)
    for key in _STARTING:
        if key in entry:
            message = f"the library `{name}` has both `plugin` and `{key}`"
            place = table.key_place((*here, key))
            return Diagnostic(LIBRARY_KIND, message, place, help=f"`plugin` says how it is started: remove `{key}`")
    ships = "/" not in plugin and os.sep not in plugin
    folder = folder_of_shipped(plugin) if ships else os.path.join(root, plugin)
    place = table.value_place((*here, "plugin"))
    if "\0" in plugin or plugin in {".", ".."} or not os.path.isdir(folder):
        what, known = "the folder", "paths are relative to the workspace"
        if ships:
            listed = ", ".join(shipped_plugins())
            what, known = "the plugin", f"plugins that ship: {listed}; a folder is written with a slash: `./{plugin}`"
        message = f"`libraries.{name}.plugin` names {what} `{plugin}`, which does not exist"
        return Diagnostic(MISSING_PATH, message, place, help=known)
    found = entry_of_folder(folder)
    if isinstance(found, str):
        return Diagnostic(LIBRARY_KIND, f"the plugin `{plugin}` of the library `{name}` {found}", place)
    return {**found, **{key: value for key, value in entry.items() if key != "plugin"}}


def folder_of_shipped(name: str) -> str:
    """Where a plugin that ships is, or would be."""
    return os.path.join(library_folder(), "plugins", name)


def shipped_plugins() -> list[str]:
    """The names of the plugins that ship, sorted."""
    folder = os.path.join(library_folder(), "plugins")
    if not os.path.isdir(folder):
        return []
    return sorted(name for name in os.listdir(folder) if os.path.isfile(os.path.join(folder, name, MANIFEST)))


def entry_of_folder(folder: str) -> Mapping[str, Any] | str:
    """How the plugin of a folder is started, or what is wrong with its manifest, as the end of a sentence."""
    import tomli

    try:
        with open(os.path.join(folder, MANIFEST), "rb") as file:
            libraries = tomli.load(file).get("libraries")
    except OSError:
        return f"has no `{MANIFEST}` that says how it is started"
    except (tomli.TOMLDecodeError, UnicodeDecodeError) as error:
        return f"has a `{MANIFEST}` that cannot be read: {error}"
    entries = libraries if isinstance(libraries, dict) else {}
    chosen = entries.get(os.path.basename(os.path.normpath(folder)))
    if chosen is None and len(entries) == 1:
        chosen = next(iter(entries.values()))
    if not isinstance(chosen, dict) or not ("path" in chosen or "executable" in chosen):
        return f"has a `{MANIFEST}` without an entry in `[libraries]` that has `path` or `executable`"
    entry = {key: chosen[key] for key in _STARTING if key in chosen}
    args = entry.get("args", [])
    texts: list[object] = [0]
    if isinstance(args, list):
        texts = [*args, *(entry[key] for key in ("path", "executable", "type") if key in entry)]
    if not all(isinstance(text, str) and "\0" not in text for text in texts):
        return f"has a `{MANIFEST}` in which `path`, `executable` or `args` are no texts"
    if "path" in entry:
        entry["path"] = os.path.join(folder, entry["path"])
    executable = entry.get("executable")
    if executable in _PYTHONS and sys.executable:
        # The Python that Hielements runs with: its SDK is there, whatever PATH says.
        entry["executable"] = sys.executable
    elif executable is not None and "/" in executable:
        entry["executable"] = os.path.join(folder, executable)
    # The process will start in the workspace and not in the plugin's folder.
    inside = [os.path.join(folder, argument) for argument in args]
    entry["args"] = [path if os.path.isfile(path) else text for path, text in zip(inside, args, strict=True)]
    return entry if args else {key: value for key, value in entry.items() if key != "args"}
