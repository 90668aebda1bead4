"""`initialize`: what host and plugin tell each other before the first question.

Comes in: limits and permissions of the host, the plugin's answer. Goes out: parameters, an Agreement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from hielements.libraries.protocol.backend import OLD_PLUGIN, PROTOCOL_VERSION, Agreement
from hielements.libraries.protocol.json_text import MAX_DEPTH, MAX_MESSAGE
from hielements.libraries.protocol.trouble import kind_of, malformed
from hielements.record import Record
from hielements.version import __version__

MOST_CONCURRENT: Final = 64
_CAPABILITIES: Final = {
    "checkMany": "check_many",
    "dependencies": "dependencies",
    "scopeHandles": "scope_handles",
    "cancel": "cancel",
}


class Grants(Record):
    """What a plugin is told that it may use. None for a limit that is not set."""

    filesystem: tuple[str, ...] = ()
    environment: tuple[str, ...] = ()
    time_ms: int | None = None
    memory_mb: int | None = None
    services: tuple[str, ...] = ()
    """The methods of the host that it may call: `host.facts`."""


def initialize_params(workspace: str, grants: Grants, options: Mapping[str, object]) -> Mapping[str, object]:
    """The parameters of `initialize`. `options` is the plugin's own table of the configuration."""
    return {
        "protocolVersions": [PROTOCOL_VERSION],
        "host": {"name": "hielements", "version": __version__},
        "workspace": workspace,
        "limits": {
            "time_ms": grants.time_ms,
            "memory_mb": grants.memory_mb,
            "message_bytes": MAX_MESSAGE,
            "message_depth": MAX_DEPTH,
        },
        "permissions": {"filesystem": list(grants.filesystem), "environment": list(grants.environment)},
        "services": list(grants.services),
        "options": dict(options),
    }


def agreement_from_wire(result: object) -> Agreement:
    """What the plugin's answer to `initialize` means. Anything without a version, null above all, is the answer of a
    plugin that does not know the method. Raises WireError for a version that was not offered, or another form."""
    if not isinstance(result, dict) or "protocolVersion" not in result:
        return OLD_PLUGIN
    version = result["protocolVersion"]
    if version != PROTOCOL_VERSION:
        raise malformed(
            f"answered `initialize` with {kind_of(version)} for the version; offered was {PROTOCOL_VERSION}"
        )
    said = result.get("capabilities", {})
    if not isinstance(said, dict):
        raise malformed(f"answered `initialize` with {kind_of(said)} for its capabilities")
    concurrency = said.get("concurrency", 1)
    if type(concurrency) is not int or concurrency < 1:
        raise malformed(f"answered `initialize` with {kind_of(concurrency)} for its concurrency")
    known = {field: said.get(name) is True for name, field in _CAPABILITIES.items()}
    return Agreement(version=PROTOCOL_VERSION, concurrency=min(concurrency, MOST_CONCURRENT), **known)


def capabilities(agreement: Agreement) -> Sequence[str]:
    """What a plugin said that it can do, by its names on the wire."""
    return [name for name, field in _CAPABILITIES.items() if getattr(agreement, field)]
