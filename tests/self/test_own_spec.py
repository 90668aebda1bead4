"""The project keeps to its own specification, and the specification notices when it does not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from spec_cases.running import run_command

ROOT = Path(__file__).parents[2]

SEEDS = [
    ("syntax/tree.py", "import hielements.run.results"),
    ("syntax/tree.py", "import subprocess"),
    ("source/text.py", "from hielements.model import specification"),
    ("record.py", "from hielements.source import text"),
    ("model/specification.py", "from hielements.report.report import Report"),
    ("model/specification.py", "import hielements.libraries.builtin.files"),
    ("libraries/library.py", "import hielements.syntax.tree"),
    ("libraries/catalog.py", "from hielements.libraries.builtin.python import library"),
    ("plan/plan.py", "def late() -> None:\n    import socket"),
    ("run/results.py", "import hielements.cli.main"),
    ("report/report.py", "import pathlib"),
    ("report/terminal.py", "from hielements.model.specification import Element"),
    ("diagnostics/diagnostic.py", "import dataclasses"),
    ("pipeline.py", "import hielements.app"),
]


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "hielements", tmp_path / "hielements", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "hielements.hie", tmp_path)
    return tmp_path


def check(root: Path) -> dict[str, Any]:
    result = run_command("check", "--workspace", str(root), "--format", "json", str(root / "hielements.hie"))
    report: dict[str, Any] = json.loads(result.output)
    return report


def test_the_project_keeps_to_its_own_specification() -> None:
    result = run_command("check", "--workspace", str(ROOT), str(ROOT / "hielements.hie"))
    assert result.exit_code == 0, result.output


def test_the_specification_has_no_remarks() -> None:
    assert check(ROOT)["diagnostics"] == []


def test_the_specification_is_formatted() -> None:
    result = run_command("fmt", "--check", str(ROOT / "hielements.hie"))
    assert result.exit_code == 0, result.output + result.errors


@pytest.mark.parametrize(("file", "code"), SEEDS, ids=[f"{file}: {code}" for file, code in SEEDS])
def test_a_planted_violation_is_found_at_its_line(copy: Path, file: str, code: str) -> None:
    target = copy / "hielements" / file
    text = target.read_text(encoding="utf-8") + f"\n\n{code}\n"
    target.write_text(text, encoding="utf-8")
    report = check(copy)
    assert report["exit_code"] == 1, report
    places = {(item["path"], item["line"]) for result in report["results"] for item in result["violations"]}
    assert (f"hielements/{file}", text.count("\n")) in places
