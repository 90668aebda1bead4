"""The VS Code extension: its own tests, its package, and that it offers what the server has."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from hielements.lsp import settings as server_settings
from hielements.lsp.settings import Settings
from vscode_extension import EXTENSION, needs_the_extension, node

MANIFEST: dict[str, Any] = json.loads((EXTENSION / "package.json").read_text(encoding="utf-8"))
CONTRIBUTED = MANIFEST["contributes"]


def _npm(*arguments: str) -> str:
    node()
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed")
    done = subprocess.run(
        [npm, *arguments],
        cwd=EXTENSION,
        env={**os.environ, "HIELEMENTS_PYTHON": sys.executable},
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    return done.stdout


@needs_the_extension
def test_its_own_tests() -> None:
    said = _npm("test")
    counts = dict(re.findall(r"^\S (pass|fail|skipped) (\d+)$", said, re.MULTILINE))
    assert int(counts["pass"]) >= 20 and counts["fail"] == "0" and counts["skipped"] == "0", said


@needs_the_extension
def test_it_is_packaged_by_one_command(tmp_path: Path) -> None:
    """Types are checked on the way."""
    package = tmp_path / "hielements.vsix"
    _npm("run", "package", "--", "--out", str(package))
    with zipfile.ZipFile(package) as archive:
        names = {name.removeprefix("extension/") for name in archive.namelist() if name.startswith("extension/")}
        bundle = archive.read("extension/dist/extension.js").decode("utf-8")
    assert {"package.json", "readme.md", "changelog.md", "LICENSE.txt", "images/icon.png", "dist/extension.js"} <= names
    assert {CONTRIBUTED["grammars"][0]["path"][2:], CONTRIBUTED["snippets"][0]["path"][2:]} <= names
    assert {step["media"]["markdown"] for step in _steps()} <= names
    assert not [name for name in names if name.startswith(("node_modules", "src", "test"))]
    # All but what VS Code itself provides is in the bundle.
    asked = set(re.findall(r"""require\(["']([^"'./][^"']*)["']\)""", bundle))
    known = {"vscode", "assert", "child_process", "crypto", "fs", "fs/promises", "net", "os", "path", "url", "util"}
    assert {each.removeprefix("node:") for each in asked} <= known


def _steps() -> list[Any]:
    return [step for walkthrough in CONTRIBUTED["walkthroughs"] for step in walkthrough["steps"]]


def test_every_setting_of_the_server_can_be_set() -> None:
    offered = CONTRIBUTED["configuration"]["properties"]
    defaults = Settings()
    for name, field in server_settings._NAMES.items():
        if name == "trusted":
            # VS Code knows itself which workspaces are trusted.
            assert "hielements.trusted" not in offered
            continue
        assert offered[f"hielements.{name}"]["default"] == getattr(defaults, field)
    for setting in offered.values():
        assert setting.get("description") or setting.get("markdownDescription")


def test_nothing_of_an_untrusted_workspace_names_a_program() -> None:
    trust = MANIFEST["capabilities"]["untrustedWorkspaces"]
    assert trust["supported"] == "limited" and trust["description"]
    assert {"hielements.path", "hielements.interpreter"} <= set(trust["restrictedConfigurations"])


def test_commands_that_are_offered_are_there() -> None:
    source = (EXTENSION / "src" / "extension.ts").read_text(encoding="utf-8")
    registered = {f"hielements.{name}" for name in re.findall(r'\bcommand\("(\w+)"', source)}
    offered = {each["command"] for each in CONTRIBUTED["commands"]}
    assert registered == offered
    used = {each["command"] for menu in CONTRIBUTED["menus"].values() for each in menu}
    used |= {name for step in _steps() for name in re.findall(r"\(command:(hielements\.\w+)\)", step["description"])}
    assert used <= offered
