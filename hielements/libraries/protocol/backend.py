"""One plugin, however it runs: the interface between the protocol and what carries its messages.

Comes in: methods and parameters as plain values of JSON. Goes out: results as plain values, failures that name the
plugin and the reason, or that the plugin does not have the method.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from hielements.libraries.outcomes import Failure
from hielements.libraries.protocol.mapping import PathMapping
from hielements.record import Record

PROTOCOL_VERSION: Final = "1.0"


class Unsupported(Record):
    """The plugin does not have the method: JSON-RPC error -32601, or a missing export."""

    method: str


class Noted(Record):
    """A result, and a remark about how it came: what the plugin wrote beside it."""

    result: object
    note: str


class Refusal(Failure):
    """The plugin answered that it will not or cannot: a JSON-RPC error. The plugin itself is well."""

    code: int = 0


class Agreement(Record):
    """What host and plugin agreed on in `initialize`. `version` is None for a plugin that knows nothing of it: it gets
    no notifications, and only the four methods of the first protocol.

    `check_many`, `dependencies`, `scope_handles`, `cancel`: what the plugin said that it can do. `concurrency` is how
    many requests it works on at the same time."""

    version: str | None = None
    check_many: bool = False
    dependencies: bool = False
    scope_handles: bool = False
    cancel: bool = False
    concurrency: int = 1


OLD_PLUGIN: Final = Agreement()


class Standing(Record):
    """How a plugin runs. `kind` is `process` or `wasm`; `isolation` the level at which it is kept apart from the
    machine, None when it was not started; `confinement` the same in words. `operations` are those of WebAssembly until
    now, None where they are not counted."""

    kind: str
    isolation: str | None
    confinement: str
    operations: int | None = None


class Backend(Protocol):
    """One plugin, however it runs. Safe to use from several threads."""

    @property
    def mapping(self) -> PathMapping:
        """How the plugin sees the workspace."""

    def agreement(self) -> Agreement | Failure:
        """What was agreed on. Starts the plugin when it is not running yet."""

    def request(self, method: str, params: Mapping[str, object]) -> object | Failure | Unsupported:
        """The result of a method, or a Noted one. A Failure names the plugin and the reason, with what it printed where
        that helps; a Refusal is what the plugin itself answered."""

    def notes(self) -> Sequence[str]:
        """Remarks about the plugin that are no failures: output that was no message, how it is confined."""

    def standing(self) -> Standing:
        """How the plugin runs, now."""

    def close(self) -> None:
        """Ends the plugin. Called once, after the last request."""
