"""What a plugin costs: its start, each request, its memory.

Comes in: a plugin. Goes out: figures. Times are milliseconds, of the clock: they depend on the machine and on what else
it does, so that only figures of one run may be compared.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from threading import Lock, Thread
from time import perf_counter

from hielements.app.plugin_lookup import find_plugin
from hielements.libraries.outcomes import Failure
from hielements.libraries.protocol.backend import Agreement, Backend, Refusal, Standing, Unsupported
from hielements.libraries.protocol.mapping import PathMapping
from hielements.record import Record

_THREADS = 4


class Cost(Record):
    """What a plugin cost. `start` is the time until it could be asked, `first` that of the first request, `median` and
    `slowest` those of the others, `rate` requests in a second from four threads. `memory` is in bytes, None for a
    plugin that is part of the host. `operations` are those of WebAssembly in one request, None where they are not
    counted: they are the same on every machine."""

    start: float
    first: float
    median: float
    slowest: float
    rate: float
    memory: int | None
    requests: int
    operations: int | None = None


def measure_plugin(
    named: str, requests: int, folder: str = "", workspace: str | None = None, count: bool = False
) -> Cost | Failure:
    """Asks a check that the plugin does not have, again and again: what remains is the cost of asking. `count` counts
    the operations of a WebAssembly module as well, which makes it slower."""
    plugin = find_plugin(named, folder, workspace)
    library = plugin.open(plugin.setting.with_(counts=count))
    backend = library.backend
    params = {"function": "hielements_asks", "args": [], "workspace": backend.mapping.root}
    try:
        started = perf_counter()
        agreement = backend.agreement()
        start = perf_counter() - started
        if isinstance(agreement, Failure):
            return agreement
        times = []
        for _ in range(requests + 1):
            before = perf_counter()
            answer = backend.request("library.check", params)
            times.append(perf_counter() - before)
            if isinstance(answer, Failure) and not isinstance(answer, Refusal):
                return answer
        first, *others = times
        operations = _operations(backend, params)
        rate = _rate(backend, params, requests)
        memory = memory_of(backend)
    finally:
        library.close()
    return Cost(start * 1e3, first * 1e3, median(others) * 1e3, max(others) * 1e3, rate, memory, len(times), operations)


def _operations(backend: Backend, params: Mapping[str, object]) -> int | None:
    before = backend.standing().operations
    backend.request("library.check", params)
    after = backend.standing().operations
    return None if before is None or after is None else after - before


def _rate(backend: Backend, params: Mapping[str, object], requests: int) -> float:
    def work() -> None:
        for _ in range(max(1, requests // _THREADS)):
            backend.request("library.check", params)

    threads = [Thread(target=work) for _ in range(_THREADS)]
    started = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return max(1, requests // _THREADS) * _THREADS / (perf_counter() - started)


def memory_of(backend: Backend) -> int | None:
    """The memory of the plugin's processes, in bytes; None when it has none of its own."""
    process = getattr(backend, "process_id", None)
    if process is None:
        return None
    import psutil

    try:
        root = psutil.Process(process)
        return sum(each.memory_info().rss for each in (root, *root.children(recursive=True)))
    except psutil.Error:
        return None


class MeasuredBackend:
    """A backend that notes how long its requests take."""

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._lock = Lock()
        self.times: list[float] = []
        self.memory: int | None = None

    @property
    def mapping(self) -> PathMapping:
        return self._backend.mapping

    def agreement(self) -> Agreement | Failure:
        return self._backend.agreement()

    def request(self, method: str, params: Mapping[str, object]) -> object | Failure | Unsupported:
        before = perf_counter()
        answer = self._backend.request(method, params)
        with self._lock:
            self.times.append(perf_counter() - before)
        return answer

    def notes(self) -> Sequence[str]:
        return self._backend.notes()

    def standing(self) -> Standing:
        return self._backend.standing()

    def close(self) -> None:
        self.memory = memory_of(self._backend)
        self._backend.close()
