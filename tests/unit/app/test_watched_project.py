"""A project that is checked again after each change: its answers are those of runs that know nothing of each other."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.app import watched_project
from hielements.app.checking import check
from hielements.app.projects import Project, open_project
from hielements.app.requests import CheckRequest
from hielements.app.watched_project import WatchedProject
from hielements.report.json_report import render
from hielements.report.report import Report
from hielements.source import remembered_walk

SPEC = """\
import files
import python

element shop {
    scope web = python.module_selector('shop.web')
    scope core = python.module_selector('shop.core')
    scope db = python.module_selector('shop.db')
    check python.layers('shop', ['web', 'core', 'db'])
    check python.no_dependency(db, web)
    check python.no_dependency(core, web, indirect=true)
    check python.imported_only_by(db, ['shop.core'])
    check python.no_circular_imports(python.package_selector('shop'))
    check python.function_exists(core, 'price')
    check python.has_docstrings(core)
    check python.calls(web, 'shop.core.price')
    check python.no_syntax_errors(web)
    check python.declared_dependencies(python.package_selector('shop'))
    check files.exists('README.md')
    check files.contains(files.file_selector('src/shop/core.py'), text='price')
}
"""
FILES = {
    "hielements.hie": SPEC,
    "README.md": "",
    "pyproject.toml": "[project]\nname = 'shop'\ndependencies = []\n",
    "src/shop/__init__.py": "",
    "src/shop/web.py": "from shop.core import price\n\n\ndef show() -> int:\n    return price()\n",
    "src/shop/core.py": '"""Prices."""\nfrom shop import db\n\ndef price() -> int:\n    """1."""\n    return db.ONE\n',
    "src/shop/db.py": "ONE = 1\n",
}
TEXTS = (
    "",
    "ONE = 1\n",
    "import shop.web\n",
    "from shop.core import price\n",
    "# hielements: allow(agreed)\nimport shop.db\n",
    "def price():\n    from shop import web, db\n    return web\n",
    "from .core import *\nimport requests\n",
    "from shop.core import price\n\n\ndef show() -> int:\n    return price()\n",
    "import shop.more\n",
    "def price(:\n",
)
PATHS = (*(path for path in FILES if path != "hielements.hie"), "src/shop/more.py", "setup.py")


def write(root: Path, path: str, text: str | None) -> str:
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    if text is None:
        place.unlink(missing_ok=True)
    else:
        place.write_text(text, encoding="utf-8")
    return str(place)


def project(root: Path) -> Path:
    for path, text in FILES.items():
        write(root, path, text)
    return root


def plain(report: Report) -> Any:
    """The report without the time that it took."""

    def without_times(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: without_times(each) for key, each in value.items() if not key.endswith(("seconds", "_ms"))}
        return [without_times(each) for each in value] if isinstance(value, list) else value

    return without_times(json.loads(render(report)))


def fresh(request: CheckRequest) -> Any:
    return plain(check(request.with_(use_cache=False)))


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A word for each time that a project is opened anew."""
    seen: list[str] = []

    def counted(request: CheckRequest) -> Project:
        seen.append("opened")
        return open_project(request)

    monkeypatch.setattr(watched_project, "open_project", counted)
    return seen


def follow(root: Path, steps: Sequence[tuple[str, str | None]]) -> None:
    """After each step the answer is that of a run which knows of nothing."""
    request = CheckRequest(folder=str(root))
    watched = WatchedProject(request)
    try:
        first = watched.check()
        assert len(first.results) == 12
        assert plain(first) == fresh(request)
        for path, text in steps:
            changed = write(root, path, text)
            assert plain(watched.check([changed])) == fresh(request), (path, text)
    finally:
        watched.close()


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(PATHS), st.sampled_from((*TEXTS, None))), min_size=1, max_size=8))
def test_an_answer_after_a_change_is_that_of_a_new_run(steps: list[tuple[str, str | None]]) -> None:
    with TemporaryDirectory() as folder:
        follow(project(Path(folder)), steps)


def test_after_an_edit_nothing_is_opened_anew(tmp_path: Path, opened: list[str]) -> None:
    steps = [("src/shop/db.py", text) for text in TEXTS] + [("src/shop/core.py", text) for text in TEXTS]
    follow(project(tmp_path), steps)
    assert opened == ["opened"]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("hielements.hie", SPEC.replace("'README.md'", "'LICENSE'")),
        ("hielements.toml", "[check]\nundeclared_uses = 'error'\n"),
        ("pyproject.toml", "[project]\nname = 'shop'\ndependencies = ['requests']\n"),
        (".gitignore", "db.py\n"),
        ("src/shop/more.py", "import shop.web\n"),
        ("src/shop/db.py", None),
        ("setup.py", "from setuptools import setup\nsetup(install_requires=['requests'])\n"),
        ("hielements-baseline.jsonl", '{"hielements-baseline": 1}\n'),
    ],
)
def test_what_means_more_than_contents_is_read_anew(tmp_path: Path, path: str, text: str | None) -> None:
    uses = ("src/shop/web.py", "import requests\n")
    follow(project(tmp_path), [uses, (path, text), ("src/shop/web.py", "import shop.db\n")])


def test_a_file_that_came_and_went_is_no_change(tmp_path: Path, opened: list[str]) -> None:
    root = project(tmp_path)
    follow(root, [("src/shop/.core.py.tmp.py", None), ("src/shop/core.py", "import shop.web\n")])
    assert opened == ["opened"]


def test_an_editor_that_renames_over_the_file_is_followed(tmp_path: Path, opened: list[str]) -> None:
    root = project(tmp_path)
    request = CheckRequest(folder=str(root))
    watched = WatchedProject(request)
    watched.check()
    new = write(root, "src/shop/db.py.new", "import shop.web\n")
    os.replace(new, root / "src/shop/db.py")
    assert plain(watched.check([new, str(root / "src/shop/db.py")])) == fresh(request)
    write(root, "src/shop/db.py", "")
    assert plain(watched.check([str(root / "src/shop/db.py")])) == fresh(request)
    watched.close()
    assert opened == ["opened"]


@pytest.mark.parametrize("kind", ["link", "second name", "linked folder"])
def test_a_file_in_two_places_changes_in_both(tmp_path: Path, kind: str) -> None:
    root = project(tmp_path)
    if kind == "link":
        (root / "src/shop/twin.py").symlink_to("db.py")
    elif kind == "second name":
        os.link(root / "src/shop/db.py", root / "src/shop/twin.py")
    else:
        (root / "src/twin").symlink_to("shop", target_is_directory=True)
    follow(root, [("src/shop/db.py", "import shop.db\n"), ("src/shop/db.py", "ONE = 1\n")])


def test_many_changes_at_once_are_a_new_start(tmp_path: Path, opened: list[str]) -> None:
    root = project(tmp_path)
    watched = WatchedProject(CheckRequest(folder=str(root)))
    watched.check()
    watched.check([str(root / "src/shop/db.py")] * 100)
    watched.close()
    assert opened == ["opened", "opened"]


def test_a_specification_with_errors_is_told_after_each_change(tmp_path: Path) -> None:
    root = project(tmp_path)
    follow(root, [("hielements.hie", "element {"), ("src/shop/db.py", "import shop.web\n"), ("hielements.hie", SPEC)])


def test_a_new_file_is_seen_in_a_folder_that_was_not_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered_walk, "AT_REST", -(10**18))  # as if all this had been written long ago
    root = project(tmp_path)
    write(root, "src/shop/deep/er/__init__.py", "")
    write(root, "src/shop/db.py", "import shop.deep.er.new\n")
    request = CheckRequest(folder=str(root))
    check(request)
    watched = WatchedProject(request)
    assert watched.check().exit_code == 0
    new = write(root, "src/shop/deep/er/new.py", "import shop.web\n")
    again = watched.check([new])
    assert again.exit_code == 1
    assert plain(again) == fresh(request)
    write(root, "src/shop/deep/er/new.py", None)
    assert plain(watched.check([new])) == fresh(request)
    watched.close()


@pytest.mark.parametrize(
    "rules",
    [".gitignore", "work/.gitignore", ".git/info/exclude", "work/space/.git/info/exclude", "elsewhere/info/exclude"],
)
def test_ignore_rules_are_read_again_wherever_they_stand(tmp_path: Path, rules: str) -> None:
    root = project(tmp_path / "work/space")
    if rules.startswith("elsewhere"):
        write(root, ".git", "gitdir: ../../elsewhere\n")
    else:
        (tmp_path / rules.partition(".git")[0] / ".git").mkdir() if "exclude" in rules else (tmp_path / ".git").mkdir()
    edited = write(root, "src/shop/db.py", "import shop.web\n")
    request = CheckRequest(folder=str(root), workspace=str(root))
    watched = WatchedProject(request)
    assert watched.check().exit_code == 1
    assert watched.changed_elsewhere() == []
    for text in ("db.py\n", "#db.py\n", None):
        write(tmp_path, rules, text)
        write(root, "src/shop/db.py", f"import shop.web\n#{text}")
        if rules != "work/space/.gitignore":
            assert watched.changed_elsewhere() == ([] if text is None else ["ignore rules outside of the workspace"])
        again = watched.check([edited])
        assert plain(again) == fresh(request), text
        assert (again.exit_code == 2) == (text == "db.py\n")
    watched.close()


@pytest.mark.parametrize(
    "changed", ["hielements.toml", "pyproject.toml", "known.jsonl", "plugin.wasm", "hielements.hie"]
)
def test_what_a_run_reads_is_read_again_where_no_notice_tells_of_it(
    tmp_path: Path, changed: str, opened: list[str]
) -> None:
    """Each file is a link to one outside, or the workspace ignores it."""
    root = project(tmp_path / "workspace")
    write(root, ".gitignore", f"/{changed}\n")
    settings = "[baseline]\nfile = 'known.jsonl'\n[libraries.other]\npath = 'plugin.wasm'\n"
    write(root, "hielements.toml", "" if changed == "pyproject.toml" else settings)
    write(root, "known.jsonl", '{"hielements-baseline": 1}\n')
    write(root, "plugin.wasm", "")
    if changed == "pyproject.toml":
        (root / "hielements.toml").unlink()
    os.replace(root / changed, tmp_path / changed)
    (root / changed).symlink_to(tmp_path / changed)
    request = CheckRequest(folder=str(root))
    watched = WatchedProject(request)
    before = plain(watched.check())
    assert before["exit_code"] == 0
    edited = write(root, "src/shop/db.py", "ONE = 2\n")
    assert plain(watched.check([edited])) == before
    assert watched.changed_elsewhere() == []
    assert opened == ["opened"]
    write(tmp_path, changed, "wrong {" if changed != "pyproject.toml" else "[tool.hielements]\nwrong = 1\n")
    assert watched.changed_elsewhere() == [changed]
    again = watched.check([edited])
    watched.close()
    assert opened == ["opened", "opened"]
    assert plain(again) == fresh(request)
    assert changed == "plugin.wasm" or again.exit_code == 2


@pytest.mark.parametrize("folder", [".venv", "node_modules", "site-packages", "__pycache__", ".idea", "vendor"])
@pytest.mark.parametrize("ignored", [False, True])
def test_code_counts_in_a_folder_of_any_name_that_nothing_ignores(tmp_path: Path, folder: str, ignored: bool) -> None:
    root = project(tmp_path)
    write(root, "hielements.hie", SPEC.replace("src/shop/core.py", f"{folder}/shop.py"))
    write(root, ".gitignore", f"{folder}/\n" if ignored else "")
    path = write(root, f"{folder}/shop.py", "price\n")
    request = CheckRequest(folder=str(root))
    watched = WatchedProject(request)
    assert watched.check().exit_code == (2 if ignored else 0)
    write(root, f"{folder}/shop.py", "cost\n")
    told, occasions = watched.concerned([path])
    assert told == (set() if ignored else {path})
    assert occasions == (set() if folder in ("__pycache__", ".idea") else told)
    again = watched.check(told)
    watched.close()
    assert plain(again) == fresh(request)
    assert again.exit_code == (2 if ignored else 1)


def test_what_concerns_nobody_is_told_from_what_is_no_occasion(tmp_path: Path) -> None:
    root = project(tmp_path)
    write(root, ".gitignore", "*.log\nbuild/\n")
    write(root, "old.log", "")
    write(root, "build/lib.py", "")
    write(root, "tests/__init__.py", "")
    watched = WatchedProject(CheckRequest(folder=str(root)))
    watched.check()
    write(root, "new.log", "")
    write(root, "src/build/new.py", "")
    write(root, "tests/.gitignore", "*\n")

    def judged(path: str) -> str:
        told, occasions = watched.concerned([str(root / path)])
        return "occasion" if occasions else "told" if told else "nothing"

    assert {path: judged(path) for path in WANTED} == WANTED
    watched.close()


WANTED = {
    "src/shop/db.py": "occasion",
    "src/shop/gone/before.py": "told",
    "src/new": "told",
    "tests/.gitignore": "occasion",
    "old.log": "told",
    "new.log": "told",
    "gone.log": "told",
    "build": "told",
    "build/lib.py": "nothing",
    "build/deep/er/lib.py": "nothing",
    "src/build": "told",
    "src/build/new.py": "nothing",
    ".git": "told",
    ".git/index.lock": "nothing",
    "src/.hg/store": "nothing",
    "src/shop/__pycache__/db.cpython-311.pyc": "told",
    "src/shop/.db.py.swp": "told",
    "src/shop/.#db.py": "told",
    "src/shop/db.py~": "told",
    "src/shop/flycheck_db.py": "told",
}


def test_a_file_that_is_no_occasion_is_seen_at_the_next_one(tmp_path: Path, opened: list[str]) -> None:
    root = project(tmp_path)
    write(root, "hielements.hie", SPEC.replace("'README.md'", "'notes~'"))
    request = CheckRequest(folder=str(root))
    watched = WatchedProject(request)
    assert watched.check().exit_code == 1
    for text in ("", "other", None):
        told, occasions = watched.concerned([write(root, "notes~", text)])
        assert (len(told), occasions) == (1, set())
        edited = write(root, "src/shop/db.py", f"ONE = 1  # {text}\n")
        assert plain(watched.check(told | {edited})) == fresh(request)
    watched.close()
    assert len(opened) == 3  # other contents of such a file mean nothing to what is known of the code


@pytest.mark.parametrize("changed", ["shop.hie", "more.hie", "known.jsonl"])
def test_a_file_outside_the_workspace_is_read_again(tmp_path: Path, changed: str) -> None:
    root = project(tmp_path / "workspace")
    write(tmp_path, "shop.hie", "import 'more.hie'\n" + SPEC)
    write(tmp_path, "more.hie", "import files\nelement more { check files.exists('README.md') }\n")
    write(tmp_path, "known.jsonl", '{"hielements-baseline": 1}\n')
    request = CheckRequest(
        specs=(str(tmp_path / "shop.hie"),), workspace=str(root), baseline=str(tmp_path / "known.jsonl")
    )
    watched = WatchedProject(request)
    assert watched.check().exit_code == 0
    write(tmp_path, changed, {"known.jsonl": "no baseline\n"}.get(changed, "element wrong {"))
    edited = write(root, "src/shop/db.py", "ONE = 2\n")
    again = watched.check([edited])
    watched.close()
    assert again.exit_code == 2
    assert plain(again) == fresh(request)
