"""The Python interface: what a program gets from `from hielements import check`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import hielements
from hielements import Report, ReportedCheck, check, report_text, validate

SPEC = """import files
element shop {
    ## People look here first.
    check files.exists('README.md')
    check files.exists('shop.py')
}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "hielements.hie").write_text(SPEC, encoding="utf-8")
    (tmp_path / "shop.py").write_text("", encoding="utf-8")
    return tmp_path


def test_results_are_typed_and_tell_what_the_command_line_tells(project: Path) -> None:
    report: Report = check(project / "hielements.hie", use_cache=False)
    assert not report.ok
    assert report.exit_code == 1
    failed: list[ReportedCheck] = [result for result in report.results if result.status == "fail"]
    assert [(result.element, result.check) for result in failed] == [("shop", "files.exists('README.md')")]
    assert failed[0].violations[0].path == "README.md"
    text = report_text(report)
    assert "violated[shop]" in text
    assert "People look here first." in text


def test_all_is_well(project: Path) -> None:
    (project / "README.md").write_text("", encoding="utf-8")
    report = check(folder=project, use_cache=False)
    assert report.ok
    assert [result.status for result in report.results] == ["pass", "pass"]


def test_filters_and_limits_select(project: Path) -> None:
    assert check(folder=project, filters=["*shop.py*"], use_cache=False).ok
    assert check(folder=project, limit=1, use_cache=False).summary.skipped == 1
    planned = check(folder=project, dry_run=True, use_cache=False).planned
    assert planned is not None
    assert len(planned) == 2


@pytest.mark.parametrize("name", ["limit", "jobs"])
def test_numbers_below_one_are_refused(project: Path, name: str) -> None:
    with pytest.raises(ValueError, match=f"{name} must be at least 1, and is 0"):
        check(folder=project, **{name: 0})  # type: ignore[arg-type]


def test_trouble_in_a_specification_is_a_report_and_no_exception(project: Path) -> None:
    (project / "hielements.hie").write_text("element {", encoding="utf-8")
    report = validate(folder=project)
    assert report.exit_code == 2
    assert all(diagnostic.severity == "error" for diagnostic in report.diagnostics)
    assert check(project / "nowhere.hie").exit_code == 2


def test_everything_that_is_offered_is_there() -> None:
    assert sorted(dir(hielements)) == sorted(hielements.__all__)
    assert all(getattr(hielements, name) is not None for name in hielements.__all__)
    with pytest.raises(AttributeError, match="no attribute 'chek'"):
        hielements.chek  # noqa: B018


def test_importing_the_package_loads_nothing_else() -> None:
    probe = "import sys, hielements; print(sorted(name for name in sys.modules if name.startswith('hielements')))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['hielements', 'hielements.version']"
