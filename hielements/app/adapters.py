"""The only module that names adapters: what stands behind the workspace, the cache and each library.

Comes in: a root folder and a configuration. Goes out: open interfaces. It must never know what they are used for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Environment, Library
from hielements.project.configuration import Configuration, LibrarySetting
from hielements.source.cache import Cache, NoCache
from hielements.source.disk import DiskWorkspace


def open_cache(configuration: Configuration, use_cache: bool = True) -> Cache:
    """Where derived data is kept between runs."""
    folder = cache_folder_of(configuration) if use_cache else None
    if folder is None:
        return NoCache()
    from hielements.source.disk_cache import DiskCache

    return DiskCache(folder)


def open_catalog(
    root: str, configuration: Configuration, cache: Cache, workspace: DiskWorkspace | None = None
) -> Catalog:
    """The libraries that specifications in this workspace may import."""
    checked = workspace or open_workspace(root, configuration)

    def environment_of(name: str) -> Environment:
        return Environment(checked, configuration.options.get(name, {}), cache)

    catalog = Catalog({**_plugins(configuration, lambda: catalog), **BUILT_IN}, environment_of, _file_names)
    return catalog


def cache_folder_of(configuration: Configuration) -> str | None:
    if not configuration.cache_enabled:
        return None
    from hielements.source.disk_cache import default_folder

    return configuration.cache_folder or default_folder()


def open_workspace(root: str, configuration: Configuration) -> DiskWorkspace:
    return DiskWorkspace(root, configuration.exclude, configuration.gitignore)


def unavailable_libraries(configuration: Configuration) -> Mapping[str, str]:
    words = {"wasm": "is a WebAssembly module", "external": "is an external process"}
    return {
        setting.name: f"{words[setting.kind]}, and this version cannot run it"
        for setting in configuration.libraries
        if setting.name not in BUILT_IN and setting.kind not in _PLUGINS
    }


# Plugins


def _plugins(
    configuration: Configuration, catalog: Callable[[], Catalog]
) -> Mapping[str, Callable[[Environment], Library]]:
    """The libraries that the configuration names. `catalog` gives the others, for what plugins ask of the host."""
    return {
        setting.name: partial(_PLUGINS[setting.kind], setting, catalog)
        for setting in configuration.libraries
        if setting.kind in _PLUGINS
    }


def _wasm(setting: LibrarySetting, catalog: Callable[[], Catalog], environment: Environment) -> Library:
    from hielements.libraries.protocol.handles import ScopeHandles
    from hielements.libraries.protocol.host_services import HostServices
    from hielements.libraries.protocol.library import PluginLibrary
    from hielements.libraries.protocol.negotiation import Grants
    from hielements.libraries.wasm.backend import MAPPING, WasmBackend, WasmSettings
    from hielements.run.languages import language_of

    permissions, limits, workspace = setting.permissions, setting.limits, environment.workspace
    grants = Grants(permissions.filesystem, permissions.environment, limits.time_ms, limits.memory_mb)
    handles = ScopeHandles()

    def language(path: str) -> str | None:
        return language_of(path, catalog().file_names)

    host = HostServices(workspace, MAPPING, grants, handles, {}, language, lambda name: catalog().get(name))
    settings = WasmSettings(
        setting.name, setting.path or "", workspace.root, grants.with_(services=tuple(host.granted()))
    )
    backend = WasmBackend(settings, environment.cache, host)
    return PluginLibrary(setting.name, environment, backend, handles, backend.fingerprint)


_PLUGINS: Mapping[str, Callable[[LibrarySetting, Callable[[], Catalog], Environment], Library]] = {"wasm": _wasm}


# Built-in libraries. Each library is imported when a specification first imports it.


def _files(environment: Environment) -> Library:
    from hielements.libraries.builtin.files.library import FilesLibrary

    return FilesLibrary(environment)


def _python(environment: Environment) -> Library:
    from hielements.libraries.builtin.python.library import Python

    return Python(environment)


def _rust(environment: Environment) -> Library:
    from hielements.libraries.builtin.rust.library import Rust

    return Rust(environment)


def _docker(environment: Environment) -> Library:
    from hielements.libraries.builtin.docker.library import Docker

    return Docker(environment)


def _scopes(environment: Environment) -> Library:
    from hielements.libraries.builtin.scopes.library import Scopes

    return Scopes(environment)


def _file_names() -> Mapping[str, Sequence[str]]:
    """The names of files that are code of a language of the built-in libraries, beyond extensions."""
    from hielements.libraries.builtin.docker.recognition import LANGUAGE_FILES

    return LANGUAGE_FILES


BUILT_IN: Mapping[str, Callable[[Environment], Library]] = {
    "docker": _docker,
    "files": _files,
    "python": _python,
    "rust": _rust,
    "scopes": _scopes,
}
