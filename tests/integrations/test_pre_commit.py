"""The hooks that `.pre-commit-hooks.yaml` offers, with the real pre-commit and real commits."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.wheel,
    pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed"),
]

SPEC = """import files
import python

element shop {
    scope src = python.package_selector('shop')

    ## Pages never ask the database themselves.
    check python.no_import(src, 'sqlite3')
    check files.exists('README.md')
}
"""
CONFIGURATION = """repos:
  - repo: {hooks}
    rev: {revision}
    hooks:
      - id: hielements-check
      - id: hielements-fmt
"""

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """No configuration of the user's git, no variables of a git that runs these tests as a hook."""
    home = tmp_path_factory.mktemp("home")
    (home / ".gitconfig").write_text(
        "[user]\nname = Somebody\nemail = somebody@example.org\n[init]\ndefaultBranch = main\n", encoding="utf-8"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("GIT_", "VIRTUAL_ENV"))}
    scripts = str(Path(sys.executable).parent)
    return {
        **kept,
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "HIELEMENTS_CACHE_DIR": str(home / "cache"),
        "PATH": scripts + os.pathsep + kept.get("PATH", ""),
    }


@pytest.fixture(scope="module")
def run(environment: dict[str, str]) -> Run:
    def run(folder: Path, *command: str, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            command,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            check=False,
        )
        assert status is None or done.returncode == status, done.stdout
        return done

    return run


@pytest.fixture(scope="module")
def hooks(tmp_path_factory: pytest.TempPathFactory, run: Run) -> tuple[Path, str]:
    """A repository with the files of this project as they are now, and its revision."""
    folder = tmp_path_factory.mktemp("hooks")
    listed = run(ROOT, "git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", status=None)
    if listed.returncode:
        pytest.skip("these files are not in a git repository")
    for name in filter(None, listed.stdout.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    run(folder, "git", "init", "--quiet")
    run(folder, "git", "add", "--all", "--force")
    run(folder, "git", "commit", "--quiet", "--no-verify", "--message", "as it is now")
    return folder, run(folder, "git", "rev-parse", "HEAD").stdout.strip()


@pytest.fixture
def project(tmp_path: Path, run: Run) -> Path:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "README.md").write_text("A shop.\n", encoding="utf-8")
    (tmp_path / "hielements.hie").write_text(SPEC, encoding="utf-8")
    run(tmp_path, "git", "init", "--quiet")
    run(tmp_path, "git", "add", "--all")
    return tmp_path


def test_a_project_tries_the_hooks(project: Path, hooks: tuple[Path, str], run: Run) -> None:
    for hook in ("hielements-check", "hielements-fmt"):
        output = run(project, "pre-commit", "try-repo", str(hooks[0]), hook, "--all-files").stdout
        assert "Passed" in output
    (project / "README.md").unlink()
    done = run(project, "pre-commit", "try-repo", str(hooks[0]), "hielements-check", "--all-files", status=1)
    assert "violated[shop]" in done.stdout


def test_an_installed_hook_blocks_a_bad_commit_and_lets_a_good_one_pass(
    project: Path, hooks: tuple[Path, str], run: Run
) -> None:
    (project / ".pre-commit-config.yaml").write_text(
        CONFIGURATION.format(hooks=hooks[0], revision=hooks[1]), encoding="utf-8"
    )
    run(project, "pre-commit", "install")
    run(project, "git", "add", "--all")
    run(project, "git", "commit", "--message", "a good one")

    (project / "shop/pages.py").write_text("import sqlite3\n", encoding="utf-8")
    run(project, "git", "add", "--all")
    refused = run(project, "git", "commit", "--message", "a bad one", status=1).stdout
    assert "shop/pages.py:1:1" in refused
    assert "Pages never ask the database themselves." in refused
    assert run(project, "git", "log", "--format=%s").stdout == "a good one\n"

    (project / "shop/pages.py").write_text("import json\n", encoding="utf-8")
    run(project, "git", "add", "--all")
    run(project, "git", "commit", "--message", "a mended one")
    assert run(project, "git", "log", "--format=%s").stdout == "a mended one\na good one\n"

    # A rule can be broken by what a commit takes away, and then there is no file to pass to a hook.
    run(project, "git", "rm", "--quiet", "README.md")
    assert "README.md" in run(project, "git", "commit", "--message", "no reader", status=1).stdout


def test_a_commit_of_an_untidy_specification_is_formatted(project: Path, hooks: tuple[Path, str], run: Run) -> None:
    (project / "hielements.hie").write_text(SPEC.replace("    scope src", "      scope   src"), encoding="utf-8")
    run(project, "git", "add", "--all")
    done = run(project, "pre-commit", "try-repo", str(hooks[0]), "hielements-fmt", "--all-files", status=1)
    assert "files were modified by this hook" in done.stdout
    assert (project / "hielements.hie").read_text(encoding="utf-8") == SPEC
