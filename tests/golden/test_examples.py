"""Each example does what its recorded output says, and its code is real: its own tests pass.

`expected.txt` is the terminal report, `expected.json` the facts that a machine would read. HIELEMENTS_UPDATE=1
refreshes both.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from spec_cases import updating
from spec_cases.comparing import broken_promises
from spec_cases.running import run_command, stable

ROOT = Path(__file__).parents[2]
EXAMPLES = sorted(path for path in (ROOT / "examples").iterdir() if (path / "hielements.toml").is_file())
STATUS = {"web_shop": 0, "ticket_desk": 0, "newsroom": 0, "room_booking": 1}

example_folder = pytest.mark.parametrize("folder", EXAMPLES, ids=lambda folder: folder.name)


def facts(report: dict[str, Any]) -> dict[str, Any]:
    """What the report claims, without what only describes it."""
    return {
        "exit_code": report["exit_code"],
        "summary": report["summary"],
        "results": [
            {field: item[field] for field in ("element", "check", "kind", "status", "pattern")}
            | {"violations": [f"{found['path']}:{found['line']}" for found in item["violations"]]}
            for item in report["results"]
        ],
        "diagnostics": [f"{item['file']}:{item['line']}: {item['name']}" for item in report["diagnostics"]],
    }


def record_or_compare(path: Path, found: str) -> None:
    if updating.wanted():
        path.write_text(found, encoding="utf-8", newline="")
    assert path.read_text(encoding="utf-8") == found, f"HIELEMENTS_UPDATE=1 refreshes {path.relative_to(ROOT)}"


def test_every_example_is_listed() -> None:
    assert {folder.name for folder in EXAMPLES} == set(STATUS)
    listed = (ROOT / "examples/README.md").read_text(encoding="utf-8")
    assert all(f"({folder.name}/" in listed for folder in EXAMPLES)


@example_folder
def test_terminal_report(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    result = run_command("check", "--no-cache")
    assert result.exit_code == STATUS[folder.name], result.output + result.errors
    record_or_compare(folder / "expected.txt", stable(result.output))


@example_folder
def test_json_facts(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    report = json.loads(run_command("check", "--no-cache", "--format", "json").output)
    assert broken_promises(report) == []
    record_or_compare(folder / "expected.json", json.dumps(facts(report), indent=2, ensure_ascii=False) + "\n")


@example_folder
def test_specifications_are_formatted(folder: Path) -> None:
    specs = [str(path) for path in sorted(folder.rglob("*.hie"))]
    result = run_command("fmt", "--check", *specs)
    assert result.exit_code == 0, result.output + result.errors


@example_folder
def test_the_code_of_the_example_works(folder: Path) -> None:
    tests = next(path for path in sorted(folder.rglob("tests")) if path.is_dir())
    code = tests.parent / "src" if (tests.parent / "src").is_dir() else tests.parent
    command = [sys.executable, "-m", "pytest", "-q", "-c", os.devnull, "--rootdir", str(tests), str(tests)]
    environment = {**os.environ, "PYTHONPATH": str(code), "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_ADDOPTS": ""}
    plain = ["-p", "no:cacheprovider", "-p", "no:xdist"]
    done = subprocess.run([*command, *plain], capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
