"""Measures what must stay fast, and prints one table of ratios.

    python benchmarks/run.py              all of it, in a clean environment made for it (a few minutes)
    python benchmarks/run.py --json       the same figures as JSON
    python benchmarks/run.py --quick      fewer repetitions and smaller inputs
    python benchmarks/run.py --here       with this interpreter, whose environment may be slower to start

Whole processes are timed, each figure is the median of several runs, and the goals are ratios where a ratio says more
than a time: start-up against bare Python, a size against a size.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import inputs

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPTIONS = {"--json", "--quick", "--here"}

Figure = dict[str, Any]

PARSE = """
import sys, time
sys.path.insert(0, sys.argv[1])
import inputs
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
text = inputs.long_text(int(sys.argv[2]))
parse(SourceText("warm.hie", inputs.long_text(200)))
start = time.perf_counter()
parsed = parse(SourceText("long.hie", text))
seconds = time.perf_counter() - start
errors = [item.message for item in parsed.diagnostics if item.is_error]
assert not errors, errors[:3]
print(seconds)
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
        bare.append(seconds(lambda: run([python, "-c", "pass"], folder)))
        whole.append(seconds(lambda: run(check, folder)))
    nothing, warm = statistics.median(bare), statistics.median(whole)
    cold = statistics.median(
        seconds(lambda: run([*check, "--no-cache"], folder)) for _ in range(max(3, repetitions // 3))
    )
    goal = 2.5 * nothing + 0.060
    detail = f"bare Python {nothing * 1000:.0f} ms"
    return [
        figure("check, 400 lines, warm", warm * 1000, "ms", round(goal * 1000), f"{warm / nothing:.1f} x {detail}"),
        figure("check, 400 lines, no cache", cold * 1000, "ms", 1000, f"{cold / nothing:.1f} x {detail}"),
    ]


def growth(python: str, folder: str, quick: bool) -> list[Figure]:
    """Elements with one file check each: time for the largest size, and time per element against the smallest."""
    sizes = (300, 1000, 3000) if quick else (1000, 3000, 10000)
    cold, warm = [], []
    for size in sizes:
        spec = inputs.many_elements(os.path.join(folder, f"many{size}"), size)
        check = [*hielements(python), "check", spec]
        cache = os.path.join(folder, f"cache{size}")
        cold.append(seconds(lambda c=check, d=cache: run(c, d)))  # type: ignore[misc]
        warm.append(statistics.median(seconds(lambda c=check, d=cache: run(c, d)) for _ in range(3)))  # type: ignore[misc]
    largest = sizes[-1]
    listed = ", ".join(f"{size}: {time:.2f} s" for size, time in zip(sizes, cold, strict=True))
    warm_listed = ", ".join(f"{size}: {time:.2f} s" for size, time in zip(sizes, warm, strict=True))
    # The difference between sizes, because start-up is the same for each.
    growth = ((cold[-1] - cold[1]) / (sizes[-1] - sizes[1])) / ((cold[1] - cold[0]) / (sizes[1] - sizes[0]))
    return [
        figure(f"{largest} elements, cold", cold[-1], "s", 3.0, listed),
        figure(f"{largest} elements, warm", warm[-1], "s", 1.0, warm_listed),
        figure("time per element, late / early", growth, "x", 1.5, f"from {sizes[0]} to {sizes[2]} elements, cold"),
    ]


def parsing(python: str, quick: bool) -> list[Figure]:
    """The parser alone: time for the longest text, and time per line against the shortest."""
    sizes = (5000, 20000) if quick else (12500, 25000, 50000, 100000)
    times = [statistics.median(parse_seconds(python, size) for _ in range(1 if quick else 3)) for size in sizes]
    listed = ", ".join(f"{size}: {time:.2f} s" for size, time in zip(sizes, times, strict=True))
    ratio = (times[-1] / sizes[-1]) / (times[0] / sizes[0])
    return [
        figure(f"parse {sizes[-1]} lines", times[-1], "s", 10.0, listed),
        figure("time per line, long / short", ratio, "x", 1.5, f"{sizes[-1]} lines against {sizes[0]}"),
    ]


def parse_seconds(python: str, lines: int) -> float:
    command = [python, "-c", PARSE, os.path.dirname(os.path.abspath(__file__)), str(lines)]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def hielements(python: str) -> list[str]:
    script = os.path.join(os.path.dirname(python), "hielements")
    return [script] if os.path.exists(script) else [python, "-m", "hielements"]


def run(command: list[str], cache: str) -> None:
    environment = {**os.environ, "XDG_CACHE_HOME": os.path.join(cache, "cache"), "NO_COLOR": "1"}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    if done.returncode:
        raise SystemExit(
            f"{' '.join(command)} ended with {done.returncode}:\n{done.stdout[-2000:]}{done.stderr[-2000:]}"
        )


def seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def print_table(figures: list[Figure]) -> None:
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} cores\n")
    print(f"{'':4} {'figure':32} {'median':>10} {'goal':>10}  detail")
    for item in figures:
        value, goal = (f"{number:.4g} {item['unit']}" for number in (item["value"], item["goal"]))
        print(f"{'ok' if item['met'] else 'MISS':4} {item['name']:32} {value:>10} {goal:>10}  {item['detail']}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
