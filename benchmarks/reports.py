"""Measures what reports and drawings cost, as ratios of one run.

    python benchmarks/reports.py            reports of 20,000 findings, drawings of 2,000 elements
    python benchmarks/reports.py --quick    a fiftieth of that

Each row is one format: how its cost grows when the report is twice as large (2 is proportional), and how it compares
with the JSON report of the same findings, or with the JSON of the same graph. The figures are processor time, the best
of three. Matrices have a cell for each pair, and drawings that are laid out bend lines that pass others: they grow
faster, and have goals of their own.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [ROOT, os.path.join(ROOT, "tests")]

from sample_architectures import large_architecture  # noqa: E402
from sample_reports import full_report  # noqa: E402

from hielements.report.formats import MACHINE_FORMATS, render  # noqa: E402
from hielements.report.graphs.drawings import DRAWINGS  # noqa: E402
from hielements.report.graphs.drawings import render as draw  # noqa: E402
from hielements.report.graphs.views import Detail, graph_of  # noqa: E402
from hielements.report.report import Report  # noqa: E402

GOAL = 2.6
GOALS = {"svg": 6.0, "dsm": 6.0, "dsm-html": 6.0}


def report_of(findings: int) -> Report:
    """A report with that many violations in a tenth as many checks, and an architecture that grows with it."""
    report = full_report()
    failed = report.results[0]
    ten = tuple(failed.violations[0].with_(line=number + 1) for number in range(10))
    results = tuple(
        failed.with_(check=f"python.no_dependency(api, db{number})", violations=ten) for number in range(findings // 10)
    )
    return report.with_(results=results, architecture=large_architecture(findings // 10, findings // 4, 10))


def seconds(run: Callable[[], object]) -> float:
    """The processor time of the best of three runs. Below a millisecond nothing can be told apart."""
    best = float("inf")
    for _ in range(3):
        started = time.process_time()
        run()
        best = min(best, time.process_time() - started)
    return max(best, 0.001)


def row(name: str, kind: str, small: Callable[[], object], large: Callable[[], object], floor: float) -> bool:
    """Prints one row, and says whether its goal was met."""
    first, second = seconds(small), seconds(large)
    growth, goal = second / first, GOALS.get(name, GOAL)
    word = "ok  " if growth < goal else "MISS"
    compared = f"{second / floor:5.1f} of json"
    print(f"{word} {kind:7} {name:10} {second * 1000:8.0f} ms   x{growth:4.1f} (goal {goal})   {compared}")
    return growth < goal


def main(arguments: list[str]) -> int:
    size = 400 if "--quick" in arguments else 20_000
    one, two = report_of(size // 2), report_of(size)
    floor = seconds(partial(render, "json", two))
    met = True
    for name in MACHINE_FORMATS:
        met &= row(name, "report", partial(render, name, one), partial(render, name, two), floor)
    graphs = []
    for number in (20, 10):
        architecture = large_architecture(size // number, size // number * 3, 20)
        graphs.append((graph_of(architecture, Detail()), architecture))
    floor = seconds(partial(draw, "json", *graphs[1]))
    for name in DRAWINGS:
        met &= row(name, "drawing", partial(draw, name, *graphs[0]), partial(draw, name, *graphs[1]), floor)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
