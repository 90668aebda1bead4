"""Measures what must stay fast, and prints one table of ratios.

    python benchmarks/run.py              all of it, in a clean environment made for it (a few minutes)
    python benchmarks/run.py --json       the same figures as JSON
    python benchmarks/run.py --quick      fewer repetitions and smaller inputs
    python benchmarks/run.py --here       with this interpreter, whose environment may be slower to start

Whole processes are timed, each figure is the median of several runs, and the goals are ratios where a ratio says more
than a time: start-up against bare Python, a size against a size. Goals are for a machine that does nothing else; the
CPU time beside each figure tells how busy it was.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import inputs

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPTIONS = {"--json", "--quick", "--here"}

Figure = dict[str, Any]

CLOCK_TICK = 0.001
"""Seconds of the processor below which two runs do not differ."""


class Timing(NamedTuple):
    """Seconds on the clock, and of the processor. Where the first is much longer, the machine was busy."""

    wall: float
    cpu: float


PARSE = """
import sys, time
sys.path.insert(0, sys.argv[1])
import inputs
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
text = inputs.long_text(int(sys.argv[2]))
parse(SourceText("warm.hie", inputs.long_text(200)))
start, cpu = time.perf_counter(), time.process_time()
parsed = parse(SourceText("long.hie", text))
seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
errors = [item.message for item in parsed.diagnostics if item.is_error]
assert not errors, errors[:3]
print(seconds, cpu)
"""


def main(arguments: list[str]) -> int:
    if unknown := set(arguments) - OPTIONS:
        print(f"unknown option {min(unknown)}\n{__doc__}", file=sys.stderr)
        return 2
    quick = "--quick" in arguments
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        python = sys.executable if "--here" in arguments else clean_environment(folder)
        figures = [
            *start_up(python, folder, 9 if quick else 21),
            *growth(python, folder, quick),
            *parsing(python, quick),
        ]
    if "--json" in arguments:
        print(json.dumps(figures, indent=2))
    else:
        print_table(figures)
    return 0 if all(figure["met"] for figure in figures) else 1


def clean_environment(folder: str) -> str:
    """An environment with the package and its dependencies alone; gives its interpreter."""
    target = os.path.join(folder, "environment")
    python = os.path.join(target, "bin", "python")
    subprocess.run([sys.executable, "-m", "venv", target], check=True)
    subprocess.run([python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", ROOT], check=True)
    return python


def figure(name: str, value: float, unit: str, goal: float, detail: str) -> Figure:
    return {"name": name, "value": round(value, 3), "unit": unit, "goal": goal, "met": value <= goal, "detail": detail}


def start_up(python: str, folder: str, repetitions: int) -> list[Figure]:
    """A check of an everyday specification against a Python that does nothing."""
    project = os.path.join(folder, "everyday")
    spec = inputs.everyday_project(project, 400)
    check = [*hielements(python), "check", spec]
    run(check, folder)  # fills the cache
    bare, whole = [], []
    for _ in range(repetitions):  # taken in turns, so that a busy moment hits both
        bare.append(run([python, "-c", "pass"], folder))
        whole.append(run(check, folder))
    nothing, warm = median(bare), median(whole)
    cold = median(run([*check, "--no-cache"], folder) for _ in range(max(3, repetitions // 3)))
    goal = 2.5 * nothing.wall + 0.060
    return [
        figure("check, 400 lines, warm", warm.wall * 1000, "ms", round(goal * 1000), against(warm, nothing)),
        figure("check, 400 lines, no cache", cold.wall * 1000, "ms", 1000, against(cold, nothing)),
    ]


def against(timing: Timing, nothing: Timing) -> str:
    ratio = timing.wall / nothing.wall
    return f"{ratio:.1f} x bare Python {nothing.wall * 1000:.0f} ms; CPU {timing.cpu * 1000:.0f} ms"


def growth(python: str, folder: str, quick: bool) -> list[Figure]:
    """Elements with one file check each: time for the largest size, and time per element against the smallest."""
    sizes = (300, 1000, 3000) if quick else (1000, 3000, 10000)
    cold, warm, least = [], [], []
    for size in sizes:
        spec = inputs.many_elements(os.path.join(folder, f"many{size}"), size)
        check = [*hielements(python), "check", spec]
        turns = [run(check, os.path.join(folder, f"cache{size}-{turn}")) for turn in range(3)]
        cold.append(median(turns))
        least.append(min(turn.cpu for turn in turns))
        warm.append(median(run(check, os.path.join(folder, f"cache{size}-0")) for _ in range(3)))
    # The difference between sizes, because start-up is the same for each; the least CPU time, because whatever else the
    # machine does adds to it. A difference that drowns in noise is one tick of the clock, and never less than nothing.
    early, late = (max(least[i + 1] - least[i], CLOCK_TICK) / (sizes[i + 1] - sizes[i]) for i in (0, 1))
    return [
        figure(f"{sizes[-1]} elements, cold", cold[-1].wall, "s", 3.0, listed(sizes, cold)),
        figure(f"{sizes[-1]} elements, warm", warm[-1].wall, "s", 1.0, listed(sizes, warm)),
        figure("CPU per element, late / early", late / early, "x", 1.5, "cold; start-up taken off"),
    ]


def parsing(python: str, quick: bool) -> list[Figure]:
    """The parser alone: time for the longest text, and time per line against the shortest."""
    sizes = (5000, 20000) if quick else (12500, 25000, 50000, 100000)
    times = [median(parse_time(python, size) for _ in range(1 if quick else 3)) for size in sizes]
    ratio = (times[-1].cpu / sizes[-1]) / (times[0].cpu / sizes[0])
    return [
        figure(f"parse {sizes[-1]} lines", times[-1].wall, "s", 10.0, listed(sizes, times)),
        figure("CPU per line, long / short", ratio, "x", 1.5, f"{sizes[-1]} lines against {sizes[0]}"),
    ]


def listed(sizes: Sequence[int], timings: Sequence[Timing]) -> str:
    text = ", ".join(f"{size}: {timing.wall:.2f} s" for size, timing in zip(sizes, timings, strict=True))
    return f"{text}; CPU {timings[-1].cpu:.2f} s"


def parse_time(python: str, lines: int) -> Timing:
    command = [python, "-c", PARSE, os.path.dirname(os.path.abspath(__file__)), str(lines)]
    printed = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return Timing(float(printed[0]), float(printed[1]))


def hielements(python: str) -> list[str]:
    script = os.path.join(os.path.dirname(python), "hielements")
    return [script] if os.path.exists(script) else [python, "-m", "hielements"]


def run(command: list[str], cache: str) -> Timing:
    """Runs a command to its end, which must be a success."""
    environment = {**os.environ, "XDG_CACHE_HOME": os.path.join(cache, "cache"), "NO_COLOR": "1"}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return Timing(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def median(timings: Iterable[Timing]) -> Timing:
    """The medians of both times."""
    taken = list(timings)
    return Timing(statistics.median(item.wall for item in taken), statistics.median(item.cpu for item in taken))


def print_table(figures: list[Figure]) -> None:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
    print(f"{'':4} {'figure':32} {'median':>10} {'goal':>10}  detail")
    for item in figures:
        value, goal = (f"{number:.4g} {item['unit']}" for number in (item["value"], item["goal"]))
        print(f"{'ok' if item['met'] else 'MISS':4} {item['name']:32} {value:>10} {goal:>10}  {item['detail']}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
