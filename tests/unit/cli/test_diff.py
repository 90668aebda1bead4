"""`hielements diff`: what came and went between revisions of a real repository."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from spec_cases.running import run_command

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

SPEC = """import python
element shop {
    element web {
        scope code = python.package_selector('shop.web')
        check python.no_dependency(code, db.code)
        check python.has_docstring(code)
    }
    element db { scope code = python.package_selector('shop.db') }
}
"""


def git(root: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)


def commit(root: Path, tag: str, files: dict[str, str | None]) -> None:
    for name, text in files.items():
        path = root / name
        if text is None:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    git(root, "add", "--all")
    git(root, "commit", "--quiet", "--message", tag)
    git(root, "tag", tag)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The project lies in a folder of the repository, as it does in a repository of several projects."""
    git(tmp_path, "init", "--quiet")
    project = tmp_path / "project"
    project.mkdir()
    base = {
        "hielements.hie": SPEC,
        "hielements.toml": "[cache]\nenabled = false\n",
        "shop/__init__.py": "",
        "shop/web/__init__.py": "import flask\n",
        "shop/db/__init__.py": "import shop.web\n",
    }
    commit(project, "one", dict(base))
    commit(
        project,
        "two",
        {
            "hielements.hie": SPEC.replace(
                "element db", "element jobs { scope code = python.package_selector('shop.jobs') }\n    element db"
            ),
            "shop/web/__init__.py": '"""Pages."""\n\n\nimport flask\nimport shop.db\n',
            "shop/db/__init__.py": "",
            "shop/jobs/__init__.py": "import shop.db\n",
        },
    )
    monkeypatch.chdir(project)
    return project


def diff(*words: str, status: int) -> dict[str, Any]:
    result = run_command("diff", *words, "--format", "json")
    assert result.exit_code == status, result.output + result.errors
    parsed: dict[str, Any] = json.loads(result.output)
    return parsed


def ends(changes: list[dict[str, Any]]) -> list[tuple[str, str]]:
    return [(each["source"], each["target"] or each["external"]) for each in changes]


def test_elements_dependencies_and_violations_come_and_go(repository: Path) -> None:
    told = diff("one", "two", status=1)
    assert told["elements"] == {"new": ["shop.jobs"], "gone": []}
    assert ends(told["dependencies"]["new"]) == [("shop.jobs", "shop.db"), ("shop.web", "shop.db")]
    assert ends(told["dependencies"]["gone"]) == [("shop.db", "shop.web")]
    (came,) = told["violations"]["new"]
    assert (came["check"], came["path"], came["line"]) == (
        "python.no_dependency(code, db.code)",
        "shop/web/__init__.py",
        5,
    )
    (gone,) = told["violations"]["gone"]
    assert gone["check"] == "python.has_docstring(code)"
    text = run_command("diff", "one", "two").output
    assert "+ element shop.jobs" in text
    assert "one -> two: 1 element came and 0 went, 2 dependencies came and 1 went, 1 violation came and 1 went" in text


def test_the_other_way_round(repository: Path) -> None:
    told = diff("two", "one", status=1)
    assert told["elements"] == {"new": [], "gone": ["shop.jobs"]}
    assert [each["check"] for each in told["violations"]["new"]] == ["python.has_docstring(code)"]


def test_lines_that_move_are_no_difference(repository: Path) -> None:
    (repository / "shop/web/__init__.py").write_text(
        '"""Pages."""\n\nimport flask\n\n\n\nimport shop.db\n', encoding="utf-8"
    )
    told = diff("two", status=0)
    assert told["after"] == "the files as they are"
    assert told["violations"] == {"new": [], "gone": []}
    assert told["dependencies"] == {"new": [], "gone": [], "changed": []}


def test_uncommitted_and_untracked_files_count(repository: Path) -> None:
    (repository / "shop/jobs/more.py").write_text("import shop.web\n", encoding="utf-8")
    assert ends(diff("two", status=0)["dependencies"]["new"]) == [("shop.jobs", "shop.web")]


def test_the_repository_stays_as_it_is(repository: Path) -> None:
    (repository / "shop/late.py").write_text("", encoding="utf-8")
    git(repository, "add", "--all")

    def state() -> str:
        command = ["git", "status", "--porcelain=v2", "--branch"]
        return subprocess.run(command, cwd=repository, capture_output=True, text=True, check=True).stdout

    before = state()
    diff("one", "two", status=1)
    assert state() == before


def test_what_cannot_be_compared_is_told(repository: Path) -> None:
    result = run_command("diff", "nope")
    assert (result.exit_code, result.output) == (2, "")
    assert "git knows no revision `nope`" in result.errors
    (repository / "hielements.hie").write_text("element {", encoding="utf-8")
    told = diff("two", status=2)
    assert told["trouble"] == "the files as they are cannot be checked"
    assert told["diagnostics"]
    assert "error: the files as they are cannot be checked" in run_command("diff", "two").output


def test_a_revision_without_a_specification_is_told(repository: Path) -> None:
    commit(repository, "three", {"hielements.hie": None})
    told = diff("three", "two", status=2)
    assert told["trouble"] == "three cannot be checked"
