"""Refreshes recorded output in a page, when HIELEMENTS_UPDATE=1 is set.

Comes in: a page, and new lines for some of its fences. Goes out: the page, rewritten in place.
"""

from __future__ import annotations

import os
from pathlib import Path

from spec_cases.comparing import Report, describe_result, matches
from spec_cases.expectations import expected_results
from spec_cases.pages import Fence, read_page


def wanted() -> bool:
    return os.environ.get("HIELEMENTS_UPDATE") == "1"


def updated_results(fence: Fence, report: Report) -> str:
    """The `results` block for a report; lines that still hold are kept as they were written."""
    old = expected_results(fence)
    lines = []
    for index, result in enumerate(report["results"]):
        before = old.results[index] if index < len(old.results) else None
        lines.append(before.text if before and matches(before, result) else describe_result(result))
    return "".join(f"{line}\n" for line in [*lines, f"exit {report['exit_code']}"])


def replace_fence(page: Path, case_name: str, kind: str, text: str) -> None:
    """Rewrites one expectation fence. The page is read anew: other cases may have changed its lines meanwhile."""
    content = page.read_text(encoding="utf-8")
    case = next(case for case in read_page(content) if case.name == case_name)
    fence = case.expectations[kind]
    lines = content.split("\n")
    lines[fence.first - 1 : fence.last - 1] = text.rstrip("\n").split("\n") if text.strip("\n") else []
    page.write_text("\n".join(lines), encoding="utf-8", newline="")
