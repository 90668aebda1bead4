"""The format of the baseline: what is written is read again, in whatever order lines come."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.project.baseline_file import Baseline, Entry, Key, Milestone, baseline_text, read_baseline
from hielements.source.text import SourceText

TEXTS = st.text(min_size=1, max_size=8)
KEYS = st.builds(Key, TEXTS, TEXTS, TEXTS, st.none() | TEXTS, TEXTS)
ENTRIES = st.dictionaries(KEYS, st.integers(1, 9), max_size=6).map(
    lambda found: [Entry(key, count) for key, count in found.items()]
)
HISTORIES = st.dictionaries(st.dates().map(str), st.integers(0, 99), max_size=4).map(
    lambda found: [Milestone(date, found[date]) for date in sorted(found)]
)


def read(text: str) -> Baseline:
    baseline = read_baseline(SourceText("known.jsonl", text))
    assert isinstance(baseline, Baseline), baseline
    return baseline


def counts(baseline: Baseline) -> dict[Key, int]:
    return {entry.key: entry.count for entry in baseline.entries}


@given(ENTRIES, HISTORIES)
def test_what_is_written_is_read_again(entries: list[Entry], history: list[Milestone]) -> None:
    baseline = read(baseline_text(entries, history))
    assert counts(baseline) == {entry.key: entry.count for entry in entries}
    assert list(baseline.history) == history
    assert baseline_text(baseline.entries, baseline.history) == baseline_text(entries, history)


@given(ENTRIES, ENTRIES, st.randoms(use_true_random=False))
def test_a_merge_that_keeps_both_sides_has_the_entries_of_both(
    ours: list[Entry], theirs: list[Entry], chance: random.Random
) -> None:
    lines = (baseline_text(ours, []) + baseline_text(theirs, [])).split("\n")
    chance.shuffle(lines)
    merged = counts(read("\n".join(lines)))
    both = [*ours, *theirs]
    assert merged == {entry.key: max(each.count for each in both if each.key == entry.key) for entry in both}


HEADER = '{"hielements-baseline": 1}\n'


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("", 1, '`{"hielements-baseline": 1}` is missing'),
        ('{"hielements-baseline": 2}\n', 1, "reads version 1"),
        (HEADER + "nonsense\n", 2, "not valid JSON"),
        (HEADER + "[1]\n", 2, "no JSON object"),
        (HEADER + "[" * 100_000 + "\n", 2, "not valid JSON"),
        (HEADER + "=======\n", 2, "merge conflict"),
        (HEADER + '{"spec": "a", "element": "b", "check": "c", "path": "d"}\n', 2, "no `target`"),
        (HEADER + '{"spec": 1, "element": "b", "check": "c", "target": "d"}\n', 2, "`spec` must be a string"),
        (HEADER + '{"spec": "a", "element": "b", "check": "c", "path": 1, "target": "d"}\n', 2, "`path`"),
        (HEADER + '{"spec": "a", "element": "b", "check": "c", "target": "d", "count": 0}\n', 2, "`count`"),
        (HEADER + '{"spec": "a", "element": "b", "check": "c", "target": "d", "line": 1}\n', 2, "no field `line`"),
        (HEADER + '{"date": "2026-01-01"}\n', 2, "a day is written"),
    ],
)
def test_what_cannot_be_read_has_a_place_and_a_remedy(text: str, line: int, message: str) -> None:
    problems = read_baseline(SourceText("known.jsonl", text))
    assert isinstance(problems, tuple)
    assert [problem.location.line for problem in problems] == [line]
    assert message in problems[0].message
    assert problems[0].help
