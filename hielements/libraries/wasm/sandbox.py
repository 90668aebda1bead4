"""What a guest can reach: WASI without a host behind it, and what was granted.

wasmtime's own WASI does the work; where it would show the machine or wait, functions of ours stand in its place:

- `clock_time_get`: without the grant the date stands still, and other clocks tick once at each look;
- `random_get`: without the grant the same bytes for every request;
- `poll_oneoff`: sleeps no longer than the request may take; without a clock nobody sleeps at all, the time is counted;
- `fd_write` to the standard streams: counted, bounded, kept for messages;
- `path_open`: neither FIFOs nor devices (`guarded_files.py`).

There are no arguments, no environment and no folders unless granted, standard input is at its end, and there are no
sockets.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial

import wasmtime

from hielements.libraries.wasm.engine import Engine
from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants, Limits
from hielements.libraries.wasm.guarded_files import ENTRANCE, GUARD
from hielements.libraries.wasm.imports import ABORT, HOST, WASI
from hielements.libraries.wasm.loading import LoadedModule
from hielements.libraries.wasm.memory import HostFunction, LinearMemory, Ticks, define, export_of
from hielements.libraries.wasm.request import Request

FIXED_DATE = 946_684_800_000_000_000
"""What the clock says without the grant: 2000-01-01T00:00:00Z, in nanoseconds."""

_MONOTONIC_START = 1_000_000_000  # Go refuses to start when this clock says 0.
_MONOTONIC_STEP = 1_000
_RESOLUTION = 1_000

# Errors of WASI preview 1.
_SUCCESS, _BAD_FILE, _FAULT, _INVALID = 0, 8, 21, 28

_MOST_BUFFERS = 1024
_MOST_SUBSCRIPTIONS = 1024
_MOST_RANDOM = 1024 * 1024
_SUBSCRIPTION_BYTES, _EVENT_BYTES = 48, 32


class Sandbox:
    """The surroundings of one instance. `memory` is set when the instance exists; until then its functions find no
    memory, so that a start function cannot use them."""

    def __init__(self, loaded: LoadedModule, grants: Grants, limits: Limits, request: Request) -> None:
        self.memory: LinearMemory | None = None
        self.answer_host: Callable[[str, int, int], int] | None = None
        """Answers a service of the host; set by the instance, which has the guest's `alloc`."""
        self._grants = grants
        self._limits = limits
        self._request = request
        self._monotonic = _MONOTONIC_START
        self._functions: list[HostFunction] = []
        self.store = wasmtime.Store(loaded.engine.raw)
        self.store.set_limits(
            memory_size=limits.memory_bytes, table_elements=limits.table_elements, instances=3, tables=8, memories=1
        )
        self._ticks = Ticks(self.store, request.require_time, request.note)
        self.linker = wasmtime.Linker(loaded.engine.raw)
        self.linker.allow_shadowing = True
        self._guard: wasmtime.Instance | None = None
        self._entrance: wasmtime.Instance | None = None
        if any(module == WASI for module, _ in loaded.imports):
            self._link_wasi(loaded.engine)
        for module, name in sorted(loaded.imports):
            if module == HOST:
                self._define(HOST, name, "ii", "l", partial(self._host_service, name))
        if ABORT in loaded.imports:
            self._define(*ABORT, "iiii", "", self._abort)

    def close(self) -> None:
        """Ends the store, then what it called: nothing may call into a function that is gone."""
        self.store.close()
        self.linker.close()
        self._ticks.close()
        for function in self._functions:
            function.close()
        self._functions.clear()
        self.memory = self.answer_host = self._guard = self._entrance = None

    def connect(self, loaded: LoadedModule, instance: wasmtime.Instance) -> None:
        """To be called as soon as the instance exists, with its memory."""
        memory = export_of(self.store, instance, "memory")
        assert isinstance(memory, wasmtime.Memory)
        self.memory = LinearMemory(self.store, memory)
        if self._entrance is None:
            return
        guarding = wasmtime.Linker(loaded.engine.raw)
        guarding.define_wasi()
        for name in ("path_open", "path_filestat_get", "fd_write"):
            guarding.define(self.store, "wasi", name, guarding.get(self.store, WASI, name))
        guarding.define(self.store, "guest", "memory", memory)
        guarding.define(self.store, "entrance", "targets", self._entrance.exports(self.store)["targets"])
        capture = self._host_function("iiii", self._fd_write)
        define(guarding, "host", "fd_write", capture, _kind("iiii", "i"))
        self._guard = guarding.instantiate(self.store, _module(loaded.engine, GUARD))

    def _link_wasi(self, engine: Engine) -> None:
        wasi = wasmtime.WasiConfig()
        if self._grants.environment:
            wasi.env = self._grants.environment
        if self._grants.workspace is not None:
            try:
                wasi.preopen_dir(self._grants.workspace, "/workspace", self._grants.writable)
            except (wasmtime.WasmtimeError, ValueError):
                raise WasmError(f"cannot be given the workspace: {self._grants.workspace} cannot be opened") from None
        self.store.set_wasi(wasi)
        self.linker.define_wasi()
        self._define(WASI, "poll_oneoff", "iiii", "i", self._poll_oneoff)
        if not self._grants.clock:
            self._define(WASI, "clock_time_get", "ili", "i", self._clock_time_get)
            self._define(WASI, "clock_res_get", "ii", "i", self._clock_res_get)
        if not self._grants.random:
            self._define(WASI, "random_get", "ii", "i", self._random_get)
        if self._grants.workspace is None:
            self._define(WASI, "fd_write", "iiii", "i", self._fd_write)
            return
        self._entrance = wasmtime.Instance(self.store, _module(engine, ENTRANCE), [])
        exports = self._entrance.exports(self.store)
        for name in ("path_open", "fd_write"):
            self.linker.define(self.store, WASI, name, exports[name])

    def _define(self, module: str, name: str, parameters: str, result: str, body: Callable[..., int]) -> None:
        define(self.linker, module, name, self._host_function(parameters, body), _kind(parameters, result))

    def _host_function(self, parameters: str, body: Callable[..., int]) -> HostFunction:
        function = HostFunction(parameters, body, self._request.note)
        self._functions.append(function)
        return function

    # The functions. Parameters are unsigned; what comes back is an error of WASI unless it says otherwise.

    def _clock_time_get(self, clock: int, _precision: int, place: int) -> int:
        if clock > 3:
            return _INVALID
        if clock:
            self._monotonic += _MONOTONIC_STEP
        return self._store(place, FIXED_DATE if clock == 0 else self._monotonic)

    def _clock_res_get(self, clock: int, place: int) -> int:
        return _INVALID if clock > 3 else self._store(place, _RESOLUTION)

    def _random_get(self, place: int, length: int) -> int:
        from hashlib import shake_128

        if length > _MOST_RANDOM:
            return _INVALID
        request = self._request
        content = shake_128(request.random_bytes.to_bytes(8, "little")).digest(length)
        request.random_bytes += length
        request.require_time()
        return _SUCCESS if self.memory is not None and self.memory.write(place, content) else _FAULT

    def _fd_write(self, file: int, buffers: int, count: int, written_place: int) -> int:
        memory, request = self.memory, self._request
        if file not in (1, 2):
            return _BAD_FILE
        if count > _MOST_BUFFERS:
            return _INVALID
        places = memory.read(buffers, 8 * count) if memory is not None else None
        if memory is None or places is None:
            return _FAULT
        total = 0
        for start in range(0, 8 * count, 8):
            length = int.from_bytes(places[start + 4 : start + 8], "little")
            if length > self._limits.output_bytes:
                # Not even read: it would be too much anyway.
                raise request.too_much()
            content = memory.read(int.from_bytes(places[start : start + 4], "little"), length)
            if content is None:
                return _FAULT
            request.write(file, content)
            total += length
        return _SUCCESS if memory.write(written_place, total.to_bytes(4, "little")) else _FAULT

    def _poll_oneoff(self, subscriptions: int, events: int, count: int, happened_place: int) -> int:
        """Waits for the first of some events. Files are always ready; so only clocks make it wait."""
        memory = self.memory
        if not count or count > _MOST_SUBSCRIPTIONS:
            return _INVALID
        asked = memory.read(subscriptions, _SUBSCRIPTION_BYTES * count) if memory is not None else None
        if memory is None or asked is None:
            return _FAULT
        waiting = [asked[start : start + _SUBSCRIPTION_BYTES] for start in range(0, len(asked), _SUBSCRIPTION_BYTES)]
        delays = [self._delay(each) if each[8] == 0 else 0 for each in waiting]
        shortest = min(delays)
        self._wait(shortest)
        happened = b""
        for each, delay in zip(waiting, delays, strict=True):
            if delay == shortest:
                happened += each[:8] + bytes(2) + each[8:9] + bytes(_EVENT_BYTES - 11)
        if not memory.write(events, happened):
            return _FAULT
        number = len(happened) // _EVENT_BYTES
        return _SUCCESS if memory.write(happened_place, number.to_bytes(4, "little")) else _FAULT

    def _delay(self, subscription: bytes) -> int:
        """Nanoseconds from now on until a subscription of a clock is due."""
        clock = int.from_bytes(subscription[16:20], "little")
        timeout = int.from_bytes(subscription[24:32], "little")
        if not int.from_bytes(subscription[40:42], "little") & 1:
            return timeout
        if self._grants.clock:
            now = time.time_ns() if clock == 0 else time.monotonic_ns()
        else:
            now = FIXED_DATE if clock == 0 else self._monotonic
        return max(0, timeout - now)

    def _wait(self, nanoseconds: int) -> None:
        request = self._request
        if not self._grants.clock:
            request.sleep_unreal(nanoseconds / 1e9)
            self._monotonic += nanoseconds
            return
        time.sleep(max(0.0, min(nanoseconds / 1e9, request.remaining)))
        request.require_time()

    def _host_service(self, name: str, place: int, length: int) -> int:
        """`hielements_host.facts` and the like: pointer and length of the answer in one number."""
        answer = self.answer_host
        if answer is None:
            raise WasmError(f"asked the host for `{name}` before it had a memory for the answer")
        return answer(name, place, length)

    def _abort(self, message: int, _file: int, line: int, column: int) -> int:
        """AssemblyScript's failed assertion: the message is UTF-16, its length in bytes stands before it."""
        text = ""
        if self.memory is not None and message >= 4 and (size := self.memory.read(message - 4, 4)) is not None:
            content = self.memory.read(message, min(int.from_bytes(size, "little"), 2048)) or b""
            text = content.decode("utf-16-le", "replace")
        raise WasmError(f"aborted at line {line}, column {column}" + (f": {text}" if text else ""))

    def _store(self, place: int, value: int) -> int:
        memory = self.memory
        return _SUCCESS if memory is not None and memory.write(place, value.to_bytes(8, "little")) else _FAULT


def _kind(parameters: str, result: str) -> wasmtime.FuncType:
    def types(letters: str) -> list[wasmtime.ValType]:
        return [wasmtime.ValType.i32() if letter == "i" else wasmtime.ValType.i64() for letter in letters]

    return wasmtime.FuncType(types(parameters), types(result))


_modules: dict[tuple[int, str], wasmtime.Module] = {}


def _module(engine: Engine, text: str) -> wasmtime.Module:
    """A module of ours, compiled once for each engine."""
    key = (id(engine), text)
    known = _modules.get(key)
    if known is None:
        known = _modules[key] = wasmtime.Module(engine.raw, text)
    return known
