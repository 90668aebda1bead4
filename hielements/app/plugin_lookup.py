"""Finds the plugin that a user means: one that the configuration names, a file, a folder, or one that ships.

Comes in: a name or a path. Goes out: settings, and what opens a library with them. Raises UnknownPlugin.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from hielements.app.adapters import open_cache, open_catalog, open_workspace
from hielements.app.requests import CheckRequest
from hielements.app.workspaces import workspace_folder
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.protocol.library import PluginLibrary
from hielements.pipeline import nowhere
from hielements.project.configuration import Configuration, LibrarySetting
from hielements.project.loading import load
from hielements.project.plugin_folders import entry_of_folder, folder_of_shipped, shipped_plugins
from hielements.record import Record
from hielements.source.workspace import Workspace


class UnknownPlugin(Exception):  # noqa: N818 - the user's mistake, told as one
    """There is no such plugin. `advice` says what to do."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Plugin(Record):
    """A plugin that was found, and the workspace that it would run for."""

    setting: LibrarySetting
    workspace: Workspace
    open: Callable[[LibrarySetting], PluginLibrary]


class Plugins(Record):
    """What a workspace has: its configuration, and what is wrong with it."""

    root: str
    configuration: Configuration
    diagnostics: Sequence[Diagnostic]


def configured_plugins(folder: str = "", workspace: str | None = None) -> Plugins:
    """The plugins of the workspace that a folder (the current one when empty) lies in."""
    root = workspace_folder(CheckRequest(folder=folder, workspace=workspace), [])
    loaded = load(root)
    return Plugins(root, loaded.configuration, [one for one in loaded.diagnostics if one.is_error])


def find_plugin(named: str, folder: str = "", workspace: str | None = None) -> Plugin:
    """The plugin of that name or path. A file that ends in `.wasm` is a module, one that ends in `.py` and cannot be
    run by itself is run by Python, any other is run as it is; a folder says in its `hielements.toml` what it is. What
    the configuration does not name is granted nothing."""
    plugins = configured_plugins(folder, workspace)
    if plugins.diagnostics:
        problem = plugins.diagnostics[0]
        place = f"{problem.location.source.name}:{problem.location.line}"
        raise UnknownPlugin(f"the configuration is wrong: {place}: {problem.message}", problem.help or "")
    setting = _setting(named, plugins, folder)
    checked = open_workspace(plugins.root, plugins.configuration)

    def open_library(chosen: LibrarySetting) -> PluginLibrary:
        configuration = plugins.configuration.with_(libraries=(chosen,))
        catalog = open_catalog(plugins.root, configuration, open_cache(configuration), checked)
        library = catalog.get(chosen.name)
        assert isinstance(library, PluginLibrary)
        return library

    return Plugin(setting, checked, open_library)


def _setting(named: str, plugins: Plugins, folder: str) -> LibrarySetting:
    known = {setting.name: setting for setting in plugins.configuration.libraries}
    if named in known:
        return known[named]
    path = os.path.abspath(os.path.join(folder, os.path.expanduser(named)))
    if os.path.isfile(path):
        return file_setting(path)
    shipped = shipped_plugins()
    if os.path.isdir(path) or named in shipped:
        return _folder_setting(folder_of_shipped(named) if named in shipped else path)
    from difflib import get_close_matches

    near = get_close_matches(named, list(known), n=1)
    listed = f"the plugins of this workspace are {', '.join(sorted(known))}" if known else "hielements.toml names none"
    listed += f"; those that ship are {', '.join(shipped)}"
    raise UnknownPlugin(f"there is no plugin and no file `{named}`", f"did you mean `{near[0]}`?" if near else listed)


def _folder_setting(folder: str) -> LibrarySetting:
    entry = entry_of_folder(folder)
    name = os.path.basename(os.path.normpath(folder))
    if isinstance(entry, str):
        raise UnknownPlugin(f"the folder `{name}` {entry}")
    path = entry.get("path")
    wasm = entry.get("type") == "wasm" or ("type" not in entry and str(path).endswith(".wasm"))
    return LibrarySetting(
        name=_identifier(name),
        kind="wasm" if wasm else "external",
        location=nowhere(name),
        path=path,
        executable=entry.get("executable"),
        args=tuple(entry.get("args", ())),
    )


def _identifier(text: str) -> str:
    return "".join(character if character.isalnum() else "_" for character in text) or "plugin"


def file_setting(path: str) -> LibrarySetting:
    """Settings for a plugin that is a file, with nothing granted."""
    stem, extension = os.path.splitext(os.path.basename(path))
    name = _identifier(stem)
    place = nowhere(os.path.basename(path))
    if extension == ".wasm":
        return LibrarySetting(name=name, kind="wasm", location=place, path=path)
    if extension == ".py" and not os.access(path, os.X_OK):
        return LibrarySetting(name=name, kind="external", location=place, executable="python3", args=(path,))
    return LibrarySetting(name=name, kind="external", location=place, executable=path)
