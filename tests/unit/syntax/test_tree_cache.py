"""A cached tree is the parsed tree, and a damaged entry is none."""

from __future__ import annotations

import os

import pytest

from hielements.source.text import SourceText
from hielements.syntax.parsing import parse
from hielements.syntax.tree_cache import KIND, decode, encode, entry_key, parse_cached
from hielements.syntax.tree_json import to_json

_SPECS = os.path.join(os.path.dirname(__file__), "specs")
_BROKEN = "import files\nelment a {\n"
_BROKEN += "  scope x : python = f('a\\q', 1, 1.5, true, null, [-2, (3)])\n  check not a == b and c or d\n"


class _Memory:
    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}
        self.hits = 0

    def get(self, kind: str, key: str) -> bytes | None:
        found = self.entries.get((kind, key))
        self.hits += found is not None
        return found

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.entries[kind, key] = content


def _sources() -> list[SourceText]:
    found = [SourceText("broken.hie", _BROKEN), SourceText("empty.hie", "")]
    for name in sorted(os.listdir(_SPECS)):
        with open(os.path.join(_SPECS, name), encoding="utf-8") as file:
            found.append(SourceText(name, file.read()))
    return found


@pytest.mark.parametrize("source", _sources(), ids=lambda source: source.name)
def test_a_cached_tree_equals_the_parsed_one(source: SourceText) -> None:
    cache = _Memory()
    parsed = parse_cached(source, cache)
    cached = parse_cached(source, cache)
    assert cache.hits == 1
    assert to_json(cached.tree) == to_json(parsed.tree)
    assert cached.diagnostics == parsed.diagnostics
    assert cached.tree.source is source


def test_the_text_names_the_entry() -> None:
    assert entry_key("import files\n") != entry_key("import files\n\n")


def test_damaged_entries_are_parsed_anew() -> None:
    source = SourceText("broken.hie", _BROKEN)
    entry = encode(parse(source))
    damaged = [
        b"",
        b"\x00",
        entry[:-1],
        entry[:4],
        entry + b"\x00",
        *(entry[:n] + b"\xff" + entry[n + 1 :] for n in range(0, 60, 7)),
    ]
    for each in damaged:
        if each == entry:
            continue
        assert decode(source, each) is None
        cache = _Memory()
        cache.put(KIND, entry_key(source.text), each)
        assert to_json(parse_cached(source, cache).tree) == to_json(parse(source).tree)
