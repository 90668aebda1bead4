"""What a check imports. Start-up time is a feature, and one careless import at the top of a file takes it away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = {
    "argparse",
    "asyncio",
    "click",
    "concurrent.futures",
    "cryptography",
    "dataclasses",
    "email",
    "html",
    "http",
    "importlib.metadata",
    "inspect",
    "jsonschema",
    "lark",
    "logging",
    "lsprotocol",
    "multiprocessing",
    "pathlib",
    "pathspec",
    "pygls",
    "rich",
    "shutil",
    "socket",
    "subprocess",
    "tempfile",
    "unittest",
    "urllib",
    "wasmtime",
}

SPEC = """\
import files
import python

element app {
    scope src = python.module_selector('app')
    check files.exists('app/__init__.py')
    check python.no_import(src, 'socket')
}
"""

PROBE = """
import json, sys
before = set(sys.modules)
from hielements.cli.main import main
status = main(sys.argv[1:])
print(json.dumps([status, sorted(set(sys.modules) - before)]), file=sys.stderr)
"""


def loaded(tmp_path: Path, *arguments: str) -> set[str]:
    (tmp_path / "app").mkdir(exist_ok=True)
    (tmp_path / "app/__init__.py").write_text("import os\n")
    (tmp_path / "spec.hie").write_text(SPEC)
    # -S keeps site-packages' own start-up files out; the paths are given instead.
    command = [sys.executable, "-c", PROBE, "check", str(tmp_path / "spec.hie"), *arguments]
    environment = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": "", "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
    status, modules = json.loads(done.stderr.strip().splitlines()[-1])
    assert status == 0, done.stdout
    return set(modules)


def heavy_among(modules: set[str]) -> set[str]:
    return {name for name in HEAVY if any(module == name or module.startswith(f"{name}.") for module in modules)}


def test_a_warm_check_imports_nothing_heavy(tmp_path: Path) -> None:
    loaded(tmp_path)
    assert heavy_among(loaded(tmp_path)) == set()


@pytest.mark.parametrize("option", [(), ("--no-cache",), ("--format", "json")], ids=["cold", "no cache", "json"])
def test_other_checks_import_nothing_heavy(tmp_path: Path, option: tuple[str, ...]) -> None:
    assert heavy_among(loaded(tmp_path, *option)) == set()


def test_a_warm_check_does_not_load_the_parser(tmp_path: Path) -> None:
    loaded(tmp_path)
    warm = loaded(tmp_path)
    assert "hielements.syntax.tree" in warm, "the probe must see the stages"
    assert not {name for name in warm if name in ("hielements.syntax.parsing", "hielements.syntax.parser")}
