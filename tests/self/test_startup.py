"""What a check imports. Start-up time is a feature, and one careless import at the top of a file takes it away."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from guests.building import built

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
    return modules_of(tmp_path, "check", str(tmp_path / "spec.hie"), *arguments)


def modules_of(tmp_path: Path, *arguments: str) -> set[str]:
    """The modules that a command loads, which must succeed."""
    # -S keeps site-packages' own start-up files out; the paths are given instead.
    command = [sys.executable, "-c", PROBE, *arguments]
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


def test_what_is_known_of_a_module_needs_no_wasmtime(tmp_path: Path) -> None:
    """The description of an earlier run serves to validate a specification; only a check runs the module."""
    (tmp_path / "plugin.wasm").write_bytes(built(""))
    (tmp_path / "hielements.toml").write_text('[libraries]\nmodule = { path = "plugin.wasm" }\n')
    spec = tmp_path / "module.hie"
    spec.write_text("import module\n\nelement app {\n    check module.holds()\n}\n")
    first, second = (modules_of(tmp_path, "validate", str(spec)) for _ in range(2))
    assert "wasmtime" in first
    assert "wasmtime" not in second
    assert "hielements.libraries.wasm.backend" in second
    assert "wasmtime" in modules_of(tmp_path, "check", str(spec))
