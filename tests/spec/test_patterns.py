"""Every module of standard patterns has a page of examples beside it, which hold and fail as the page says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hielements.source.standard_patterns import PatternFile, pattern_files
from spec_cases.checking import check_case, report_of
from spec_cases.pages import Case, read_page

FILES = pattern_files()


def cases(file: PatternFile) -> list[Case]:
    return read_page(Path(file.page).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("file", "case"), [pytest.param(file, case, id=case.name) for file in FILES for case in cases(file)]
)
def test_example(file: PatternFile, case: Case) -> None:
    check_case(Path(file.page), case)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_examples_show_every_pattern_kept_and_broken(file: PatternFile) -> None:
    """Each pattern is implemented by an example that passes without a warning and by one that fails, and each rule
    that fails there names a line of code or of the specification."""
    declared = set(re.findall(r"^pattern (\w+)", Path(file.path).read_text(encoding="utf-8"), re.MULTILINE))
    kept: set[str] = set()
    broken: set[str] = set()
    for case in cases(file):
        report = report_of(case)
        implemented = {name for name in declared if re.search(rf"implements .*\b{name}\b", case.files["spec.hie"].text)}
        assert not report["diagnostics"], report["diagnostics"]
        if report["exit_code"] == 0:
            kept |= implemented
        else:
            assert report["exit_code"] == 1
            broken |= implemented
            failed = [result for result in report["results"] if result["status"] == "fail"]
            assert all(violation["path"] for result in failed for violation in result["violations"])
    assert kept == broken == declared


def test_names_are_unique_over_groups() -> None:
    names = [file.name for file in FILES]
    assert len(names) == len(set(names)) >= 16
