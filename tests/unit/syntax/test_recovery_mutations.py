"""How well recovery does, as figures: single mistakes in realistic specifications."""

from __future__ import annotations

import os

import pytest

from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from unit.syntax.mutations import Score, declarations, mutants, score

_HERE = os.path.dirname(__file__)
_SPECS = os.path.join(_HERE, "specs")
# A folder with specifications of others, which are no part of the project.
_CORPUS = os.environ.get("HIELEMENTS_CORPUS", "")


def _texts(folder: str) -> dict[str, str]:
    found = {}
    for name in sorted(os.listdir(folder)):
        if name.endswith(".hie"):
            with open(os.path.join(folder, name), encoding="utf-8") as file:
                text = file.read()
            if not any(diagnostic.is_error for diagnostic in parse(SourceText(name, text)).diagnostics):
                found[name] = text
    return found


def _measure(texts: dict[str, str], each: int) -> list[Score]:
    scores = []
    for name, text in texts.items():
        declared = declarations(parse(SourceText(name, text)).tree)
        for mutant in mutants(name, text, each, seed=1):
            result = score(name, mutant, declared)
            if result is not None:
                scores.append(result)
    return scores


def _figures(scores: list[Score]) -> tuple[float, float, float]:
    kept = sum(each.kept for each in scores) / sum(each.declared for each in scores)
    single = sum(each.errors == 1 for each in scores) / len(scores)
    on_line = sum(each.on_line for each in scores) / len(scores)
    print(  # noqa: T201
        f"{len(scores)} mutants with errors: {kept:.2%} of the declarations survive, "
        f"{single:.1%} with exactly one error, {on_line:.1%} with the error on the line of the mistake"
    )
    return kept, single, on_line


@pytest.mark.slow
def test_single_mistakes_are_one_error_each_and_leave_the_rest_usable() -> None:
    scores = _measure(_texts(_SPECS), each=30)
    kept, single, on_line = _figures(scores)
    assert len(scores) > 800
    assert kept >= 0.98
    assert single >= 0.90
    assert on_line >= 0.90


@pytest.mark.slow
@pytest.mark.skipif(not os.path.isdir(_CORPUS), reason="HIELEMENTS_CORPUS names no folder of specifications")
def test_single_mistakes_in_specifications_of_others() -> None:
    kept, single, on_line = _figures(_measure(_texts(_CORPUS), each=10))
    assert kept >= 0.98
    assert single >= 0.90
    assert on_line >= 0.90
