"""A plugin that is a WebAssembly module: its pool of instances.

Comes in: requests from any thread. Goes out: answers, or WasmError. The module is read once, so that a file that is
replaced in the course of a run changes none of its answers.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable
from contextlib import suppress

from hielements.libraries.wasm.engine import engine
from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants, Limits
from hielements.libraries.wasm.instance import Instance
from hielements.libraries.wasm.loading import load_module, read_module
from hielements.source.cache import Cache

Prepare = Callable[[Instance], None]
"""What a new instance gets before its first request."""


class WasmPlugin:
    """Safe to use from several threads: each takes an instance of its own for the time of a request, and there are as
    many as requests ran at the same time."""

    def __init__(self, path: str, grants: Grants, limits: Limits, cache: Cache, counts_fuel: bool = False) -> None:
        """Loads the module; nothing of it runs yet. Raises WasmError."""
        self._grants = grants
        self._limits = limits
        content = read_module(path, limits)
        self._loaded = load_module(content, engine(counts_fuel or limits.fuel is not None), grants, cache)
        self._lock = allocate_lock()
        self._idle: list[Instance] = []
        self._closed = False
        self.prepare: Prepare | None = None

    def exports(self, export: str) -> bool:
        """Whether the module answers that kind of request."""
        return export in self._loaded.interface.requests

    def invoke(self, export: str, request: bytes) -> bytes | None:
        """The answer of an export to a request, None when it gives none. Raises WasmError."""
        return self.measured(export, request)[0]

    def measured(self, export: str, request: bytes) -> tuple[bytes | None, int | None]:
        """The answer, and what it cost in WebAssembly operations where they are counted. Raises WasmError."""
        instance = self._take()
        try:
            answer = instance.invoke(export, request)
        except BaseException:
            instance.close()
            raise
        cost = instance.cost
        self._give_back(instance)
        return answer, cost

    def close(self) -> None:
        """Lets idle instances say good-bye and ends them. Those that work on a request are ended after it."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for instance in idle:
            if self.exports("shutdown"):
                # The answers are given; nobody waits for this one.
                with suppress(WasmError):
                    instance.invoke("shutdown", b"{}")
            instance.close()

    def _take(self) -> Instance:
        with self._lock:
            if self._closed:
                raise WasmError("was closed")
            if self._idle:
                return self._idle.pop()
        instance = Instance(self._loaded, self._grants, self._limits)
        if self.prepare is not None:
            try:
                self.prepare(instance)
            except BaseException:
                instance.close()
                raise
        return instance

    def _give_back(self, instance: Instance) -> None:
        with self._lock:
            if not self._closed:
                self._idle.append(instance)
                return
        instance.close()
