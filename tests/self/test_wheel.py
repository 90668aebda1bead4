"""The package as users get it: built, installed into a fresh environment, run outside of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = [pytest.mark.slow, pytest.mark.wheel]


def run(
    command: list[str], folder: Path, environment: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        command, cwd=folder, env={**clean, **(environment or {})}, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The wheel and the sdist; the wheel is built from the sdist, so what the sdist lacks, the wheel lacks."""
    target = tmp_path_factory.mktemp("dist")
    done = run([sys.executable, "-m", "build", "--outdir", str(target), str(ROOT)], target)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,), (sdist,) = target.glob("*.whl"), target.glob("*.tar.gz")
    return wheel, sdist


@pytest.fixture(scope="module")
def installed(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of an environment with the wheel and its dependencies alone."""
    target = tmp_path_factory.mktemp("installed")
    venv.create(target, with_pip=True)
    done = run([str(target / "bin/python"), "-m", "pip", "install", "--quiet", str(built[0])], target)
    assert done.returncode == 0, done.stdout + done.stderr
    return target / "bin"


def test_the_wheel_holds_the_grammar_the_library_and_the_pages(built: tuple[Path, Path]) -> None:
    with zipfile.ZipFile(built[0]) as wheel:
        names = set(wheel.namelist())
    data = "hielements/_data"
    expected = {f"{data}/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "grammar").glob("*.lark")}
    expected |= {f"{data}/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "lib").rglob("*.hie")}
    expected |= {f"{data}/{path.relative_to(ROOT).as_posix()}" for path in (ROOT / "lib/patterns").rglob("*.md")}
    explanations = ROOT / "hielements/diagnostics/explanations"
    expected |= {path.relative_to(ROOT).as_posix() for path in explanations.glob("*.md")}
    expected |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "hielements").rglob("*.schema.json")}
    assets = ROOT / "hielements/report/html_report"
    expected |= {path.relative_to(ROOT).as_posix() for path in assets.iterdir() if path.suffix in (".css", ".js")}
    expected |= {"hielements/py.typed", f"{data}/grammar/hielements.lark", f"{data}/docs/language.md"}
    assert expected <= names, sorted(expected - names)
    assert not {name for name in names if name.startswith(("tests/", "examples/", "lib/", "grammar/"))}


def test_the_sdist_holds_what_its_tests_need(built: tuple[Path, Path]) -> None:
    with tarfile.open(built[1]) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    for name in ("grammar/hielements.lark", "hielements.hie", "README.md", "LICENSE", "tests/spec/conftest.py"):
        assert name in names
    assert not {name for name in names if "__pycache__" in name or ".venv" in name}


@pytest.mark.parametrize("command", [("hielements",), ("python", "-m", "hielements")], ids=["script", "module"])
def test_an_example_is_checked_outside_of_the_checkout(
    installed: Path, tmp_path: Path, command: tuple[str, ...]
) -> None:
    project = tmp_path / "web_shop"
    shutil.copytree(ROOT / "examples/web_shop", project)
    program = [str(installed / command[0]), *command[1:]]
    done = run([*program, "check", "--format", "json"], project, {"HOME": str(tmp_path)})
    assert done.returncode == 0, done.stdout + done.stderr
    assert json.loads(done.stdout)["summary"]["passed"] > 0

    (project / "src/shop/domain/cart.py").write_text("import shop.web.views\n")
    done = run([*program, "check", "--format", "json"], project, {"HOME": str(tmp_path)})
    assert done.returncode == 1, done.stdout + done.stderr


def test_standard_patterns_are_found_outside_of_the_checkout(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "spec.hie").write_text("from patterns.layered import layer\n\nelement shop implements layer\n")
    done = run([str(installed / "hielements"), "check", "spec.hie"], tmp_path, {"HOME": str(tmp_path)})
    assert done.returncode == 2
    assert "does not bind `layer.code` and `layer.below`" in " ".join(done.stdout.split()), done.stdout + done.stderr


def test_every_command_answers(installed: Path, tmp_path: Path) -> None:
    program = str(installed / "hielements")
    (tmp_path / "a.hie").write_text("template old {}\n")
    environment = {"HOME": str(tmp_path)}
    assert run([program, "--version"], tmp_path).stdout.strip()
    assert "fmt" in run([program, "--help"], tmp_path).stdout
    assert "python" in run([program, "doc"], tmp_path).stdout
    assert "Example of `mvc`" in run([program, "doc", "patterns.mvc"], tmp_path).stdout
    assert "descendant" in run([program, "doc", "--language", "requirements"], tmp_path).stdout
    assert "HIE" in run([program, "explain", "undefined-name"], tmp_path).stdout
    assert json.loads(run([program, "parse", "a.hie"], tmp_path, environment).stdout)
    assert run([program, "fmt", "--upgrade", "a.hie"], tmp_path, environment).returncode == 0
    assert (tmp_path / "a.hie").read_text().startswith("pattern old")
