"""JSON with places. Comes in: text. Goes out: one document, or the first problem.

The standard reader decides what is JSON and what the values are; it tells no places, so a second pass over text that is
known to be JSON finds them.
"""

from __future__ import annotations

import json
import re

from hielements.libraries.builtin.config.plain_data import Path, nodes_of
from hielements.libraries.builtin.config.tree import Documents, Problem
from hielements.source.text import SourceText

_TOKEN = re.compile(r'[\s:,]*([{}\[\]]|"(?:[^"\\]|\\.)*"|[^\s{}\[\]:,"]+)', re.DOTALL)

Place = tuple[int, int]


def read_json(source: SourceText) -> Documents | Problem:
    try:
        data = json.loads(source.text, parse_constant=_refuse)
    except _NoJson as error:
        line, column = _place_of_constant(source, str(error))
        return Problem(f"{error} is no number of JSON", line, column)
    except json.JSONDecodeError as error:
        return Problem(error.msg[:1].lower() + error.msg[1:], error.lineno, error.colno)
    except (RecursionError, ValueError) as error:
        reason = "nests too deeply" if isinstance(error, RecursionError) else "has a number with thousands of digits"
        return Problem(reason, 1, is_limit=True)
    places = _places(source)
    nowhere = ((1, 1), (1, 1))
    node = nodes_of(data, lambda path: places.get(path, nowhere))
    return node if isinstance(node, Problem) else (node,)


class _NoJson(ValueError):  # noqa: N818 - an early return
    """The reader of the standard library takes `NaN` and `Infinity` for numbers, which RFC 8259 does not."""


def _refuse(constant: str) -> object:
    raise _NoJson(constant)


def _place_of_constant(source: SourceText, constant: str) -> Place:
    """Where the constant stands outside of texts."""
    found = next((each for each in _TOKEN.finditer(source.text) if each[1] == constant), None)
    return source.position(found.start(1)) if found else (1, 1)


def _places(source: SourceText) -> dict[Path, tuple[Place, Place]]:
    """Where the key and the value at each path stand. Of a key that stands there twice the last counts, as it does for
    the reader."""
    places: dict[Path, tuple[Place, Place]] = {}
    # Of each open collection: its path, and the next index of a list or the key (with its place) of a table.
    stack: list[tuple[Path, int | None]] = []
    key: tuple[str, Place] | None = None

    def settle(start: int) -> Path:
        """The path of the value that begins there."""
        nonlocal key
        value_place = source.position(start)
        if not stack:
            return ()
        path, index = stack[-1]
        if index is not None:
            stack[-1] = (path, index + 1)
            here: Path = (*path, index)
            places[here] = (value_place, value_place)
        else:
            assert key is not None
            here = (*path, key[0])
            places[here] = (key[1], value_place)
            key = None
        return here

    for match in _TOKEN.finditer(source.text):
        token, start = match[1], match.start(1)
        if token in "}]":
            stack.pop()
        elif token == "{":
            stack.append((settle(start), None))
        elif token == "[":
            stack.append((settle(start), 0))
        elif stack and stack[-1][1] is None and key is None:
            key = (json.loads(token), source.position(start))
        else:
            settle(start)
    return places
