"""The plugin `ruff` that ships: a process that wraps a tool, with the tool there, failing, and missing."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from spec_cases.running import run_command

PLUGIN = Path(__file__).parents[3] / "lib/plugins/ruff"
SPEC = """
import files
import ruff

element e {
    scope src = files.folder_selector('src')

    check CHECK
}
"""


def result(folder: Path, check: str, source: str, settings: str = "") -> dict[str, Any]:
    (folder / "src").mkdir(exist_ok=True)
    (folder / "src" / "a.py").write_text(source, "utf-8")
    (folder / "src" / "notes.txt").write_text("no code\n", "utf-8")
    (folder / "hielements.toml").write_text('[libraries.ruff]\nplugin = "ruff"\n' + settings, "utf-8")
    (folder / "e.hie").write_text(SPEC.replace("CHECK", check), "utf-8")
    ran = run_command("check", "--format", "json", "--workspace", str(folder), str(folder / "e.hie"))
    report = json.loads(ran.output)
    assert not [each for each in report["diagnostics"] if each["severity"] == "error"], report["diagnostics"]
    found: dict[str, Any] = report["results"][0]
    return found


@pytest.mark.parametrize(
    ("check", "source", "expected"),
    [
        ("ruff.clean(src, select='T20')", "x = 1\n", []),
        ("ruff.clean(src, select='T20')", "if True:\n    print(1)\n", [(2, 5, "T201 `print` found")]),
        ("ruff.clean(src, select='F', ignore='F401')", "import os\n", []),
        ("ruff.clean(src)", "import os\n", [(1, 8, "F401 `os` imported but unused")]),
        (
            "ruff.simple(src, complexity=1)",
            "def f(a):\n    if a:\n        return 1\n",
            [(1, 5, "C901 `f` is too complex (2 > 1)")],
        ),
        ("ruff.simple(src)", "def f(a):\n    if a:\n        return 1\n", []),
        ("ruff.formatted(src)", "x = 1\n", []),
        ("ruff.formatted(src)", "a = 1\nb = 2\nc = 3\nx=1\n", [(4, None, "is not formatted")]),
    ],
)
def test_what_ruff_finds_are_violations(check: str, source: str, expected: list[Any], tmp_path: Path) -> None:
    found = result(tmp_path, check, source)
    assert found["status"] == ("fail" if expected else "pass"), found["message"]
    assert [(each.get("line"), each.get("column"), each["message"]) for each in found["violations"]] == expected
    assert {each["path"] for each in found["violations"]} <= {"src/a.py"}


@pytest.mark.parametrize(
    ("check", "source", "words"),
    [
        ("ruff.clean(src, select='F')", "def (\n", "src/a.py cannot be parsed"),
        ("ruff.clean(src, select='NONSENSE')", "x = 1\n", "ruff failed"),
        ("ruff.clean(files.glob_selector('src/*.txt'), select='F')", "x = 1\n", "there is no Python file"),
    ],
)
def test_what_ruff_did_not_look_at_is_undecided(check: str, source: str, words: str, tmp_path: Path) -> None:
    found = result(tmp_path, check, source)
    assert found["status"] == "error"
    assert words in found["message"]


def test_a_missing_tool_is_undecided_with_advice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    # A Python beside which there is no ruff.
    subprocess.run(
        [sys.executable, "-m", "venv", "--without-pip", "--system-site-packages", str(tmp_path / "venv")], check=True
    )
    python = tmp_path / "venv/bin/python"
    root = str(PLUGIN.parents[2])
    environment = {"PYTHONPATH": root, "PATH": str(folder)}
    request = {
        "id": 1,
        "method": "library.check",
        "params": {"function": "formatted", "args": [], "workspace": str(tmp_path)},
    }
    request["params"]["args"] = [{"Scope": {"kind": {"File": "a.py"}, "paths": [str(tmp_path / "a.py")]}}]  # type: ignore[index]
    done = subprocess.run(
        [str(python), str(PLUGIN / "plugin.py")],
        input=json.dumps(request) + "\n",
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    answer = json.loads(done.stdout)["result"]["Error"]
    assert "ruff is not installed" in answer["message"]
    assert answer["help"] == f"{python} -m pip install ruff, or have `ruff` in PATH"


@pytest.mark.parametrize("plugin", ["ruff", str(PLUGIN)])
def test_the_plugin_is_found_where_no_configuration_names_it(
    plugin: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    found = run_command("plugin", "test", plugin)
    assert found.exit_code == 0, found.output + found.errors
    assert " 0 failed" in found.output


def test_a_plugin_that_is_nowhere_is_told_which_ones_ship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    for plugin, words in (("ruf", "those that ship are migrations, ruff"), ("./empty", "has no `hielements.toml`")):
        found = run_command("plugin", "info", plugin)
        assert found.exit_code == 2
        assert words in found.errors


def test_the_example_beside_the_plugin_holds() -> None:
    found = run_command("check", "--workspace", str(PLUGIN), str(PLUGIN / "example.hie"))
    assert found.exit_code == 0, found.output + found.errors
