"""What the attributes of Rust code say: names and arguments, with `cfg_attr` taken apart.

Comes in: the text of an attribute. Goes out: what it consists of. Comments and strings in it never count as attributes:
`#[doc = "derive(Debug)"]` derives nothing, and neither does `#[rkyv(derive(Debug))]`, whose `derive` is an argument.
Rules: the Rust Reference, "Attributes" and "Conditional compilation".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from hielements.libraries.builtin.rust.facts import CONDITIONAL, TEST
from hielements.record import Record

_TOKEN: Final = re.compile(
    r"""//[^\n]* | /\*.*?\*/ | \s+
    | (?P<token> [bc]?r(?P<hashes>\#*)".*?"(?P=hashes) | [bc]?"(?:[^"\\]|\\.)*" | b?'(?:[^'\\]|\\.[^']*)'
      | (?:r\#)?\w+ | :: | . )""",
    re.VERBOSE | re.DOTALL,
)
_OPEN: Final = {"(": ")", "[": "]", "{": "}"}
_DEPTH: Final = 20
"""Deeper nesting of conditions is not followed: nobody writes it."""

TEST_NAMES: Final = frozenset(
    [
        *("test", "bench", "rstest", "test_case", "test_matrix", "quickcheck", "proptest", "property_test", "gtest"),
        *("wasm_bindgen_test", "parameterized"),
    ]
)
"""The last segments of the attributes that make a function a test."""


class Attribute(Record):
    """One attribute: `path(arguments)` or `path = value`, as tokens without comments. `conditions` are the predicates
    of the `cfg_attr` around it."""

    path: str
    arguments: tuple[str, ...] = ()
    value: tuple[str, ...] = ()
    conditions: tuple[tuple[str, ...], ...] = ()

    @property
    def name(self) -> str:
        """The last segment of the path."""
        return self.path.rpartition("::")[2]


def tokens_of(text: str) -> list[str]:
    """The tokens of a text, without white space and comments. A string is one token."""
    return [match["token"] for match in _TOKEN.finditer(text) if match["token"] is not None]


@lru_cache(maxsize=4096)
def attributes_of(text: str) -> tuple[Attribute, ...]:
    """The attributes that `#[..]` or `#![..]` stands for; several for a `cfg_attr` with several."""
    tokens = tokens_of(text)
    start = tokens.index("[") + 1 if "[" in tokens else 0
    return tuple(_read(tokens[start:-1], (), 0))


def _read(tokens: Sequence[str], conditions: tuple[tuple[str, ...], ...], depth: int) -> Iterator[Attribute]:
    length = 0
    while length < len(tokens) and (tokens[length] == "::" or tokens[length][-1].isidentifier() or length == 0):
        length += 1
    path = "".join(tokens[:length]).replace("r#", "")
    rest = tokens[length:]
    if not path or depth > _DEPTH:
        return
    if rest and rest[0] == "=":
        yield Attribute(path, (), tuple(rest[1:]), conditions)
        return
    inner = rest[1:-1] if rest and rest[0] in _OPEN else []
    if path == "cfg_attr":
        condition, *given = split(inner) or [()]
        for each in given:
            yield from _read(each, (*conditions, tuple(condition)), depth + 1)
    elif path == "unsafe":
        yield from _read(inner, conditions, depth + 1)
    else:
        yield Attribute(path, tuple(inner), (), conditions)


def split(tokens: Sequence[str]) -> list[tuple[str, ...]]:
    """The arguments between the commas that stand in no inner brackets; empty ones are left out."""
    found: list[tuple[str, ...]] = []
    current: list[str] = []
    level = 0
    for token in tokens:
        if token in _OPEN:
            level += 1
        elif token in _OPEN.values():
            level -= 1
        if token == "," and level == 0:
            found.append(tuple(current))
            current = []
        else:
            current.append(token)
    found.append(tuple(current))
    return [each for each in found if each]


def cfg_tags(attribute: str) -> int:
    """TEST for a `cfg` that holds in tests alone (`test`, `all(test, ..)`); CONDITIONAL for any other, such as
    `any(test, feature = "mocks")`, which a program may be compiled with."""
    tags = 0
    for each in attributes_of(attribute):
        if each.path == "cfg":
            is_for_tests = _holds(each.arguments, False, 0) is False and _holds(each.arguments, True, 0) is not False
            tags |= TEST if is_for_tests else CONDITIONAL
    return tags


def _holds(predicate: Sequence[str], in_tests: bool, depth: int) -> bool | None:
    """Whether a predicate holds in tests, or in a program; None where that depends on something else."""
    if not predicate or depth > _DEPTH:
        return None
    name = predicate[0]
    if len(predicate) == 1:
        return {"test": in_tests, "doctest": in_tests, "true": True, "false": False}.get(name)
    if predicate[1] != "(":
        return None
    inner = [_holds(each, in_tests, depth + 1) for each in split(predicate[2:-1])]
    if name == "not":
        return None if not inner or inner[0] is None else not inner[0]
    if name == "all":
        return False if False in inner else (None if None in inner else True)
    if name == "any":
        return True if True in inner else (None if None in inner else False)
    return None


def derived(attributes: Sequence[Attribute]) -> tuple[str, ...]:
    """The paths of the traits that `derive` names, `cfg_attr` included."""
    return tuple(
        "".join(part).replace("r#", "").removeprefix("::")
        for each in attributes
        if each.path == "derive"
        for part in split(each.arguments)
    )


def has_documentation(attributes: Sequence[Attribute]) -> bool:
    return any(each.path == "doc" and each.value for each in attributes)


def is_test(attributes: Sequence[Attribute]) -> bool:
    return any(each.name in TEST_NAMES and not each.value for each in attributes)


def file_paths(attributes: Sequence[Attribute]) -> tuple[str, ...]:
    """The files that `#[path = ".."]` names, one for each condition. With conditions only, the usual place is one
    more: "" stands for it."""
    named = [each for each in attributes if each.path == "path" and len(each.value) == 1]
    found = [_unquoted(each.value[0]) for each in named]
    if found and all(each.conditions for each in named):
        found.append("")
    return tuple(dict.fromkeys(found))


def _unquoted(literal: str) -> str:
    raw = re.fullmatch(r'r(#*)"(.*)"\1', literal, re.DOTALL)
    return raw[2] if raw else literal[1:-1].replace("\\\\", "\\").replace('\\"', '"')


def has_test_attribute(text: str) -> bool:
    """Whether `#[test]` or its like stands in the arguments of a macro."""
    if "test" not in text or "#" not in text:
        return False
    tokens = tokens_of(text)
    for number in range(len(tokens) - 2):
        if tokens[number] != "#" or tokens[number + 1] != "[":
            continue
        end = number + 2
        while end < len(tokens) and (tokens[end] == "::" or tokens[end].isidentifier()):
            end += 1
        if end < len(tokens) and tokens[end] in ("]", "(") and tokens[end - 1] in TEST_NAMES:
            return True
    return False
