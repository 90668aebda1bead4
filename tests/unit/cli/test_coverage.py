"""`hielements coverage` as users call it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from spec_cases.running import run_command

SPEC = "import python\nelement shop { scope code = python.module_selector('shop') }\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "spec.hie").write_text(SPEC)
    (tmp_path / "shop.py").write_text("import tools\n")
    (tmp_path / "tools.py").touch()
    return tmp_path


def test_the_report_goes_to_a_file(folder: Path) -> None:
    output = folder / "coverage.json"
    result = run_command("coverage", str(folder / "spec.hie"), "--format", "json", "--output", str(output))
    assert (result.exit_code, result.output) == (0, "")
    report = json.loads(output.read_text())
    assert report["files"]["governed"] == 1
    assert [each["path"] for each in report["files"]["ungoverned"]] == ["tools.py"]
    assert "seconds" not in report


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["missing.hie"], "does not exist"),
        (["spec.hie", "--filter", "shpo"], "did you mean `shop`?"),
        (["spec.hie", "--workspace", "missing"], "does not exist"),
    ],
)
def test_what_cannot_be_measured(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.chdir(folder)
    result = run_command("coverage", *arguments)
    assert result.exit_code == 2
    assert said in result.output
    assert "INVALID: nothing was measured" in result.output


def test_a_minimum_that_is_missed_is_the_exit_status(folder: Path) -> None:
    (folder / "hielements.toml").write_text("[check]\nmin_coverage = 51\n")
    result = run_command("coverage", str(folder / "spec.hie"))
    assert result.exit_code == 1
    assert "the minimum of 51 % is missed" in result.output
