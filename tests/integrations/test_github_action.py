"""`action.yml`: against GitHub's published schema, and its shell steps as a runner would run them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION: dict[str, Any] = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS: dict[str, dict[str, Any]] = {step.get("id", ""): step for step in ACTION["runs"]["steps"]}

needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


def test_it_follows_the_schema() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions"]
    done = subprocess.run([*command, str(ROOT / "action.yml")], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_no_text_of_a_workflow_becomes_part_of_a_command() -> None:
    assert all("${{" not in step.get("run", "") for step in ACTION["runs"]["steps"])


def run_step(step: dict[str, Any], folder: Path, variables: dict[str, str]) -> tuple[int, str, dict[str, str]]:
    """One shell step: its status, what it printed, its outputs. Runners start bash with these options."""
    assert set(step["env"]) <= set(variables)
    outputs = folder.parent / f"outputs-{step['id']}"
    outputs.touch()
    command = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", "-c", step["run"]]
    environment = {**os.environ, **variables, "GITHUB_OUTPUT": str(outputs)}
    environment.pop("GITHUB_ACTIONS", None)
    done = subprocess.run(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )
    lines = outputs.read_text(encoding="utf-8").splitlines()
    return done.returncode, done.stdout, dict(line.split("=", 1) for line in lines)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    spec = "import files\nelement shop {\n    check files.exists('README.md')\n}\n"
    (folder / "hielements.hie").write_text(spec, encoding="utf-8")
    (folder / "other.hie").write_text(spec.replace("README.md", "hielements.hie"), encoding="utf-8")
    return folder


@needs_bash
def test_the_check_ends_as_the_command_ends(project: Path) -> None:
    here = {"SCRIPTS": str(Path(sys.executable).parent), "SPECS": "", "ARGUMENTS": ""}
    status, output, outputs = run_step(STEPS["check"], project, here)
    assert (status, outputs) == (1, {"status": "1"})
    assert "violated[shop]" in output
    status, _, outputs = run_step(STEPS["check"], project, {**here, "SPECS": "other.hie", "ARGUMENTS": "--quiet"})
    assert (status, outputs) == (0, {"status": "0"})


@needs_bash
def test_arguments_are_words_and_no_commands(project: Path) -> None:
    here = {"SCRIPTS": str(Path(sys.executable).parent), "SPECS": "", "ARGUMENTS": "--quiet; touch harm $(touch harm)"}
    status, _, _ = run_step(STEPS["check"], project, here)
    assert status == 2
    assert not (project / "harm").exists()


@needs_bash
@pytest.mark.slow
@pytest.mark.wheel
def test_the_action_installs_its_own_revision(project: Path, tmp_path: Path) -> None:
    temporary = tmp_path / "runner"
    temporary.mkdir()
    variables = {"PYTHON": sys.executable, "REQUIREMENT": str(ROOT), "RUNNER_TEMP": str(temporary)}
    status, output, outputs = run_step(STEPS["install"], project, variables)
    assert status == 0, output
    assert outputs["scripts"] == str(temporary / "hielements/bin")
    check = {"SCRIPTS": outputs["scripts"], "SPECS": "other.hie", "ARGUMENTS": ""}
    assert run_step(STEPS["check"], project, check)[0] == 0
