"""The wasmtime engines of this process, and the clock that ends what runs too long.

One engine compiles and runs the modules of all libraries; a second one, that counts operations, exists where somebody
asked for deterministic costs. Engines are never closed: they cost little and modules live as long as the program.

The settings make answers depend on the input alone: no threads, no relaxed SIMD, one form of NaN. Linear memories
reserve 64 MiB of addresses instead of wasmtime's 4 GiB, so that many fit and RLIMIT_AS may be set.
"""

from __future__ import annotations

import os
from _thread import allocate_lock, start_new_thread
from time import monotonic, sleep

import wasmtime

from hielements.libraries.wasm.errors import WasmError

TICK = 0.01
"""Seconds between two ticks of the epoch: how exactly a request's time is limited, and how soon an interrupt is
noticed."""

_IDLE_TICKS = 300
"""Ticks without any request after which the ticking thread ends."""

_STACK_BYTES = 512 * 1024
_SETTINGS = {
    "consume_fuel": False,
    "cranelift_nan_canonicalization": True,
    "cranelift_opt_level": "speed",
    "epoch_interruption": True,
    "max_wasm_stack": _STACK_BYTES,
    "memory_guard_size": 65536,
    "memory_reservation": 64 * 1024 * 1024,
    "wasm_exceptions": False,
    "wasm_function_references": False,
    "wasm_gc": False,
    "wasm_memory64": False,
    "wasm_multi_memory": False,
    "wasm_multi_value": True,
    "wasm_relaxed_simd": False,
    "wasm_tail_call": True,
    "wasm_threads": False,
}


class Engine:
    """A wasmtime engine with epochs that tick while requests run. Safe to use from several threads."""

    def __init__(self, counts_fuel: bool) -> None:
        settings = {**_SETTINGS, "consume_fuel": counts_fuel}
        config = wasmtime.Config()
        for name, value in settings.items():
            setattr(config, name, value)
        self.counts_fuel = counts_fuel
        self.settings = ";".join(f"{name}={value}" for name, value in sorted(settings.items()))
        """All settings in one line, for the names of cache entries: wasmtime refuses a module that was compiled with
        other ones only for some of them."""
        self.raw = wasmtime.Engine(config)
        self._lock = allocate_lock()
        self._running = 0
        self._ticking = False

    def begin(self) -> None:
        """A request starts: epochs tick until as many have ended."""
        with self._lock:
            self._running += 1
            if not self._ticking:
                self._ticking = True
                start_new_thread(self._tick, ())

    def end(self) -> None:
        with self._lock:
            self._running -= 1

    def _tick(self) -> None:
        """Ticks while there are requests, and some time longer: starting a thread for each would cost more than most
        of them."""
        idle = 0
        due = monotonic()
        while True:
            due += TICK
            sleep(max(0.0, due - monotonic()))
            self.raw.increment_epoch()
            idle = 0 if self._running else idle + 1
            if idle > _IDLE_TICKS:
                with self._lock:
                    if not self._running:
                        self._ticking = False
                        return
                idle = 0


_lock = allocate_lock()
_engines: dict[bool, Engine] = {}
_process = os.getpid()


def engine(counts_fuel: bool = False) -> Engine:
    """The engine of this process. Raises WasmError in a child that was forked after its parent had one: the threads
    that compile do not exist there, and compiling would wait for them forever."""
    with _lock:
        if _engines and os.getpid() != _process:
            raise WasmError(
                "cannot run in a process that was forked from one that runs WebAssembly",
                "start the process with `spawn` instead of `fork`",
            )
        known = _engines.get(counts_fuel)
        if known is None:
            known = _engines[counts_fuel] = Engine(counts_fuel)
        return known


def wasmtime_version() -> str:
    """The version of wasmtime, from the name of the folder that its installer wrote: importing `importlib.metadata`
    takes longer than loading a module from the cache."""
    site = os.path.dirname(os.path.dirname(os.path.abspath(wasmtime.__file__)))
    try:
        found = [name for name in os.listdir(site) if name.startswith("wasmtime-") and name.endswith(".dist-info")]
    except OSError:
        found = []
    if len(found) == 1:
        return found[0].removeprefix("wasmtime-").removesuffix(".dist-info")
    from importlib.metadata import version

    return version("wasmtime")
