"""The harness of the executable Markdown: what a page says, and that a wrong expectation fails."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from spec_cases import checking
from spec_cases.checking import CaseError, check_case
from spec_cases.comparing import apply_fixes, broken_promises, schema_errors
from spec_cases.expectations import expected_diagnostics, expected_results
from spec_cases.pages import Case, Fence, PageError, read_page
from spec_cases.running import stable

PAGE = """\
# Scopes

Prose.

## A scope that names nothing

```hie
element shop {
    scope src = files.folder_selector('src') # error: [undefined-name] "`files`"
}
```

```hie zones.hie
pattern zone {}  # hint: [unused] # warning: [old]
```

```python src/shop/db.py
import os
```

```diagnostics
spec.hie:1: hint[unused] never
hielements.toml:3:5: error[unknown-key] `foo`
```

```results
shop | python.layers(src, ['a | b']) | fail | src/a.py:3: imports b | b
shop.api | exists('x') | pass
exit 1
```
"""


def report(**changes: Any) -> dict[str, Any]:
    """A report of one failed check and one warning, with changes."""
    base: dict[str, Any] = {
        "status": "error",
        "exit_code": 1,
        "summary": {"total": 1, "passed": 0, "failed": 1, "errors": 0, "waived": 0, "skipped": 0},
        "results": [
            {
                "element": "shop",
                "check": "files.exists('x')",
                "status": "fail",
                "message": "`x` is missing",
                "violations": [{"path": "a.py", "line": 3, "message": "imports b"}],
            }
        ],
        "diagnostics": [
            {
                "severity": "warning",
                "name": "old",
                "message": "an old word",
                "file": "spec.hie",
                "line": 1,
                "column": 1,
                "fix": {
                    "title": "t",
                    "edits": [
                        {"file": "spec.hie", "line": 1, "column": 1, "end_line": 1, "end_column": 9, "text": "pattern"}
                    ],
                },
            }
        ],
    }
    return base | changes


def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, page: str, found: dict[str, Any] | None = None) -> Path:
    """Checks the one case of the page against a made-up report; gives the page's path."""
    path = tmp_path / "page.md"
    path.write_text(page, encoding="utf-8")
    monkeypatch.setattr(checking, "json_report", lambda case, folder: found or report())
    monkeypatch.setattr(checking, "schema_errors", lambda report: [])
    monkeypatch.setattr(checking, "terminal_report", lambda case, folder: "1 failed in 0 ms\n")
    for case in read_page(page):
        check_case(path, case)
    return path


def page(spec: str = "template x {} # warning: [old]", **fences: str) -> str:
    blocks = "".join(f"\n```{kind}\n{text}\n```\n" for kind, text in fences.items())
    return f"# Case\n\n```hie\n{spec}\n```\n{blocks}"


def test_a_page_is_read_into_cases_with_files_and_expectations() -> None:
    (case,) = read_page(PAGE)
    assert case.name == "Scopes / A scope that names nothing"
    assert list(case.files) == ["spec.hie", "zones.hie", "src/shop/db.py"]
    assert case.files["src/shop/db.py"].text == "import os\n"
    assert [str(item) for item in expected_diagnostics(case)] == [
        "spec.hie:2: error[undefined-name] `files`",
        "zones.hie:1: hint[unused]",
        "zones.hie:1: warning[old]",
        "spec.hie:1: hint[unused] never",
        "hielements.toml:3:5: error[unknown-key] `foo`",
    ]


def test_a_check_may_contain_bars() -> None:
    (case,) = read_page(PAGE)
    expected = expected_results(case.expectations["results"])
    assert expected.exit_code == 1
    assert [(item.element, item.check, item.status, item.substrings) for item in expected.results] == [
        ("shop", "python.layers(src, ['a | b'])", "fail", ("src/a.py:3: imports b", "b")),
        ("shop.api", "exists('x')", "pass", ()),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("# A\n\n```hie\n", "line 3: this fence is never closed"),
        ("```hie\n```\n", "above the first heading"),
        ("# A\n\n```results\n```\n", "no `hie` fence"),
        ("# A\n\n```python\nx\n```\n", "needs a path"),
        ("# A\n\n```hie\n```\n\n```hie\n```\n", "a second file `spec.hie`"),
        ("# A\n\n```hie\n```\n\n```fixed\n```\n\n```fixed\n```\n", "a second `fixed`"),
        ("# A\n\n```hie\n```\n\n```text ../x\n```\n", "leads out of the case's folder"),
        ("# A\n\n```hie\n```\n\n# A\n\n```hie\n```\n", "two cases are called `A`"),
    ],
)
def test_a_page_in_another_form_is_refused(text: str, message: str) -> None:
    with pytest.raises(PageError, match=message):
        read_page(text)


@pytest.mark.parametrize("comment", ["# error [x]", "# error:[x]", "# warning: [Not a name]"])
def test_a_misspelt_annotation_is_refused(comment: str) -> None:
    (case,) = read_page(page(f"element a {comment}"))
    with pytest.raises(PageError, match="an annotation is written"):
        expected_diagnostics(case)


@pytest.mark.parametrize("line", ["shop | check", "shop | check | passed", "exit 1\nshop | a | pass"])
def test_a_misspelt_result_is_refused(line: str) -> None:
    (case,) = read_page(page(results=line))
    with pytest.raises(PageError):
        expected_results(case.expectations["results"])


def test_a_case_that_holds_passes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run(
        tmp_path,
        monkeypatch,
        page(
            results="shop | files.exists('x') | fail | is missing | a.py:3: imports b\nexit 1",
            fixed="pattern x {} # warning: [old]",
            terminal="1 failed in 0 ms",
        ),
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (page("template x {}"), "reported, but not expected:  spec.hie:1:1: warning"),
        (page("# error: [old]"), "expected, but not reported:  spec.hie:1: error"),
        (page("# warning: [old] # warning: [old]"), "expected, but not reported"),
        (page("\n# warning: [old]"), "reported instead: spec.hie:1:1"),
        (page('# warning: [old] "a new word"'), "expected, but not reported"),
        (page("x", diagnostics="spec.hie:1:2: warning[old]"), "expected, but not reported"),
        (page(results="shop | files.exists('x') | pass"), "result 1 differs"),
        (page(results="shop | files.exists('y') | fail"), "result 1 differs"),
        (page(results="shop.api | files.exists('x') | fail"), "result 1 differs"),
        (page(results="shop | files.exists('x') | fail | imports c"), "result 1 differs"),
        (page(results="exit 1"), "result 1 is not expected"),
        (page(results="shop | files.exists('x') | fail\nshop | a | pass"), "result 2 is missing"),
        (page(results="shop | files.exists('x') | fail\nexit 0"), "expected exit 0, found exit 1"),
        (page(fixed="pattern y {}"), "the `fixed` block differs"),
        (page(terminal="0 failed in 0 ms"), "the `terminal` block differs"),
    ],
)
def test_a_wrong_expectation_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: str, message: str) -> None:
    monkeypatch.delenv("HIELEMENTS_UPDATE", raising=False)
    with pytest.raises(CaseError) as failed:
        run(tmp_path, monkeypatch, content)
    assert message in str(failed.value)


def test_update_refreshes_recorded_output_and_keeps_lines_that_hold(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HIELEMENTS_UPDATE", "1")
    stale = page(results="shop | old | pass\nexit 0", fixed="", terminal="old") + "\n## Next\n\nProse stays.\n"
    path = run(tmp_path, monkeypatch, stale)
    fresh = page(
        results="shop | files.exists('x') | fail | a.py:3: imports b\nexit 1",
        fixed="pattern x {} # warning: [old]",
        terminal="1 failed in 0 ms",
    )
    assert path.read_text(encoding="utf-8") == fresh + "\n## Next\n\nProse stays.\n"

    kept = page(results="shop | files.exists('x') | fail | is missing\nexit 0")
    path = run(tmp_path, monkeypatch, kept)
    assert "| fail | is missing\nexit 1" in path.read_text(encoding="utf-8")


def test_update_never_hides_a_wrong_diagnostic(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HIELEMENTS_UPDATE", "1")
    with pytest.raises(CaseError, match="reported, but not expected"):
        run(tmp_path, monkeypatch, page("template x {}"))


def test_promises_of_every_report_are_checked() -> None:
    assert broken_promises(report()) == []
    assert broken_promises(report(status="ok"))
    assert broken_promises(report(exit_code=0, status="ok"))
    silent = report()["results"][0] | {"message": None, "violations": []}
    assert broken_promises(report(results=[silent])) == ["`files.exists('x')` is `fail` without a word"]


def test_the_published_schema_is_held_against_reports() -> None:
    assert any("$.exit_code: " in error for error in schema_errors(report(exit_code="1")))
    assert any("is a required property" in error for error in schema_errors({}))


def test_fixes_are_applied_from_the_end_and_once() -> None:
    def edit(line: int, column: int, end: int, text: str) -> dict[str, Any]:
        span = {"file": "spec.hie", "line": line, "column": column, "end_line": line, "end_column": end}
        return {"fix": {"title": "", "edits": [span | {"text": text}]}}

    found = {"diagnostics": [edit(1, 1, 2, "AA"), edit(2, 1, 3, ""), edit(1, 1, 2, "AA"), {"fix": None}]}
    assert apply_fixes("ab\ncd\n", "spec.hie", found) == "AAb\n\n"


def test_times_are_replaced_in_terminal_reports() -> None:
    assert stable("3 passed in 0.12 s  \nran 12ms, at most 3 schemes\n\n") == (
        "3 passed in 0 ms\nran 0 ms, at most 3 schemes\n"
    )


def test_a_fence_keeps_its_lines() -> None:
    assert Fence("hie", ["a", "", "b"], 1, 5).text == "a\n\nb\n"
    assert Fence("hex spec.hie", ["ff fe", "00"], 1, 4).content == b"\xff\xfe\x00"
    assert Case(("A", "B"), 1).name == "A / B"
