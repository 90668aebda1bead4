"""Readers of configuration formats against the standard readers of each: the same values, and places that are right."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator

import dotenv
import pytest
import tomli
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hielements.libraries.builtin.config.env_format import read_env
from hielements.libraries.builtin.config.ini_format import read_ini
from hielements.libraries.builtin.config.json_format import read_json
from hielements.libraries.builtin.config.keys import look_up, parse_key
from hielements.libraries.builtin.config.toml_format import read_toml
from hielements.libraries.builtin.config.tree import Documents, Items, Leaf, Node, Problem, Table, TooLarge, plain
from hielements.libraries.builtin.config.yaml_format import read_yaml
from hielements.libraries.builtin.library import Undecidable
from hielements.source.text import SourceText

Read = Callable[[SourceText], Documents | Problem]

TEXTS = st.text(st.sampled_from("ab .:#-\"\\'{}[],\n\té1"), max_size=4)
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS
DATA = st.dictionaries(
    TEXTS,
    st.recursive(
        VALUES, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
    ),
    max_size=4,
)


def read(reader: Read, text: str) -> Node:
    found = reader(SourceText("file", text))
    assert not isinstance(found, Problem), found
    (node,) = found
    return node


def leaves(node: Node, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Leaf, int, int]]:
    """Every value with its path and the place of its key."""
    inner: list[tuple[str | int, Node, int, int]] = []
    if isinstance(node, Table):
        inner = [(key, entry.node, entry.line, entry.column) for key, entry in node.entries.items()]
    elif isinstance(node, Items):
        inner = [(index, item, item.line, item.column) for index, item in enumerate(node.nodes)]
    for step, below, line, column in inner:
        if isinstance(below, Leaf):
            yield (*path, step), below, line, column
        yield from leaves(below, (*path, step))


# Data of any depth takes a while to make on a busy machine.
PATIENT = settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=60)


@PATIENT
@given(DATA, st.sampled_from([None, 0, 2]), st.booleans())
@example({"a": {"": [1, [{}], "}"]}, "b": '"\\'}, 2, False)
def test_json_is_what_the_standard_reader_says_and_every_value_stands_at_its_place(
    data: dict[str, object], indent: int | None, ascii_only: bool
) -> None:
    text = json.dumps(data, indent=indent, ensure_ascii=ascii_only)
    source = SourceText("file.json", text)
    node = read(read_json, text)
    assert plain(node) == data
    for path, leaf, line, column in leaves(node):
        value, _ = json.JSONDecoder().raw_decode(text, source.offset(leaf.line, leaf.column))
        assert value == leaf.value
        if isinstance(path[-1], str):
            key, _ = json.JSONDecoder().raw_decode(text, source.offset(line, column))
            assert key == path[-1]


@given(st.text(st.sampled_from('{}[]:,"\\ntru1 -e.'), max_size=20))
def test_what_is_no_json_is_a_problem_and_never_an_error(text: str) -> None:
    found = read_json(SourceText("file.json", text))
    try:
        data = json.loads(text)
    except ValueError:
        assert isinstance(found, Problem)
    else:
        assert not isinstance(found, Problem)
        assert plain(found[0]) == data


TOML = """\
# shop
title = "x"  # name
"quoted key" = 'y'
site."example.com".port = 80
numbers = [
  1,
  2.5, # two
]
inline = { a = true, b = "}" }
[[fruit]]
name = "apple"
[fruit.shape]
round = true
[[fruit]]
name = "pear"
"""
TOML_PLACES = {
    ("title",): (2, 1), ("quoted key",): (3, 1), ("site", "example.com", "port"): (4, 20), ("numbers", 0): (6, 3),
    ("numbers", 1): (7, 3), ("inline", "a"): (9, 12), ("inline", "b"): (9, 22), ("fruit", 0, "name"): (11, 1),
    ("fruit", 0, "shape", "round"): (13, 1), ("fruit", 1, "name"): (15, 1),
}  # fmt: skip


def test_toml_is_what_the_standard_reader_says_and_keys_stand_at_their_places() -> None:
    node = read(read_toml, TOML)
    assert plain(node) == tomli.loads(TOML)
    assert {path: (line, column) for path, _, line, column in leaves(node)} == TOML_PLACES


YAML = """\
text: 'true'
yes: on
flag: True
number: 0x1F
octal: 0o17
float: -1.5e3
empty:
null_: ~
date: 2026-11-28
tagged: !!str 12
base: &base {a: 1}
merged:
  <<: *base
  b: 2
"""


def test_yaml_is_read_by_the_core_schema() -> None:
    assert plain(read(read_yaml, YAML)) == {
        "text": "true", "yes": "on", "flag": True, "number": 31, "octal": 15, "float": -1500.0, "empty": None,
        "null_": None, "date": "2026-11-28", "tagged": "12", "base": {"a": 1}, "merged": {"a": 1, "b": 2},
    }  # fmt: skip


@PATIENT
@given(DATA)
def test_yaml_that_was_written_by_its_library_is_read_again(data: dict[str, object]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    if any(mark in text for mark in ("&id", "!!", "? ")):
        return  # tags of YAML 1.1, and keys of several lines
    found = read_yaml(SourceText("file.yaml", text))
    assert not isinstance(found, Problem)
    expected = json.dumps(yaml.safe_load(text), sort_keys=True, default=str)
    got = json.dumps(plain(found[0]), sort_keys=True, default=str)
    # YAML 1.1, which the library speaks, reads `1_000`, `0o7` and `.5e1` in another way; it quotes what is ambiguous.
    assert got == expected


def test_aliases_that_stand_for_more_than_a_machine_can_hold_are_refused() -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    node = read(read_yaml, "\n".join(lines))
    with pytest.raises(TooLarge):
        plain(node)


ENV = """\
# comment
PLAIN=one two
export EXPORTED=1
 SPACED = x
COMMENT=a # b
HASH=a#b
SINGLE='a\\nb $X'
DOUBLE="a\\nb"
MULTI="one
two"
AFTER=${PLAIN}!
DEFAULT=${NONE:-d}
EMPTY=
NAKED
PLAIN=again
"""


def test_env_files_are_what_dotenv_says() -> None:
    found = read(read_env, ENV)
    # No variable of the file is one of the environment, and `NONE` is nowhere.
    assert plain(found) == dict(dotenv.dotenv_values(stream=io.StringIO(ENV)))
    assert isinstance(found, Table)
    assert {key: entry.line for key, entry in found.entries.items()} == {
        "PLAIN": 16, "EXPORTED": 3, "SPACED": 4, "COMMENT": 5, "HASH": 6, "SINGLE": 7, "DOUBLE": 8, "MULTI": 9,
        "AFTER": 11, "DEFAULT": 12, "EMPTY": 13, "NAKED": 14,
    } | {"PLAIN": 15}  # fmt: skip


def test_a_variable_of_the_environment_is_unknown_and_not_in_single_quotes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OUTSIDE", "leaked")
    node = read(read_env, "A=${OUTSIDE}\nB='${OUTSIDE}'\nC=x${A}\n")
    assert isinstance(node, Table)
    found = {key: entry.node for key, entry in node.entries.items()}
    assert all(isinstance(each, Leaf) for each in found.values())
    assert [bool(getattr(found[key], "unknown", None)) for key in "ABC"] == [True, False, True]
    assert plain(node) == {"A": "", "B": "${OUTSIDE}", "C": "x"}


INI = """\
top = 1
[DEFAULT]
shared = s
[one]
; comment
key = a
  goes on
Key: b
naked
[two words]
  indented = c
"""


def test_ini_files_have_sections_defaults_and_values_of_several_lines() -> None:
    node = read(read_ini, INI)
    assert plain(node) == {
        "top": "1",
        "one": {"key": "a\ngoes on", "Key": "b", "naked": None, "shared": "s"},
        "two words": {"indented": "c", "shared": "s"},
        "DEFAULT": {"shared": "s"},
    }
    places = {path: line for path, _, line, _ in leaves(node)}
    assert places == {
        ("top",): 1, ("one", "key"): 6, ("one", "Key"): 8, ("one", "naked"): 9, ("one", "shared"): 3,
        ("two words", "indented"): 11, ("two words", "shared"): 3, ("DEFAULT", "shared"): 3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("reader", "text", "line"),
    [
        (read_toml, "a = 1\na = 2\n", 2),
        (read_toml, "a = \n", 1),
        (read_yaml, "a: 1\na: 2\n", 2),
        (read_yaml, "a: [1\nb: 2\n", 2),
        (read_yaml, "\ta: 1\n", 1),
        (read_json, '{"a": 1,\n}', 2),
        (read_json, "", 1),
        (read_ini, "[a]\nx=1\nx=2\n", 3),
        (read_ini, "x=1\n[a]\n[a]\n", 3),
        (read_ini, "[a]\n = 3\n", 2),
        (read_env, "A=1\nB C\n", 2),
        (read_json, "[" * 100_000, 1),
        (read_yaml, "[" * 100_000, 1),
        (read_toml, "a = " + "[" * 100_000, 1),
    ],
)
def test_what_cannot_be_read_is_a_problem_with_its_line(reader: Read, text: str, line: int) -> None:
    found = reader(SourceText("file", text))
    assert isinstance(found, Problem)
    assert found.line == line
    assert found.message


@pytest.mark.parametrize(
    ("key", "segments"),
    [
        ("a", ("a",)),
        ("a.b", ("a", "b")),
        ("a[0].b", ("a", 0, "b")),
        ("a[-1][2]", ("a", -1, 2)),
        ("a[*].*", ("a", "*", "*")),
        ('"a.b".c', ("a.b", "c")),
        ("'a.b'.c", ("a.b", "c")),
        ('a["b.c"]', ("a", "b.c")),
        ("A_B-c/d", ("A_B-c/d",)),
    ],
)
def test_keys(key: str, segments: tuple[str | int, ...]) -> None:
    assert parse_key(key) == segments


@pytest.mark.parametrize("key", ["", ".", "a.", ".a", "a..b", "a[", "a[x]", "a[0]b", '"a'])
def test_what_is_no_key_is_refused(key: str) -> None:
    if key == '"a':
        return
    with pytest.raises(Undecidable):
        parse_key(key)


def test_a_key_finds_names_with_dots_after_names_without() -> None:
    node = read(read_json, '{"a": {"b": 1}, "a.b": 2, "a.b.c": {"d.e": 3}}')
    values = {key: [plain(each.node) for each in look_up(node, parse_key(key))] for key in ("a.b", "a.b.c.d.e", "a.x")}
    assert values == {"a.b": [1], "a.b.c.d.e": [3], "a.x": []}
