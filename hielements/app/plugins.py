"""Makes a library of a plugin that the configuration names.

Comes in: the plugin's settings, its environment, and what opens a backend for its kind. Goes out: a library. Nothing is
started here: a plugin runs when somebody first asks it something.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Environment, Library
from hielements.libraries.protocol.backend import Backend
from hielements.libraries.protocol.handles import ScopeHandles
from hielements.libraries.protocol.host_services import HostServices
from hielements.libraries.protocol.library import PluginLibrary
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.negotiation import Grants
from hielements.project.configuration import LibrarySetting
from hielements.run.languages import language_of

OpenBackend = Callable[[LibrarySetting, Environment, Grants, HostServices], Backend]


def open_plugin(
    setting: LibrarySetting,
    environment: Environment,
    catalog: Catalog,
    mapping: PathMapping,
    open_backend: OpenBackend,
    wrap: Callable[[Backend], Backend] | None = None,
) -> PluginLibrary:
    """The library that the plugin implements. `mapping` is how plugins of its kind see the workspace; `catalog` has the
    libraries whose facts the plugin may ask for; `wrap` puts something between the plugin and its library."""
    handles = ScopeHandles()

    def library_of(language: str) -> Library | None:
        # A plugin that asked for its own facts would wait for itself.
        return catalog.get(language) if language != setting.name else None

    ungranted = Grants(
        setting.permissions.filesystem,
        setting.permissions.environment,
        setting.limits.time_ms,
        setting.limits.memory_mb,
    )
    host = HostServices(
        environment.workspace,
        mapping,
        ungranted,
        handles,
        setting.options,
        lambda path: language_of(path, catalog.file_names),
        library_of,
    )
    backend = open_backend(setting, environment, ungranted.with_(services=tuple(host.granted())), host)
    fingerprint = getattr(backend, "fingerprint", lambda: None)
    seen = wrap(backend) if wrap is not None else backend
    return PluginLibrary(setting.name, environment, seen, handles, fingerprint)
