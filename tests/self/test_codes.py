"""Every diagnostic code is declared once, explained, and produced by a case of the language reference."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from hielements.diagnostics.catalog import all_codes
from hielements.diagnostics.diagnostic import Code
from spec_cases.expectations import expected_diagnostics
from spec_cases.pages import read_page

ROOT = Path(__file__).parents[2]
EXPLANATIONS = ROOT / "hielements/diagnostics/explanations"
CODES = sorted(all_codes(), key=lambda code: code.id)
GROUPS = {
    "syntax": "01",
    "names": "02",
    "types": "03",
    "patterns": "04",
    "requirements": "05",
    "imports": "06",
    "configuration": "07",
    "running": "08",
    "accepting": "09",
}


def test_every_module_of_codes_is_in_the_catalogue() -> None:
    declared = set()
    for module in (ROOT / "hielements/diagnostics/codes").glob("*.py"):
        ids = re.findall(r'Code\(\s*"(HIE\d{4})"', module.read_text(encoding="utf-8"))
        assert all(code[3:5] == GROUPS[module.stem] for code in ids), f"{module.name} has a code of another group"
        declared.update(ids)
    assert declared == {code.id for code in CODES}


def test_ids_and_names_are_unique() -> None:
    assert len({code.id for code in CODES}) == len(CODES)
    assert len({code.name for code in CODES}) == len(CODES)
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", code.name) for code in CODES)


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.name)
def test_a_code_has_a_page(code: Code) -> None:
    page = EXPLANATIONS / f"{code.name}.md"
    assert page.is_file(), f"explain {code.name} in {page.relative_to(ROOT)}"
    assert page.read_text(encoding="utf-8").startswith(f"# {code.name} ({code.id})\n")


def test_every_page_explains_a_code() -> None:
    assert {page.stem for page in EXPLANATIONS.glob("*.md")} == {code.name for code in CODES}


def test_every_code_is_produced_by_a_spec_case() -> None:
    produced = {
        expected.name
        for page in (ROOT / "tests/spec").rglob("*.md")
        if page.name != "README.md"
        for case in read_page(page.read_text(encoding="utf-8"))
        for expected in expected_diagnostics(case)
    }
    missing = [code.name for code in CODES if code.name not in produced]
    assert not missing, "no case under tests/spec expects these"
