"""Measures what a plugin costs: a WebAssembly module, a process, and the same check in this program's own Python.

    python benchmarks/plugins.py              all of it (a minute or two)
    python benchmarks/plugins.py --json       the same figures as JSON
    python benchmarks/plugins.py --quick      fewer repetitions

Every figure comes from a process of its own with an empty cache and the real composition of libraries; the plugin
answers `{"Pass":null}` and does nothing else, so that what is measured is what plugins cost before they do anything.
Modules are made of arithmetic, loops and memory accesses until they have the size that is asked for.

Times are medians; calls are measured in time of the processor as well, which a busy machine does not change much. Goals
are for a machine that does nothing else.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPTIONS = {"--json", "--quick"}
Figures = dict[str, float]
Row = dict[str, Any]

PROCESS = """\
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    answer = {"jsonrpc": "2.0", "id": request["id"]}
    if request["method"] == "library.check":
        answer["result"] = {"Pass": None}
    else:
        answer["error"] = {"code": -32601, "message": "no such method"}
    print(json.dumps(answer), flush=True)
"""

FRAME = """(module
  (memory (export "memory") 2)
  (global $next (mut i32) (i32.const 4096))
  (func (export "alloc") (param $size i32) (result i32)
    (local $place i32)
    (local.set $place (global.get $next))
    (global.set $next (i32.add (global.get $next) (local.get $size)))
    (local.get $place))
  (func (export "dealloc") (param i32 i32) (global.set $next (i32.const 4096)))
  (data (i32.const 16) "{\\22Pass\\22:null}")
  (func (export "library_check") (param i32 i32) (result i64) (i64.const 0x000000100000000d))
  %s)
"""

FUNCTION = """
  (func $work%(n)d (param $a i32) (param $b i32) (result i32)
    (local $i i32) (local $sum i32)
    (local.set $sum (i32.const %(k)d))
    %(lines)s
    (loop $again
      (local.set $sum (i32.add (local.get $sum) (i32.mul (local.get $a) (i32.load offset=%(n)d (local.get $i)))))
      (if (i32.gt_u (local.get $sum) (i32.const %(k)d))
        (then (local.set $sum (i32.xor (local.get $sum) (i32.shl (local.get $b) (i32.const 3)))))
        (else (i32.store offset=64 (local.get $i) (local.get $sum))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $again (i32.lt_u (local.get $i) (local.get $b))))
    (local.get $sum))"""

LINE = """
    (if (i32.lt_s (local.get $sum) (i32.const %d))
      (then (local.set $a
        (i32.add (i32.rotl (local.get $a) (i32.const 5)) (i32.and (local.get $b) (i32.const %d))))))"""


def main(arguments: list[str]) -> int:
    if arguments[:1] == ["--one"]:
        print(json.dumps(MEASUREMENTS[arguments[1]](*arguments[2:])))
        return 0
    if unknown := set(arguments) - OPTIONS:
        print(f"unknown option {min(unknown)}\n{__doc__}", file=sys.stderr)
        return 2
    rows = measure("--quick" in arguments)
    if "--json" in arguments:
        print(json.dumps(rows, indent=2))
    else:
        print_table(rows)
    return 0 if all(row["met"] for row in rows) else 1


def measure(quick: bool) -> list[Row]:
    times = 3 if quick else 9
    calls = "2000" if quick else "20000"
    rows: list[Row] = []

    def row(name: str, value: float, unit: str, goal: float | None = None, detail: str = "") -> None:
        met = goal is None or value <= goal
        rows.append({"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "met": met, "detail": detail})

    importing = median(one("importing") for _ in range(times))["seconds"] * 1000
    row("importing wasmtime", importing, "ms", detail="once in a run that uses a module; part of no other figure")
    for kib in 64, 256:
        started = [one("starting", "wasm", str(kib)) for _ in range(times)]
        cold, warm = median(each["cold"] for each in started), median(each["warm"] for each in started)
        busy = f"CPU {median(each['cold cpu'] for each in started) * 1000:.0f} ms on all cores"
        row(f"module of {kib} KiB, cold, to its first answer", cold * 1000, "ms", 500, f"compiled and cached; {busy}")
        busy = f"CPU {median(each['warm cpu'] for each in started) * 1000:.0f} ms"
        row(f"module of {kib} KiB, warm, to its first answer", warm * 1000, "ms", 20, f"read, authenticated; {busy}")
    started = [one("starting", "process", "0") for _ in range(times)]
    row("process, to its first answer", median(each["cold"] for each in started) * 1000, "ms", detail="Python")
    for kib in 64, 100:
        reloaded = median(one("reloading", str(kib)) for _ in range(times))
        busy = f"hot reload; CPU {reloaded['cpu'] * 1000:.0f} ms on all cores"
        busy += f"; the compiler alone takes {reloaded['compiling'] * 1000:.0f} ms"
        row(f"module of {kib} KiB, replaced, to its first answer", reloaded["seconds"] * 1000, "ms", 100, busy)
    own = one("calling", "python", calls)
    for kind in "wasm", "process":
        called = one("calling", kind, calls)
        more = (called["cpu"] - own["cpu"]) * 1e6
        detail = f"{called['wall'] * 1e6:.1f} us on the clock; in-process Python {own['wall'] * 1e6:.1f} us"
        row(f"{kind}: a check adds", more, "us of CPU", 30 if kind == "wasm" else None, detail)
        row(f"{kind}: first call of a library that is ready", called["first"] * 1000, "ms")
    for kind in "python", "wasm", "process":
        for threads in 1, 2:
            rate = one("rushing", kind, calls, str(threads))["rate"]
            row(f"{kind}: checks in a second, threads: {threads}", rate, "1/s")
    for kind in "wasm", "process":
        for count in 1, 10, 60:
            grown = one("weighing", kind, str(count))["bytes"] / count / 1e6
            goal = 3.0 if (kind, count) == ("wasm", 60) else None
            row(
                f"{kind}: memory of each of {count}", grown, "MB", goal, "64 KiB of code each" if kind == "wasm" else ""
            )
    return rows


def one(name: str, *arguments: str) -> Figures:
    """A measurement in a process of its own, with caches of its own."""
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        environment = {
            **os.environ,
            "HIELEMENTS_CACHE_DIR": os.path.join(folder, "cache"),
            "XDG_STATE_HOME": os.path.join(folder, "state"),
        }
        command = [sys.executable, os.path.abspath(__file__), "--one", name, *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment, cwd=folder)
    return dict(json.loads(done.stdout))


# Measurements, each in a process of its own. The current folder is an empty one.


def importing() -> Figures:
    start = time.perf_counter()
    import wasmtime  # noqa: F401

    return {"seconds": time.perf_counter() - start}


def starting(kind: str, kib: str) -> Figures:
    """From nothing to the first answer, without and with a filled cache. Python's own modules are loaded before."""
    write_plugin("other", kind, 0, 0)
    first_answer("other")
    write_plugin("tried", kind, int(kib), 1)
    figures = {}
    for name in "cold", "warm":
        busy = time.process_time()
        figures[name] = first_answer("tried")
        figures[f"{name} cpu"] = time.process_time() - busy
    return figures


def reloading(kib: str) -> Figures:
    """A module that was changed, in a program that goes on running; and the floor, what the compiler takes for one of
    the same size."""
    import wasmtime

    from hielements.libraries.wasm.engine import Engine

    write_plugin("tried", "wasm", int(kib), 0)
    first_answer("tried")
    write_plugin("tried", "wasm", int(kib), 1)
    busy = time.process_time()
    found = {"seconds": first_answer("tried"), "cpu": time.process_time() - busy}
    write_plugin("tried", "wasm", int(kib), 2)
    with open("tried.wasm", "rb") as file:
        content = file.read()
    engine, start = Engine(False), time.perf_counter()
    wasmtime.Module(engine.raw, content)
    return {**found, "compiling": time.perf_counter() - start}


def calling(kind: str, times: str) -> Figures:
    check, close = opened("tried", kind)
    start = time.perf_counter()
    check()
    first = time.perf_counter() - start
    for _ in range(200):
        check()
    walls, processors = [], []
    portion = max(1, int(times) // 20)
    for _ in range(20):
        wall, processor = time.perf_counter(), time.process_time()
        for _ in range(portion):
            check()
        walls.append((time.perf_counter() - wall) / portion)
        processors.append((time.process_time() - processor) / portion)
    close()
    return {"wall": statistics.median(walls), "cpu": min(processors), "first": first}


def rushing(kind: str, times: str, threads: str) -> Figures:
    check, close = opened("tried", kind)
    check()

    def work() -> None:
        for _ in range(int(times) // int(threads)):
            check()

    workers = [threading.Thread(target=work) for _ in range(int(threads))]
    start = time.perf_counter()
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    seconds = time.perf_counter() - start
    close()
    return {"rate": int(times) / seconds}


def weighing(kind: str, count: str) -> Figures:
    """What so many plugins add to the memory of this process and its children, after one of each kind was there."""
    names = [f"plugin{number}" for number in range(int(count))]
    write_plugin("other", kind, 64, 1000)
    for number, name in enumerate(names):
        write_plugin(name, kind, 64, number)
    # All modules are compiled before: the compiler's memory is not the plugins'.
    for name in names:
        first_answer(name)
    catalog = opened_catalog(dict.fromkeys(("other", *names), kind))
    ask(catalog, "other")
    before = resident()
    for name in names:
        ask(catalog, name)
    grown = resident() - before
    catalog.close()
    return {"bytes": grown}


MEASUREMENTS: Mapping[str, Callable[..., Figures]] = {
    "importing": importing,
    "starting": starting,
    "reloading": reloading,
    "calling": calling,
    "rushing": rushing,
    "weighing": weighing,
}


# What is measured


class InProcess:
    """The same check without a plugin: what a call costs that goes nowhere."""

    def check(self, call: Any) -> Any:
        from hielements.libraries.outcomes import Passed

        return Passed()


def opened(name: str, kind: str) -> tuple[Callable[[], None], Callable[[], None]]:
    """A library's check, ready to be called, and what closes the library."""
    from hielements.libraries.library import Call
    from hielements.libraries.outcomes import Passed

    call = Call("holds", {"path": "src/shop", "most": 3})
    if kind == "python":
        check, close = InProcess().check, lambda: None
    else:
        write_plugin(name, kind, 64, 0)
        first_answer(name)  # fills the cache
        catalog = opened_catalog({name: kind})
        library = catalog.get(name)
        library.backend.agreement()
        check, close = library.check, catalog.close

    def checked() -> None:
        if not isinstance(outcome := check(call), Passed):
            raise RuntimeError(outcome)

    return checked, close


def opened_catalog(kinds: Mapping[str, str]) -> Any:
    from hielements.app.adapters import open_cache, open_catalog
    from hielements.project.loading import load

    with open("hielements.toml", "w", encoding="utf-8") as file:
        file.write("[libraries]\n" + "".join(f"{name} = {ENTRIES[kind] % name}\n" for name, kind in kinds.items()))
    loaded = load(os.getcwd())
    if loaded.diagnostics:
        raise RuntimeError(loaded.diagnostics[0].message)
    return open_catalog(os.getcwd(), loaded.configuration, open_cache(loaded.configuration))


ENTRIES = {
    "wasm": '{ path = "%s.wasm" }',
    "process": '{ executable = "' + sys.executable + '", args = ["%s.py"] }',
}


def first_answer(name: str) -> float:
    """Seconds until a plugin of a newly opened project has answered."""
    kind = "wasm" if os.path.exists(f"{name}.wasm") else "process"
    start = time.perf_counter()
    catalog = opened_catalog({name: kind})
    ask(catalog, name)
    seconds = time.perf_counter() - start
    catalog.close()
    return seconds


def ask(catalog: Any, name: str) -> None:
    from hielements.libraries.library import Call
    from hielements.libraries.outcomes import Passed

    if not isinstance(outcome := catalog.get(name).check(Call("holds", {})), Passed):
        raise RuntimeError(outcome)


def write_plugin(name: str, kind: str, kib: int, number: int) -> None:
    """A plugin's file. Modules of different numbers are different, and equally large."""
    if kind == "process":
        with open(f"{name}.py", "w", encoding="utf-8") as file:
            file.write(PROCESS)
        return
    import wasmtime

    made = 0
    content = b""
    while not content or len(content) < kib * 1024:
        # Each function has about 600 bytes; what is still missing is estimated from that.
        made += max(1, (kib * 1024 - len(content)) // 600) if kib else 1
        lines = "".join(LINE % (each * 7, each) for each in range(20))
        functions = "".join(FUNCTION % {"n": each, "k": number * 1000 + each, "lines": lines} for each in range(made))
        functions += "(table funcref (elem " + " ".join(f"$work{each}" for each in range(made)) + "))"
        content = bytes(wasmtime.wat2wasm(FRAME % functions))
    with open(f"{name}.wasm", "wb") as binary:
        binary.write(content)


def resident() -> int:
    """Bytes of memory that this process and its children have to themselves."""
    total = 0
    for process in [os.getpid(), *children()]:
        with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
            private = [line.split() for line in file if line.startswith(("Private_", "Swap:"))]
        total += sum(int(line[1]) for line in private) * 1024
    return total


def children() -> list[int]:
    found = []
    waiting = [os.getpid()]
    while waiting:
        process = waiting.pop()
        for task in os.listdir(f"/proc/{process}/task"):
            with open(f"/proc/{process}/task/{task}/children", encoding="ascii") as file:
                new = [int(number) for number in file.read().split()]
            found += new
            waiting += new
    return found


def median(values: Any) -> Any:
    listed = list(values)
    if isinstance(listed[0], dict):
        return {key: statistics.median(each[key] for each in listed) for key in listed[0]}
    return statistics.median(listed)


def print_table(rows: list[Row]) -> None:
    print(f"{'':5}{'figure':52}{'value':>12} {'unit':10}{'goal':>8}  detail")
    for each in rows:
        mark = "ok" if each["met"] else "MISS"
        goal = "" if each["goal"] is None else f"{each['goal']:g}"
        print(f"{mark:5}{each['name']:52}{each['value']:>12,.2f} {each['unit']:10}{goal:>8}  {each['detail']}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
