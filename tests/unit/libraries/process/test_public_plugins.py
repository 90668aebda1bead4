"""Plugins that were written for the first protocol work unchanged."""

from __future__ import annotations

from pathlib import Path

import pytest
from plugin_runs import copied, entry, run, said

SPEC = """\
import sample
import files

element shop {
    scope src = sample.simple_selector('src')
    check sample.always_pass()
    check sample.file_count_check(src, 2)
    check sample.file_count_check(src, 1)
    check sample.number() == 3
    check files.exists(src, 'a.py')
    check sample.nothing()
    check sample.number()
}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/a.py").write_text("import os\n")
    (tmp_path / "src/b.py").write_text("")
    return tmp_path


@pytest.mark.parametrize("jobs", [1, 3])
def test_a_plugin_of_the_first_protocol_works_unchanged(shop: Path, jobs: int) -> None:
    verdicts, report = run(shop, "[libraries]\n" + entry("sample", copied("public/sample.py", shop)), SPEC, jobs)
    assert said(report) == []
    assert [(each.status, each.message) for each in verdicts[:5]] == [
        ("pass", ""),
        ("pass", ""),
        ("fail", "2 files, 1 are allowed"),
        ("pass", ""),
        ("pass", ""),
    ]
    for verdict in verdicts[5:]:
        assert verdict.status == "error"
        assert "the plugin `sample` answered with an error: unknown check" in verdict.message
