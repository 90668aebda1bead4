"""What whole runs keep for each other: where it lies, how it goes, and that no answer ever depends on it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hielements.source.disk_cache import DiskCache
from spec_cases.running import run_command

SPEC = """\
import python

element shop {
    scope web = python.module_selector('shop.web')
    scope db = python.module_selector('shop.db')
    check python.layers('shop', ['web', 'db'])
    check python.no_dependency(db, web, indirect=true)
    check python.has_docstrings(web)
    check python.calls(web, 'shop.db.read')
}
"""
FILES = {
    "hielements.hie": SPEC,
    "hielements.toml": '[cache]\ndir = "kept"\n',
    "shop/__init__.py": "",
    "shop/web.py": '"""The web."""\nfrom shop import db\n\ndef page():\n    """Shows."""\n    return db.read()\n',
    "shop/between.py": "import shop.web\n",
    "shop/db.py": "import shop.between\n\ndef read():\n    pass\n",
    **{f"shop/other{number}.py": f"import shop.db\nimport other{number}\n" for number in range(20)},
}


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr("hielements.libraries.builtin.python.import_index.AT_REST", 0)
    return write(tmp_path / "project")


def write(root: Path) -> Path:
    for name, text in FILES.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def checked(root: Path, *options: str) -> tuple[int, str]:
    """Exit status and report of one run, without the time that it took."""
    result = run_command("check", "--workspace", str(root), *options, str(root / "hielements.hie"))
    return result.exit_code, result.output.rsplit(" in ", 1)[0]


def entries(root: Path) -> list[Path]:
    return sorted(each for each in (root / "kept").rglob("*") if each.is_file() and each.name != "maintained")


def test_the_folder_of_the_configuration_is_used_shown_and_cleared(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    without = checked(project, "--no-cache")
    assert without[0] == 1
    assert not (project / "kept").exists(), "--no-cache keeps nothing"
    assert checked(project) == without
    kept = entries(project)
    assert {"imports", "facts", "details", "syntax"} <= {
        "".join(filter(str.isalpha, each.relative_to(project / "kept").parts[0])).removeprefix("pythonx")
        for each in kept
    }
    size = sum(each.stat().st_size for each in kept)
    assert run_command("cache", "info").output == f"{len(kept)} entries, {size:,} bytes in {project / 'kept'}\n"
    assert checked(project) == without
    assert run_command("cache", "clear").output.startswith(f"Removed {len(kept)} entries, ")
    assert entries(project) == []
    assert run_command("cache", "info").output.startswith("0 entries, 0 bytes")
    assert checked(project) == without
    assert len(entries(project)) == len(kept)


def test_what_is_kept_is_not_looked_at_without_the_cache(project: Path) -> None:
    expected = checked(project)
    for each in entries(project):
        each.write_bytes(b"junk")
    assert checked(project, "--no-cache") == expected
    assert {each.read_bytes() for each in entries(project)} == {b"junk"}
    assert checked(project) == expected
    assert b"junk" not in {each.read_bytes() for each in entries(project)}


def test_projects_that_are_gone_make_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hielements.libraries.builtin.python.import_index.AT_REST", 0)
    folder = tmp_path / "kept"
    roots = [write(tmp_path / f"project{number}") for number in range(6)]
    for root in roots:
        (root / "hielements.toml").write_text(f'[cache]\ndir = "{folder}"\n', encoding="utf-8")
        checked(root)
    bound = DiskCache(str(folder)).use().bytes // 2
    cache = DiskCache(str(folder), max_bytes=bound)
    cache.evict()
    assert 0 < cache.use().bytes <= bound
    assert [checked(root) for root in roots] == [checked(root, "--no-cache") for root in roots]


RUN = """
import os, sys
from hielements.libraries.builtin.python import import_index
from hielements.cli.main import main
import_index.AT_REST = 0
"""
KILLED = """
rename = os.replace
def replace(source, target):
    if sys.argv[1] in target:
        os.kill(os.getpid(), {signal})
    rename(source, target)
os.replace = replace
"""


def started(program: str, root: Path, *arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", f"{RUN}{program}", *arguments]
    return subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.skipif(sys.platform == "win32", reason="there are no signals that kill")
@pytest.mark.parametrize("kind", ["imports", "facts"])
def test_a_run_that_is_killed_while_it_stores_leaves_whole_entries(project: Path, kind: str) -> None:
    expected = checked(project, "--no-cache")
    killed = KILLED.format(signal=int(signal.SIGKILL)) + "main(['check'])"
    run = started(killed, project, kind)
    assert run.communicate(timeout=60)[0] is not None
    assert run.returncode == -signal.SIGKILL
    left = [each for each in entries(project) if each.name.startswith(".tmp-")]
    assert len(left) == 1
    assert checked(project) == expected
    assert checked(project) == expected
    cache = DiskCache(str(project / "kept"))
    os.utime(left[0], (1, 1))
    cache.evict()
    assert [each for each in entries(project) if each.name.startswith(".tmp-")] == []
    assert checked(project) == expected


def test_runs_side_by_side_that_store_and_clear(project: Path) -> None:
    """The cache belongs to all runs of a user: none waits for another, and none believes half of what another wrote."""
    expected = checked(project, "--no-cache")
    program = """
for turn in range(3):
    print(f"status {main(['check', '--color', 'never'])}")
    if turn == int(sys.argv[1]):
        main(["cache", "clear"])
"""
    runs = [started(program, project, str(number)) for number in range(3)]
    outputs = [run.communicate(timeout=100)[0] for run in runs]
    assert [run.returncode for run in runs] == [0, 0, 0], outputs
    summary = expected[1].splitlines()[-1]
    assert [output.count(f"{summary} in ") for output in outputs] == [3, 3, 3], outputs
    assert [output.count("status 1\n") for output in outputs] == [3, 3, 3], outputs
    assert checked(project) == expected
