"""What grows around a selection, what can be folded, and the declarations of a file."""

from __future__ import annotations

import itertools

import pytest

from hielements.ide.outline import folds, outline, selections
from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from hielements.syntax.tree import SyntaxTree

_TEXT = """\
import files
import python

# One comment
# of two lines.
element shop {
    scope src = python.package_selector('shop.🏗')
    element api:
        check files.exists(src, 'a')
        check not (src == src)
}
"""


def _tree(text: str) -> SyntaxTree:
    return parse(SourceText("spec.hie", text)).tree


def _grown(text: str, piece: str, inside: int) -> list[str]:
    return [text[start:end] for start, end in selections(_tree(text), text.index(piece) + inside)]


def test_a_selection_grows_from_what_a_string_says_to_the_whole_file() -> None:
    grown = _grown(_TEXT, "'shop.🏗'", 3)
    assert grown[:3] == ["shop.🏗", "'shop.🏗'", "python.package_selector('shop.🏗')"]
    assert grown[3] == "scope src = python.package_selector('shop.🏗')"
    assert grown[-2].startswith("element shop {") and grown[-2].endswith("}")
    assert grown[-1] == _TEXT


def test_a_selection_at_a_quote_is_the_string_and_not_what_it_says() -> None:
    assert _grown(_TEXT, "'shop.🏗'", 0)[0] == "'shop.🏗'"
    assert _grown(_TEXT.replace("'a'", "''"), "''", 1)[:2] == ["", "''"]


@pytest.mark.parametrize("text", ["", "\n", "# only a comment", "element", "}}}", _TEXT, _TEXT.replace("}", "")])
def test_each_selection_holds_the_one_before(text: str) -> None:
    found = _tree(text)
    for offset in range(len(text) + 1):
        grown = selections(found, offset)
        assert grown[-1] == (0, len(text))
        for (start, end), (around_start, around_end) in itertools.pairwise(grown):
            assert around_start <= start and end <= around_end
            assert (start, end) != (around_start, around_end)
        assert all(start <= offset <= end for start, end in grown)


def test_blocks_comments_and_imports_fold() -> None:
    assert [(each.start, each.end, each.kind) for each in folds(_tree(_TEXT))] == [
        (1, 2, "imports"), (4, 5, "comment"), (6, 10, "region"), (8, 10, "region"),
    ]  # fmt: skip


def test_declarations_stand_in_each_other() -> None:
    (shop,) = outline(_tree(_TEXT))
    assert (shop.name, shop.kind) == ("shop", "element")
    assert [(each.name, each.kind) for each in shop.children] == [("src", "scope"), ("api", "element")]
    assert _TEXT[shop.name_start : shop.name_end] == "shop"
