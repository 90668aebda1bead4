"""A plugin that is a WebAssembly module: its pool of instances.

Comes in: requests from any thread. Goes out: answers, or WasmError. Must never know what they mean.
"""

from __future__ import annotations

from _thread import allocate_lock
from collections.abc import Callable
from contextlib import suppress

from hielements.libraries.wasm.engine import engine
from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants, Limits
from hielements.libraries.wasm.instance import Answer, Instance
from hielements.libraries.wasm.loading import load_module
from hielements.source.cache import Cache

Prepare = Callable[[Instance], None]
"""What a new instance gets before its first request."""


class WasmPlugin:
    """Safe to use from several threads: each takes an instance of its own for the time of a request, and there are as
    many as requests ran at the same time."""

    def __init__(self, content: bytes, grants: Grants, limits: Limits, cache: Cache) -> None:
        """Loads the module of these bytes; nothing of it runs yet. Raises WasmError."""
        self._grants = grants
        self._limits = limits
        self._loaded = load_module(content, engine(counts_fuel=limits.fuel is not None), grants, cache)
        self._lock = allocate_lock()
        self._idle: list[Instance] = []
        self._closed = False
        self.prepare: Prepare | None = None

    def exports(self, export: str) -> bool:
        """Whether the module answers that kind of request."""
        return export in self._loaded.interface.requests

    def invoke(self, export: str, request: bytes) -> Answer:
        """The answer of an export to a request. Raises WasmError."""
        instance = self._take()
        try:
            answer = instance.invoke(export, request)
        except BaseException:
            instance.close()
            raise
        self._give_back(instance)
        return answer

    def warm(self) -> None:
        """Makes an instance now, where there is none that is idle. Raises WasmError."""
        self._give_back(self._take())

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
