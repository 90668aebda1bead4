"""A WebAssembly module as the backend of a plugin: methods become exports, plain values become JSON.

Comes in: methods and parameters. Goes out: results, failures that name the plugin and the reason, or that the module
does not have the export. The file is read once, so that one that is replaced in the course of a run changes none of its
answers; the module is compiled, and wasmtime imported, when the first request comes.
"""

from __future__ import annotations

import os
from _thread import allocate_lock
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from hielements.libraries.outcomes import Failure
from hielements.libraries.protocol.backend import OLD_PLUGIN, Agreement, Noted, Standing, Unsupported
from hielements.libraries.protocol.host_services import HostError, HostServices
from hielements.libraries.protocol.json_text import NotJson, read_json, write_json
from hielements.libraries.protocol.mapping import GUEST_ROOT, PathMapping
from hielements.libraries.protocol.messages import INTERNAL_ERROR, INVALID_PARAMS
from hielements.libraries.protocol.negotiation import Grants as ProtocolGrants
from hielements.libraries.protocol.negotiation import agreement_from_wire, initialize_params
from hielements.libraries.protocol.trouble import WireError, excerpt, failure, kind_of
from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants, Limits
from hielements.libraries.wasm.module_file import read_module
from hielements.record import Record
from hielements.source.cache import Cache

if TYPE_CHECKING:
    from hielements.libraries.wasm.instance import Answer, Instance
    from hielements.libraries.wasm.plugin import WasmPlugin

_EXPORTS: Final[Mapping[str, str]] = {
    "library.call": "library_call",
    "library.check": "library_check",
    "library.metadata": "library_metadata",
    "library.doc": "library_doc",
    "library.dependencies": "library_dependencies",
    "library.checkMany": "library_check_many",
}
_ADVICE: Final = "this is a defect of the plugin, not of the specification"
_MOST_NOTES: Final = 20
_EVERY_VARIABLE: Final = "*"
_CONFINEMENT: Final = "WebAssembly: it reaches its own memory and what was granted, and nothing else"
_ENDLESS: Final = 1 << 62
"""A limit of operations that no request reaches: they are counted, and that is all."""
_MEBIBYTE: Final = 1024 * 1024

MAPPING: Final = PathMapping(GUEST_ROOT)
"""How every module sees the workspace."""


class WasmSettings(Record):
    """What a module is opened with. `path` is absolute, `workspace` the absolute path of the workspace. `grants` are
    permissions and limits as the plugin is told them; `clock` and `random` grant the real ones. `fuel` is a limit of
    WebAssembly operations for each request, and has them counted; `counts` has them counted without a limit, and so
    that each run does the same. `options` are the plugin's own settings."""

    name: str
    path: str
    workspace: str
    grants: ProtocolGrants = ProtocolGrants()
    clock: bool = False
    random: bool = False
    fuel: int | None = None
    counts: bool = False
    options: Mapping[str, object] = {}


class WasmBackend:
    """A `Backend`. Safe to use from several threads."""

    mapping = MAPPING

    def __init__(self, settings: WasmSettings, cache: Cache, host: HostServices | None = None) -> None:
        """Reads nothing yet."""
        self._settings = settings
        self._cache = cache
        self._host = host
        self._limits = limits_of(settings)
        self._lock = allocate_lock()
        self._content: bytes | WasmError | None = None
        self._plugin: WasmPlugin | Failure | None = None
        self._agreement: Agreement | None = None
        self._notes: list[str] = []
        self.operations: int | None = None
        """WebAssembly operations of all requests so far, where they are counted."""

    def agreement(self) -> Agreement | Failure:
        plugin = self._opened()
        if isinstance(plugin, Failure):
            return plugin
        if self._agreement is None:
            if not plugin.exports("initialize"):
                self._agreement = OLD_PLUGIN
            else:
                # Every instance is initialized, the first one by being made.
                try:
                    plugin.warm()
                except WasmError as problem:
                    return self._failure(problem)
        return self._agreement or OLD_PLUGIN

    def request(self, method: str, params: Mapping[str, object]) -> object | Failure | Unsupported:
        """The result of the export that has the method's name; a Noted one when the module wrote something besides."""
        plugin = self._opened()
        if isinstance(plugin, Failure):
            return plugin
        export = _EXPORTS.get(method)
        if export is None or not plugin.exports(export):
            return Unsupported(method)
        try:
            answer = plugin.invoke(export, write_json(params))
        except WasmError as problem:
            self._count(problem.cost)
            return self._failure(problem)
        result = self._read(answer, method)
        if answer.output is None or isinstance(result, Failure):
            return result
        note = f"the plugin `{self._settings.name}` also wrote: {answer.output}"
        self._note(note)
        return Noted(result, note)

    def notes(self) -> Sequence[str]:
        return tuple(self._notes) + tuple(self._host.notes() if self._host is not None else ())

    def standing(self) -> Standing:
        return Standing("wasm", "wasm", _CONFINEMENT, self.operations)

    def close(self) -> None:
        plugin = self._plugin
        if plugin is not None and not isinstance(plugin, Failure):
            plugin.close()

    def fingerprint(self) -> str | None:
        """What decides how the module describes itself; None where that is not the module alone."""
        settings = self._settings
        grants = settings.grants
        if grants.filesystem or grants.environment or settings.clock or settings.random:
            return None
        if settings.counts:
            # A run that remembers the description asks less than the one that asked for it.
            return None
        content = self._file()
        if isinstance(content, WasmError):
            return None
        from hashlib import sha256

        return f"wasm {sha256(content).hexdigest()} {sorted(settings.options.items())!r} {grants!r}"

    def _file(self) -> bytes | WasmError:
        with self._lock:
            if self._content is None:
                try:
                    self._content = read_module(self._settings.path, self._limits)
                except WasmError as problem:
                    self._content = problem
            return self._content

    def _opened(self) -> WasmPlugin | Failure:
        plugin = self._plugin
        if plugin is None:
            content = self._file()
            with self._lock:
                plugin = self._plugin
                if plugin is None:
                    plugin = self._plugin = self._open(content)
        return plugin

    def _open(self, content: bytes | WasmError) -> WasmPlugin | Failure:
        if isinstance(content, WasmError):
            return self._failure(content)
        try:
            from hielements.libraries.wasm.plugin import WasmPlugin
        except (ImportError, OSError, RuntimeError) as problem:
            # wasmtime says so when it has no library for this machine.
            advice = "WebAssembly plugins need the package `wasmtime`, which has wheels for x86-64 and 64-bit ARM"
            return failure(self._settings.name, f"cannot run on this machine: {problem}", "unsupported", advice)
        try:
            plugin = WasmPlugin(content, self._grants(), self._limits, self._cache)
        except WasmError as problem:
            return self._failure(problem)
        if plugin.exports("initialize"):
            plugin.prepare = self._initialize
        return plugin

    def _initialize(self, instance: Instance) -> None:
        """Negotiates with a new instance. What the first one answers holds for all: they are made of one module."""
        settings = self._settings
        params = initialize_params(GUEST_ROOT, settings.grants, settings.options)
        answer = instance.invoke("initialize", write_json(params))
        if answer.content is None:
            agreed = OLD_PLUGIN
        else:
            result = self._read(answer, "initialize")
            if isinstance(result, Failure):
                raise WasmError(result.message.removeprefix(f"the plugin `{settings.name}` "), result.help)
            try:
                agreed = agreement_from_wire(result)
            except WireError as problem:
                raise WasmError(str(problem), _ADVICE) from None
        self._agreement = agreed

    def _read(self, answer: Answer, method: str) -> object | Failure:
        self._count(answer.cost)
        if answer.content is None:
            return None
        value = read_json(answer.content)
        if isinstance(value, NotJson):
            shown = f": '{excerpt(answer.content[:400])}'" if answer.content else ""
            message = f"answered `{method}` with something that {value.message}{shown}"
            return failure(self._settings.name, message, help=_ADVICE)
        return value

    def _count(self, operations: int | None) -> None:
        if operations is not None:
            with self._lock:
                self.operations = (self.operations or 0) + operations

    def _note(self, note: str) -> None:
        with self._lock:
            if note not in self._notes and len(self._notes) < _MOST_NOTES:
                self._notes.append(note)

    def _failure(self, problem: WasmError) -> Failure:
        return failure(self._settings.name, problem.message, problem.reason, problem.help)

    def _grants(self) -> Grants:
        settings = self._settings
        files = settings.grants.filesystem
        host = self._host
        services = host.granted() if host is not None else ()
        return Grants(
            workspace=settings.workspace if "read" in files or "write" in files else None,
            writable="write" in files,
            environment=_variables(settings.grants.environment),
            clock=settings.clock,
            random=settings.random,
            services=frozenset(name.removeprefix("host.") for name in services),
            host=self._answer if host is not None else None,
        )

    def _answer(self, service: str, asked: bytes) -> bytes:
        """The host's answer to a guest, as JSON."""
        assert self._host is not None
        params = read_json(asked) if asked else {}
        if isinstance(params, NotJson):
            result: object = HostError(INVALID_PARAMS, f"the parameters are {params.message.removeprefix('is ')}")
        elif not isinstance(params, dict):
            result = HostError(INVALID_PARAMS, f"the parameters are {kind_of(params)}, and must be an object")
        else:
            result = self._host.handle(f"host.{service}", params)
        if isinstance(result, HostError):
            return write_json({"error": {"code": result.code, "message": result.message}})
        try:
            return write_json({"result": result})
        except (TypeError, ValueError) as problem:
            return write_json({"error": {"code": INTERNAL_ERROR, "message": str(problem)}})


def limits_of(settings: WasmSettings) -> Limits:
    """The limits of a module, defaults filled in."""
    limits = Limits(fuel=_ENDLESS if settings.fuel is None and settings.counts else settings.fuel)
    if settings.grants.time_ms is not None:
        limits = limits.with_(time_ms=settings.grants.time_ms)
    if settings.grants.memory_mb is not None:
        limits = limits.with_(memory_bytes=settings.grants.memory_mb * _MEBIBYTE)
    return limits


def _variables(names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The granted variables that are set, sorted. What is no UTF-8 cannot be told to a module as it is."""
    granted = os.environ if _EVERY_VARIABLE in names else [name for name in names if name in os.environ]
    return tuple((_proper(name), _proper(os.environ[name])) for name in sorted(granted))


def _proper(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
