"""Asks a plugin the questions of the conformance suite, and what else can be told of one.

Comes in: a name or a path. Goes out: findings, facts.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.app.plugin_lookup import Plugin, find_plugin
from hielements.libraries.outcomes import Failure
from hielements.libraries.protocol.backend import Backend, Refusal
from hielements.libraries.protocol.conformance.findings import Finding
from hielements.libraries.protocol.negotiation import capabilities
from hielements.libraries.signatures import Description
from hielements.record import Record


def test_plugin(named: str, folder: str = "", workspace: str | None = None) -> Sequence[Finding]:
    """The findings of the suite."""
    from hielements.libraries.protocol.conformance.suite import Suite

    plugin = find_plugin(named, folder, workspace)

    def open_backend(time_ms: int | None) -> Backend:
        setting = plugin.setting
        if time_ms is not None:
            setting = setting.with_(limits=setting.limits.with_(time_ms=time_ms))
        return plugin.open(setting).backend

    return Suite(plugin.setting.name, open_backend, plugin.workspace).run()


class PluginFacts(Record):
    """What can be told of a plugin that was started. `trouble` is why it could not be asked."""

    plugin: Plugin
    description: Description
    version: str | None
    capabilities: tuple[str, ...]
    notes: tuple[str, ...]
    trouble: Failure | None


def plugin_facts(named: str, folder: str = "", workspace: str | None = None) -> PluginFacts:
    """Starts the plugin and asks it what it is."""
    plugin = find_plugin(named, folder, workspace)
    library = plugin.open(plugin.setting)
    try:
        agreement = library.backend.agreement()
        described = library.describe()
        trouble = agreement if isinstance(agreement, Failure) else library.trouble() or _broken(library.backend)
        agreed = None if isinstance(agreement, Failure) else agreement
        return PluginFacts(
            plugin=plugin,
            description=described,
            version=agreed.version if agreed else None,
            capabilities=tuple(capabilities(agreed)) if agreed else (),
            notes=tuple(library.backend.notes()),
            trouble=trouble,
        )
    finally:
        library.close()


def _broken(backend: Backend) -> Failure | None:
    """Why the plugin does not answer at all, if so: many do not notice a handshake, and break at the first question."""
    answer = backend.request("library.check", {"function": "", "args": [], "workspace": backend.mapping.root})
    return answer if isinstance(answer, Failure) and not isinstance(answer, Refusal) else None
