"""The benchmarks run, and their inputs grow as they say. How fast it is depends on the machine and is not asserted."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_the_benchmarks_give_figures() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/run.py"), "--quick", "--here", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    figures = json.loads(done.stdout)
    assert len(figures) == 7
    assert all(figure["value"] > 0 and figure["goal"] > 0 for figure in figures)
    assert done.returncode == (0 if all(figure["met"] for figure in figures) else 1)


def test_the_ratios_are_printed_for_every_stage() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/linearity.py"), "operands", "items", "run", "folders", "regex"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [line for line in done.stdout.splitlines() if line.startswith(("ok ", "MISS "))]
    assert len(rows) == 10, done.stderr
    assert done.returncode == (1 if any(row.startswith("MISS ") for row in rows) else 0)


def test_the_cost_of_every_report_and_drawing_is_printed() -> None:
    command = [sys.executable, str(ROOT / "benchmarks/reports.py"), "--quick"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    rows = [line.split() for line in done.stdout.splitlines()]
    assert {row[2] for row in rows} >= {"sarif", "html", "mermaid", "svg", "dsm"}, done.stderr
    assert done.returncode == (1 if any(row[0] == "MISS" for row in rows) else 0)


def test_the_inputs_are_as_large_as_they_say(tmp_path: Path) -> None:
    sys.path.insert(0, str(ROOT / "benchmarks"))
    try:
        import inputs
    finally:
        sys.path.pop(0)
    everyday = Path(inputs.everyday_project(str(tmp_path / "a"), 400)).read_text(encoding="utf-8")
    assert 390 <= everyday.count("\n") <= 420
    many = Path(inputs.many_elements(str(tmp_path / "b"), 150)).read_text(encoding="utf-8")
    assert many.count("check files.") == 150
    assert len(list((tmp_path / "b/data").rglob("*.txt"))) == 150
    assert 985 <= inputs.long_text(1000).count("\n") <= 1000


@pytest.mark.parametrize(
    "measurement",
    [
        "importing",
        "starting wasm 8",
        "starting process 0",
        "reloading 8",
        "calling python 100",
        "calling wasm 100",
        "calling process 100",
        "rushing wasm 100 2",
        "weighing wasm 2",
        "weighing process 2",
    ],
)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_what_plugins_cost_can_be_measured(tmp_path: Path, measurement: str) -> None:
    command = [sys.executable, str(ROOT / "benchmarks/plugins.py"), "--one", *measurement.split()]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    figures = json.loads(done.stdout)
    assert figures
    assert all(value >= 0 for value in figures.values()), figures
