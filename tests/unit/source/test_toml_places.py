"""Places of keys and values in TOML."""

from __future__ import annotations

from typing import Any

import tomli
from hypothesis import given
from hypothesis import strategies as st

from hielements.source.toml_places import find_places

DOCUMENT = """\
title = "x" # a comment with [brackets] and = signs
[a.b]
c = [1, [2, 3], { d = "]" }]
"quoted key" = '''
multi = 1
'''
e.f = { g = { h = 1 }, i = [] }
[[list]]
x = 1
[[list]]
x = 2
[list.inner]
y = 1979-05-27T07:32:00Z
"""


def paths(value: Any, prefix: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The path of everything in a document."""
    items: list[tuple[str | int, Any]] = []
    if isinstance(value, dict):
        items = list(value.items())
    elif isinstance(value, list):
        items = list(enumerate(value))
    return [path for key, item in items for path in [(*prefix, key), *paths(item, (*prefix, key))]]


def test_everything_has_a_place() -> None:
    places = find_places(DOCUMENT)
    assert sorted(map(str, places)) == sorted(map(str, paths(tomli.loads(DOCUMENT))))
    for path, span in places.items():
        key = DOCUMENT[span.key_start : span.key_end].strip("\"'")
        assert isinstance(path[-1], int) or key == path[-1]
    span = places["a", "b", "c", 2, "d"]
    assert DOCUMENT[span.value_start : span.value_end] == '"]"'
    span = places["list", 1, "inner", "y"]
    assert DOCUMENT[span.value_start : span.value_end] == "1979-05-27T07:32:00Z"


@given(st.text(alphabet="ab=.[]{}\"'#, \n1\\", max_size=60))
def test_any_text_is_survived_and_every_document_is_covered(text: str) -> None:
    places = find_places(text)
    for span in places.values():
        assert 0 <= span.key_start <= span.key_end <= len(text)
        assert 0 <= span.value_start <= span.value_end <= len(text)
    try:
        document = tomli.loads(text)
    except tomli.TOMLDecodeError:
        return
    assert set(paths(document)) == set(places)
