"""Every construct of the language has cases of every kind: accepted, refused, holds, violated, undecided."""

from __future__ import annotations

from pathlib import Path

import pytest

from spec_cases.constructs import CONSTRUCTS, KINDS, SENTENCES, Construct, coverage

ROOT = Path(__file__).parents[2]
FOUND, SENTENCES_FOUND, PROBLEMS = coverage(ROOT / "tests/spec")


def test_cases_show_what_they_say() -> None:
    assert not PROBLEMS


@pytest.mark.parametrize("construct", CONSTRUCTS.values(), ids=lambda construct: construct.name)
def test_a_construct_has_cases_of_every_kind(construct: Construct) -> None:
    missing = [kind for kind in KINDS if (construct.name, kind) not in FOUND and kind not in construct.never]
    assert not missing, f"no case shows {construct.text} as {', '.join(missing)}"
    shown = [kind for kind in construct.never if (construct.name, kind) in FOUND]
    assert not shown, f"{construct.text} was said never to be {', '.join(shown)}"


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_settled_detail_has_a_case(sentence: str) -> None:
    assert sentence in SENTENCES_FOUND, f"no case shows: {SENTENCES[sentence]}"
