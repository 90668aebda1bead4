"""Places as clients count them, in UTF-8, UTF-16 and UTF-32."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lsprotocol import types

from hielements.lsp.features_tokens import changes
from hielements.lsp.positions import UTF8, UTF16, UTF32, Positions
from hielements.source.text import SourceText

_UNITS = {UTF8: ("utf-8", 1), UTF16: ("utf-16-le", 2), UTF32: ("utf-32-le", 4)}


@pytest.mark.parametrize(("encoding", "character"), [(UTF8, 9), (UTF16, 5), (UTF32, 4)])
def test_a_character_counts_as_the_encoding_says(encoding: str, character: int) -> None:
    source = SourceText("a", "x\nö🏗é = 1\n")
    positions = Positions(encoding)
    place = source.text.index("=")
    assert positions.position(source, place) == types.Position(1, character)
    assert positions.offset(source, types.Position(1, character)) == place


@pytest.mark.parametrize("encoding", list(_UNITS))
def test_a_place_behind_the_end_of_a_line_or_of_the_text_is_its_end(encoding: str) -> None:
    source = SourceText("a", "🏗\r\nb")
    positions = Positions(encoding)
    assert positions.offset(source, types.Position(0, 99)) == 1
    assert positions.offset(source, types.Position(1, 99)) == 4
    assert positions.offset(source, types.Position(7, 0)) == 4
    assert positions.position(source, 99) == positions.position(source, 4)


@pytest.mark.parametrize("encoding", [UTF8, UTF16])
def test_a_place_within_a_character_is_behind_it(encoding: str) -> None:
    source = SourceText("a", "a🏗b")
    assert Positions(encoding).offset(source, types.Position(0, 2)) == 2


@given(st.text(alphabet="aö🏗\n\r\t 𐍈"), st.sampled_from(list(_UNITS)))
def test_every_place_is_found_again(text: str, encoding: str) -> None:
    source = SourceText("a", text)
    positions = Positions(encoding)
    codec, size = _UNITS[encoding]
    for offset in range(len(text) + 1):
        if text[offset - 1 : offset + 1] == "\r\n":
            continue
        place = positions.position(source, offset)
        assert positions.offset(source, place) == offset
        line = source.line_starts[place.line]
        assert place.character == len(text[line:offset].encode(codec)) // size


_TOKEN = st.lists(st.integers(0, 3), min_size=5, max_size=5)


@given(st.lists(_TOKEN, max_size=6), st.lists(_TOKEN, max_size=6))
def test_the_change_of_some_tokens_gives_the_others(before: list[list[int]], after: list[list[int]]) -> None:
    old, new = [number for each in before for number in each], [number for each in after for number in each]
    edits = changes(old, new)
    assert (edits == []) == (old == new)
    for edit in edits:
        assert edit.start % 5 == edit.delete_count % 5 == len(edit.data or ()) % 5 == 0
        old[edit.start : edit.start + edit.delete_count] = edit.data or []
    assert old == new
