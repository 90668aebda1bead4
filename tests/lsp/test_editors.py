"""Editors and clients that nobody here wrote do the same round: a mistake in a specification is seen and mended by a
code action; an import in Python code breaks a rule; the violation stands on its line and leads to the rule.

The settings of Neovim and Emacs are those of docs/editors.md.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from language_clients.projects import BAD_CODE, FIXED, make_project

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "editors.md"
PATIENCE = 110
ALE = ("/usr/share/vim/vimfiles/pack/dist-bundle/opt/ale", "/usr/share/vim-ale")
"""Where Debian puts it."""

pytestmark = pytest.mark.editors


def _settings(language: str, folder: Path, name: str) -> str:
    """The block of the page for an editor, as a file."""
    found = re.search(rf"```{language}\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    path = folder / name
    path.write_text(found[1], encoding="utf-8")
    return str(path)


def _run(command: list[str], project: Path, **variables: str) -> None:
    """Runs an editor in the project, and looks at what it saw."""
    binaries = Path(sys.executable).parent
    environment = {**os.environ, "PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "HOME": str(project.parent)}
    answer = subprocess.run(
        command,
        cwd=project,
        env={**environment, **variables},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr
    told = re.search(r"\{[^{}]*\"rule_line\"[^{}]*\}", answer.stdout + answer.stderr)
    assert told is not None, answer.stdout + answer.stderr
    seen = json.loads(told[0])
    assert seen["line"] == BAD_CODE.split("\n").index("import shop.db") + 1
    assert seen["rule"] == (project / "hielements.hie").as_uri()
    assert "no_import(src, 'shop.db')" in FIXED.split("\n")[seen["rule_line"] - 1]
    assert (project / "hielements.hie").read_text(encoding="utf-8") == FIXED


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    return found


def _project(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    # Emacs takes a repository for one project.
    (folder / ".git").mkdir()
    return make_project(folder)


def test_neovim(tmp_path: Path) -> None:
    program = _program("nvim")
    settings = _settings("lua", tmp_path, "settings.lua")
    script = f"luafile {HERE / 'neovim.lua'}"
    command = [program, "--headless", "--clean", "-c", script]
    _run(command, _project(tmp_path), HIELEMENTS_NVIM_SETTINGS=settings)


def test_emacs(tmp_path: Path) -> None:
    program = _program("emacs")
    found = subprocess.run(
        [program, "--batch", "-f", "package-initialize", "-l", "eglot"], capture_output=True, check=False
    )
    if found.returncode:
        pytest.skip("Emacs has no eglot")
    settings = _settings("elisp", tmp_path, "settings.el")
    command = [program, "--batch", "-f", "package-initialize", "-l", str(HERE / "eglot.el")]
    _run(command, _project(tmp_path), HIELEMENTS_EMACS_SETTINGS=settings)


def test_vim_with_ale(tmp_path: Path) -> None:
    program = _program("vim")
    if not any(Path(each).is_dir() for each in ALE):
        pytest.skip("ALE is not installed")
    answer = tmp_path / "answer.json"
    variables = {
        **os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "HOME": str(tmp_path),
        "HIELEMENTS_VIM": str(HERE.parents[1] / "editors" / "vim"), "HIELEMENTS_ANSWER": str(answer),
        "HIELEMENTS_VIM_SETTINGS": _settings("vim", tmp_path, "settings.vim"),
    }  # fmt: skip
    command = [program, "-es", "-N", "-i", "NONE", "-u", "NONE", "-S", str(HERE / "vim_with_ale.vim")]
    project = _project(tmp_path)
    done = subprocess.run(
        command, cwd=project, env=variables, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE,
        check=False,
    )  # fmt: skip
    assert answer.is_file(), done.stdout + done.stderr
    mistake, violation = json.loads(answer.read_text(encoding="utf-8"))
    assert "did you mean `package_selector`?" in mistake["text"]
    assert violation["line"] == BAD_CODE.split("\n").index("import shop.db") + 1
    assert "no_import(src, 'shop.db')" in violation["text"]
    assert (project / "hielements.hie").read_text(encoding="utf-8") == FIXED


@pytest.mark.parametrize("transport", ["stdio", "tcp"])
def test_a_client_on_the_modules_of_vs_code(tmp_path: Path, transport: str) -> None:
    program = _program("node")
    modules = os.environ.get("HIELEMENTS_NODE_MODULES") or str(Path(sys.prefix) / "lib" / "node_modules")
    if not (Path(modules) / "vscode-languageserver-protocol").is_dir():
        pytest.skip("vscode-languageserver-protocol is not installed")
    project = _project(tmp_path)
    command = [program, str(HERE / "client.js"), sys.executable]
    if transport == "stdio":
        _run(command, project, NODE_PATH=modules)
        return
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    with subprocess.Popen([sys.executable, "-m", "hielements", "lsp", "--tcp", port], cwd=project) as server:
        try:
            _run([*command, port], project, NODE_PATH=modules)
        finally:
            server.kill()
