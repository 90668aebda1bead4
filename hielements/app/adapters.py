"""The only module that names adapters: what stands behind the workspace, the cache and each library.

Comes in: a root folder and a configuration. Goes out: open interfaces. It must never know what they are used for.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING

from hielements.diagnostics.codes.configuration import BUILT_IN_NAME
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Environment, Library
from hielements.project.configuration import Configuration
from hielements.source.cache import Cache, NoCache
from hielements.source.disk import DiskWorkspace

if TYPE_CHECKING:
    from hielements.libraries.protocol.backend import Backend
    from hielements.libraries.protocol.host_services import HostServices
    from hielements.libraries.protocol.negotiation import Grants
    from hielements.project.configuration import LibrarySetting


def open_cache(configuration: Configuration, use_cache: bool = True) -> Cache:
    """Where derived data is kept between runs."""
    folder = cache_folder_of(configuration) if use_cache else None
    if folder is None:
        return NoCache()
    from hielements.source.disk_cache import DiskCache

    return DiskCache(folder)


def open_catalog(
    root: str,
    configuration: Configuration,
    cache: Cache,
    workspace: DiskWorkspace | None = None,
    wrappers: Mapping[str, Callable[[Backend], Backend]] | None = None,
) -> Catalog:
    """The libraries that specifications in this workspace may import. `wrappers` put something between a plugin and its
    library, by the name of the plugin."""
    checked = workspace or open_workspace(root, configuration)
    factories = dict(BUILT_IN)

    def environment_of(name: str) -> Environment:
        return Environment(checked, configuration.options.get(name, {}), cache, usable_processors())

    catalog = Catalog(factories, environment_of, _file_names)
    for setting in configuration.libraries:
        wrap = wrappers.get(setting.name) if wrappers is not None else None
        factories[setting.name] = partial(_plugin, setting, catalog, wrap)
    return catalog


def built_in_names_taken(configuration: Configuration) -> Sequence[Diagnostic]:
    """Plugins that have the name of a built-in library, and do not say that they mean to replace it."""
    return [
        Diagnostic(
            BUILT_IN_NAME,
            f"`{setting.name}` is a library that ships with hielements",
            setting.location,
            "a plugin of the same name",
            help="give the plugin another name, or write `replaces_builtin = true` if it is meant to take its place",
        )
        for setting in configuration.libraries
        if setting.name in BUILT_IN and not setting.replaces_builtin
    ]


def cache_folder_of(configuration: Configuration) -> str | None:
    if not configuration.cache_enabled:
        return None
    from hielements.source.disk_cache import default_folder

    return configuration.cache_folder or default_folder()


def usable_processors() -> int:
    """How many processors libraries may use at a time. One, where processes cannot be had by starting the running
    program again, because it is not the interpreter of Python itself: nobody knows what a frozen program, or one that
    embeds Python, would do."""
    name = os.path.basename(sys.executable or "").lower()
    if not name.startswith(("python", "pypy")) or getattr(sys, "frozen", False):
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def open_workspace(
    root: str, configuration: Configuration, texts: Mapping[str, str] = {}, cache: Cache | None = None
) -> DiskWorkspace:
    """The checked project; `texts` by workspace path count instead of what is on disk. `cache` remembers what folders
    held."""
    if texts:
        from hielements.source.overlay import OverlayWorkspace

        return OverlayWorkspace(root, texts, configuration.exclude, configuration.gitignore)
    return DiskWorkspace(root, configuration.exclude, configuration.gitignore, cache)


def without_plugins(configuration: Configuration) -> tuple[Configuration, Mapping[str, str]]:
    """The configuration of a workspace that is not trusted, and why each library that it names cannot be used: what a
    workspace brings along must not run before somebody has said that it may."""
    reason = "runs code that this workspace brings along, and the editor has not said that the workspace is trusted"
    withheld = {setting.name: reason for setting in configuration.libraries if setting.name not in BUILT_IN}
    return configuration.with_(libraries=()), withheld


# Plugins


def _plugin(
    setting: LibrarySetting, catalog: Catalog, wrap: Callable[[Backend], Backend] | None, environment: Environment
) -> Library:
    from hielements.app.plugins import open_plugin
    from hielements.libraries.protocol.mapping import GUEST_ROOT, PathMapping

    root = environment.workspace.root
    if setting.kind == "wasm":
        return open_plugin(setting, environment, catalog, PathMapping(GUEST_ROOT), _wasm, wrap)
    return open_plugin(setting, environment, catalog, PathMapping(root, (os.path.realpath(root),)), _process, wrap)


def _process(setting: LibrarySetting, environment: Environment, grants: Grants, host: HostServices) -> Backend:
    from hielements.libraries.process.backend import ProcessBackend
    from hielements.libraries.process.starting import ProcessSettings

    limits = setting.limits
    given = {"time_ms": limits.time_ms, "start_ms": limits.start_ms, "memory_mb": limits.memory_mb}
    settings = ProcessSettings(
        name=setting.name,
        executable=setting.executable or setting.path or "",
        args=setting.args,
        write="write" in setting.permissions.filesystem,
        environment=setting.permissions.environment,
        level=setting.isolation,
        least=setting.min_isolation,
        **{name: value for name, value in given.items() if value is not None},
    )
    root = environment.workspace.root
    return ProcessBackend(settings, root, host.mapping, grants, setting.options, host.handle)


def _wasm(setting: LibrarySetting, environment: Environment, grants: Grants, host: HostServices) -> Backend:
    from hielements.libraries.wasm.backend import WasmBackend, WasmSettings

    settings = WasmSettings(
        name=setting.name,
        path=setting.path or "",
        workspace=environment.workspace.root,
        grants=grants,
        clock=setting.permissions.clock,
        random=setting.permissions.random,
        fuel=setting.limits.fuel,
        counts=setting.counts,
        options=setting.options,
    )
    return WasmBackend(settings, environment.cache, host)


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


def _config(environment: Environment) -> Library:
    from hielements.libraries.builtin.config.library import Config

    return Config(environment)


def _scopes(environment: Environment) -> Library:
    from hielements.libraries.builtin.scopes.library import Scopes

    return Scopes(environment)


def _file_names() -> Mapping[str, Sequence[str]]:
    """The names of files that are code of a language of the built-in libraries, beyond extensions."""
    from hielements.libraries.builtin.docker.recognition import LANGUAGE_FILES

    return LANGUAGE_FILES


BUILT_IN: Mapping[str, Callable[[Environment], Library]] = {
    "config": _config,
    "docker": _docker,
    "files": _files,
    "python": _python,
    "rust": _rust,
    "scopes": _scopes,
}
