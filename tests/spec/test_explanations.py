"""Every explanation page does what it says: its bad example produces the code, its good example does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from spec_cases.checking import check_case, report_of
from spec_cases.expectations import expected_diagnostics
from spec_cases.pages import read_page

PAGES = sorted((Path(__file__).parents[2] / "hielements/diagnostics/explanations").glob("*.md"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_explanation_page(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    name = page.stem
    assert re.match(rf"# {re.escape(name)} \(HIE\d{{4}}\)\n", text), "a page opens with `# name (HIE0000)`"
    headings = re.findall(r"^## (.*)$", text, re.MULTILINE)
    assert headings == ["Bad", "Good", "How to mend it"], "a page has Bad, Good and How to mend it, in this order"
    cases = {case.titles[-1]: case for case in read_page(text)}
    assert {"Bad", "Good"} <= set(cases), "Bad and Good each have an example"

    bad = report_of(cases["Bad"])
    assert name in [item["name"] for item in bad["diagnostics"]], f"the bad example does not produce {name}"
    if expected_diagnostics(cases["Bad"]) or cases["Bad"].expectations:
        check_case(page, cases["Bad"])

    good = report_of(cases["Good"])
    trouble = [item for item in good["diagnostics"] if item["severity"] == "error" or item["name"] == name]
    assert not trouble, f"the good example is not good: {trouble}"
    if expected_diagnostics(cases["Good"]) or cases["Good"].expectations:
        check_case(page, cases["Good"])


def test_there_are_explanation_pages() -> None:
    assert PAGES, "hielements/diagnostics/explanations has no page"
