"""Verdicts as the page shows them: by a word and a colour, never by a colour alone.

Comes in: statuses of results. Goes out: markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hielements.report.report import ReportedCheck

WORDS: Final = {"pass": "passed", "fail": "violated", "error": "undecided", "waived": "waived", "none": "no checks"}
_RANKS: Final = {"fail": 0, "error": 1, "waived": 2, "pass": 3, "none": 4}


def badge(status: str) -> str:
    return f'<span class="badge {status}">{WORDS[status]}</span>'


def worst(statuses: Iterable[str]) -> str:
    """The verdict over several: the gravest; `none` when there are none."""
    return min(statuses, key=_RANKS.__getitem__, default="none")


def gravest_first(results: Iterable[tuple[int, ReportedCheck]]) -> list[tuple[int, ReportedCheck]]:
    return sorted(results, key=lambda numbered: (_RANKS[numbered[1].status], numbered[0]))
