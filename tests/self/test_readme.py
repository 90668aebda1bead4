"""The README's commands are those that work."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from spec_cases.running import run_command

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = re.findall(r"^```sh\n(.*?)\n```$", README, re.MULTILINE | re.DOTALL)


def test_the_readme_has_its_two_commands() -> None:
    assert len(COMMANDS) == 2
    assert all("\n" not in command for command in COMMANDS), "one line each"
    assert COMMANDS[1].endswith("-m pytest -n 2")
    assert "-m pytest -n 2" in (ROOT / ".ci/run").read_text(encoding="utf-8"), "CI calls the same test command"


def test_every_link_leads_somewhere() -> None:
    for page in [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "examples").rglob("*.md")]:
        text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
        text = re.sub(r"`[^`\n]*`", "", text)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.relative_to(ROOT)} links to {target}"


def test_the_first_specification_holds_for_a_shop(tmp_path: Path) -> None:
    (specification,) = re.findall(r"^```text\n(import .*?)^```$", README, re.MULTILINE | re.DOTALL)
    shutil.copytree(ROOT / "examples/web_shop", tmp_path / "shop")
    target = tmp_path / "shop/hielements.hie"
    target.write_text(specification, encoding="utf-8")
    assert run_command("fmt", "--check", str(target)).exit_code == 0
    result = run_command("check", "--no-cache", str(target))
    assert result.exit_code == 0, result.output
    assert "OK: 3 checks of 2 elements" in result.output


@pytest.mark.slow
@pytest.mark.wheel
def test_the_first_command_sets_up_and_checks_an_example(tmp_path: Path) -> None:
    kept = ("hielements", "grammar", "lib", "docs", "examples", "pyproject.toml", "README.md", "LICENSE")
    ignored = shutil.ignore_patterns("__pycache__", ".venv")
    for name in kept:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
        else:
            shutil.copy(ROOT / name, tmp_path)
    interpreter = tmp_path / "bin/python3"
    interpreter.parent.mkdir()
    interpreter.symlink_to(sys.executable if sys.prefix == sys.base_prefix else base_interpreter())
    path = f"{interpreter.parent}{os.pathsep}{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "HOME": str(tmp_path), "NO_COLOR": "1", "COLUMNS": "100"}
    done = subprocess.run(
        ["bash", "-c", COMMANDS[0]], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert re.search(r"\d+ passed", done.stdout) and re.search(r"\d+ violated", done.stdout), done.stdout


def base_interpreter() -> str:
    return os.path.join(sys.base_prefix, "bin", f"python{sys.version_info.major}.{sys.version_info.minor}")
