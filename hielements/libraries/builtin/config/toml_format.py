"""TOML with places. Comes in: text. Goes out: one document, or the first problem."""

from __future__ import annotations

from hielements.libraries.builtin.config.plain_data import Path, nodes_of
from hielements.libraries.builtin.config.tree import Documents, Problem
from hielements.source.text import SourceText
from hielements.source.toml_places import Span, find_places


def read_toml(source: SourceText) -> Documents | Problem:
    import tomli

    try:
        data = tomli.loads(source.text)
    except tomli.TOMLDecodeError as error:
        line, column = getattr(error, "lineno", 1), getattr(error, "colno", 1)
        return Problem(getattr(error, "msg", str(error)).lower(), line, column)
    except RecursionError:
        return Problem("nests too deeply", 1, is_limit=True)
    places = find_places(source.text)

    def place_of(path: Path) -> tuple[tuple[int, int], tuple[int, int]]:
        span = None
        while path and span is None:
            span, path = places.get(path), path[:-1]
        span = span or Span(0, 0, 0, 0)
        return source.position(span.key_start), source.position(span.value_start)

    def written(path: Path, value: object) -> str:
        """A date or a time: the text that it is written in."""
        span = places.get(path)
        return source.text[span.value_start : span.value_end].strip() if span else str(value)

    node = nodes_of(data, place_of, written)
    return node if isinstance(node, Problem) else (node,)
