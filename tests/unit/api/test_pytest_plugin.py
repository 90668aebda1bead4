"""`pytest --hielements`, run as a user runs it: in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SPEC = """import files
element shop {
    check files.exists('README.md')
    check files.exists('shop.py')
    element data {
        scope tables = files.glob_selector('*.sql')
        check files.max_size(tables, 10)
    }
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "hielements.hie").write_text(SPEC, encoding="utf-8")
    (tmp_path / "shop.py").write_text("", encoding="utf-8")
    (tmp_path / "test_shop.py").write_text("def test_shop():\n    pass\n", encoding="utf-8")
    return tmp_path


def run(project: Path, *arguments: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rA", *arguments]
    environment = {**os.environ, "HIELEMENTS_CACHE_DIR": str(project / ".cache"), "COLUMNS": "200"}
    environment.pop("PYTEST_ADDOPTS", None)
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    return done.returncode, done.stdout + done.stderr


def outcomes(output: str) -> dict[str, str]:
    """The lines of the short summary: outcomes by name."""
    words = ("PASSED ", "FAILED ", "SKIPPED ", "ERROR ")
    lines = [line for line in output.splitlines() if line.startswith(words)]
    return {line.split(" ", 1)[1].partition(" - ")[0]: line.split(" ", 1)[0] for line in lines}


def test_each_check_is_a_test(project: Path) -> None:
    status, output = run(project, "--hielements")
    assert status == 1, output
    assert outcomes(output) == {
        "test_shop.py::test_shop": "PASSED",
        "hielements::specification": "PASSED",
        "hielements::shop: files.exists('README.md')": "FAILED",
        "hielements::shop: files.exists('shop.py')": "PASSED",
        # A check that saw nothing has not passed.
        "hielements::shop.data: files.max_size(tables, 10)": "FAILED",
    }
    assert "collected 5 items" in output
    assert "violated[shop]" in output
    assert "undecided[shop.data]" in output
    assert "pytest_plugin.py" not in output


def test_without_the_option_nothing_is_added(project: Path) -> None:
    status, output = run(project)
    assert status == 0
    assert outcomes(output) == {"test_shop.py::test_shop": "PASSED"}


def test_checks_are_selected_like_other_tests(project: Path) -> None:
    status, output = run(project, "--hielements", "-k", "shop.py and not test_shop")
    assert status == 0, output
    assert outcomes(output) == {"hielements::shop: files.exists('shop.py')": "PASSED"}
    status, output = run(project, "--hielements", "-m", "not hielements")
    assert outcomes(output) == {"test_shop.py::test_shop": "PASSED"}


def test_the_configuration_of_pytest_names_specifications(project: Path) -> None:
    (project / "hielements.hie").rename(project / "architecture.hie")
    (project / "pytest.ini").write_text("[pytest]\nhielements_specs = architecture.hie\n", encoding="utf-8")
    _, output = run(project)
    assert "PASSED architecture.hie::shop: files.exists('shop.py')" in output


def test_a_wrong_specification_fails_and_says_where(project: Path) -> None:
    (project / "broken.hie").write_text("import files\nelement a { check files.exsts('x') }\n", encoding="utf-8")
    status, output = run(project, "--hielements-spec", "broken.hie")
    assert status == 1
    assert outcomes(output)["broken.hie::specification"] == "FAILED"
    assert "broken.hie:2:25" in output


def test_what_comes_up_only_in_the_run_fails_the_specification(project: Path) -> None:
    for name in ("a", "b"):
        (project / name).mkdir()
        (project / name / "__init__.py").write_text("import b\n" if name == "a" else "", encoding="utf-8")
    (project / "uses.hie").write_text(
        "import python\n"
        "element a { scope src = python.package_selector('a') check python.module_exists('a') }\n".replace(
            " check", "\n check"
        )
        + "element b { scope src = python.package_selector('b') }\n",
        encoding="utf-8",
    )
    (project / "hielements.toml").write_text('[check]\nundeclared_uses = "error"\n', encoding="utf-8")
    status, output = run(project, "--hielements-spec", "uses.hie")
    assert status == 1, output
    assert "a/__init__.py:1" in output


def test_equal_checks_have_names_of_their_own(project: Path) -> None:
    (project / "twice.hie").write_text(
        "import files\nelement a {\n    check files.exists('shop.py')\n    check files.exists('shop.py')\n}\n",
        encoding="utf-8",
    )
    status, output = run(project, "--hielements-spec", "twice.hie")
    assert status == 0, output
    assert {name for name in outcomes(output) if "twice" in name and "exists" in name} == {
        "twice.hie::a: files.exists('shop.py') (twice.hie:3)",
        "twice.hie::a: files.exists('shop.py') (twice.hie:4)",
    }


def test_several_workers_find_the_same_tests(project: Path) -> None:
    status, output = run(project, "--hielements", "-n", "2")
    assert status == 1
    assert outcomes(output)["hielements::shop: files.exists('README.md')"] == "FAILED"
    assert len(outcomes(output)) == 5
