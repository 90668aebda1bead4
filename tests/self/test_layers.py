"""import-linter's view of the layers: the tree is clean, and planted violations are found."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

SEEDS = [
    ("hielements/syntax/tree.py", "import hielements.run.results", "Imports go down the pipeline only"),
    ("hielements/source/text.py", "from hielements.model import specification", "Imports go down the pipeline only"),
    ("hielements/model/specification.py", "import subprocess", "Syntax, model, plan and report do no I/O"),
    ("hielements/run/results.py", "import hielements.libraries.builtin.files", "Adapters are named by the composition"),
    ("hielements/record.py", "import dataclasses", "Nothing imports what makes every start slow"),
    ("hielements/plan/plan.py", "import lark", "Only syntax knows the parser generator"),
]


def lint(root: Path) -> subprocess.CompletedProcess[str]:
    command = "from importlinter.cli import lint_imports_command as command; command()"
    return subprocess.run(
        [sys.executable, "-c", command, "--no-cache"],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "NO_COLOR": "1", "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )


def copy_of_the_package(folder: Path) -> Path:
    shutil.copytree(ROOT / "hielements", folder / "hielements", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", folder)
    return folder


def test_the_layers_hold() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(("file", "line", "contract"), SEEDS, ids=[seed[1] for seed in SEEDS])
def test_a_planted_violation_is_found(tmp_path: Path, file: str, line: str, contract: str) -> None:
    root = copy_of_the_package(tmp_path)
    target = root / file
    target.write_text(target.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
    done = lint(root)
    assert done.returncode == 1, done.stdout + done.stderr
    broken = [text for text in done.stdout.splitlines() if "BROKEN" in text]
    assert any(contract in text for text in broken), done.stdout
