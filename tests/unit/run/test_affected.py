"""Checks that a change cannot affect come out as before: with real repositories, and edits of every kind."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from hielements import Report, check

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

SPEC = """import docker
import files
import python

pattern layer {
    forbids connection to web.code
}

element shop {
    scope code = python.package_selector('shop')
    check python.no_circular_imports(code)
    check python.has_docstring(db.code)
    check python.max_lines(web.code, 3)
    check files.exists('README.md')
    check files.contains(db.code, 'pool')
    element web {
        scope code = python.package_selector('shop.web')
        check python.no_dependency(code, db.code)
        code uses db
    }
    element db implements layer {
        scope code = python.package_selector('shop.db')
    }
    element image {
        scope dockerfile = docker.file_selector('Dockerfile')
        check docker.pinned_images(dockerfile)
        check files.max_size(dockerfile, 40)
    }
}
"""
FILES = {
    "hielements.hie": SPEC,
    "README.md": "A shop.\n",
    "Dockerfile": "FROM python:3.12.1\n",
    "shop/__init__.py": "",
    "shop/web/__init__.py": "import shop.db\n",
    "shop/db/__init__.py": '"""The pool."""\n',
    "shop/late.py": "",
}

Edit = Callable[[Path], object]

EDITS: dict[str, tuple[Edit, int]] = {
    # How many checks must be left out at least: a rule that leaves out none would be right and useless.
    "nothing": (lambda root: None, 10),
    "a text": (lambda root: (root / "README.md").write_text("Less.\n"), 5),
    "a Dockerfile": (lambda root: (root / "Dockerfile").write_text("FROM python\n" + "# long\n" * 9), 3),
    "a module": (lambda root: (root / "shop/web/__init__.py").write_text("import os\n" * 5), 3),
    "a module of the database": (lambda root: (root / "shop/db/__init__.py").write_text("import shop.web\n"), 2),
    "a new module": (lambda root: (root / "shop/db/extra.py").write_text("import shop.web\n"), 2),
    "a module that is gone": (lambda root: (root / "shop/late.py").unlink(), 0),
    "a README that is gone": (lambda root: (root / "README.md").unlink(), 0),
    "the specification": (lambda root: (root / "hielements.hie").write_text(SPEC.replace("40", "4")), 0),
    "what is ignored": (lambda root: (root / ".gitignore").write_text("shop/db\n"), 0),
}


def git(root: Path, *arguments: str) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    command = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org", *arguments]
    subprocess.run(command, cwd=root, env=environment, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", "--all")
    git(tmp_path, "commit", "--quiet", "--message", "one")
    return tmp_path


def results(report: Report) -> dict[tuple[str, str], object]:
    return {
        (each.element, each.check): (each.status, tuple((one.path, one.line) for one in each.violations))
        for each in report.results
    }


@pytest.mark.parametrize("edit", EDITS)
def test_what_is_left_out_is_as_it_was(repository: Path, edit: str) -> None:
    before = results(check(folder=repository, use_cache=False))
    assert len(before) == 10
    change, least = EDITS[edit]
    change(repository)
    after = results(check(folder=repository, use_cache=False))
    report = check(folder=repository, since="HEAD", use_cache=False)
    affected = results(report)
    assert report.since == "HEAD"
    for key, outcome in affected.items():
        assert outcome == after[key]
    left_out = after.keys() - affected.keys()
    assert len(left_out) == report.summary.skipped >= least
    for key in left_out:
        assert after[key] == before[key], key


def test_changes_are_committed_staged_and_untracked_ones(repository: Path) -> None:
    from hielements.source.revisions import changes_since

    (repository / "README.md").write_text("Committed.\n", encoding="utf-8")
    git(repository, "commit", "--quiet", "--all", "--message", "two")
    (repository / "Dockerfile").write_text("FROM staged:1\n", encoding="utf-8")
    git(repository, "add", "Dockerfile")
    (repository / "ünïcode new.txt").write_text("untracked\n", encoding="utf-8")
    (repository / "shop/late.py").unlink()
    changes = changes_since(str(repository), "HEAD~1")
    assert changes.written == ("Dockerfile", "README.md", "ünïcode new.txt")
    assert changes.removed == ("shop/late.py",)
    assert changes_since(str(repository / "shop"), "HEAD~1").written == ()


@pytest.mark.parametrize("revision", ["nope", "--output=x", "HEAD:README.md", "", "a..b"])
def test_a_revision_that_is_none_is_told(repository: Path, revision: str) -> None:
    report = check(folder=repository, since=revision, use_cache=False)
    assert report.exit_code == 2
    assert [each.name for each in report.diagnostics] == ["unknown-revision"]
    assert not (repository / "x").exists()


def test_a_folder_without_a_repository_is_told(tmp_path: Path) -> None:
    (tmp_path / "hielements.hie").write_text("import files\nelement a { check files.exists('a') }\n", encoding="utf-8")
    report = check(folder=tmp_path, since="HEAD", use_cache=False)
    assert "is in no git repository" in report.diagnostics[0].message
