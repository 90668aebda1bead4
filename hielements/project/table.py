"""A table of a TOML document with the places of its keys.

Comes in: a text and the values that a TOML reader found in it. Goes out: values and locations by path. Knows no
setting.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from hielements.source.text import Location, SourceText

if TYPE_CHECKING:
    from hielements.source.toml_places import Span, TomlPath


class Table:
    """`values` is the table at the path `prefix` of the document (`tool`, `hielements`); all paths start there."""

    __slots__ = ("_places", "_prefix", "source", "values")

    def __init__(self, source: SourceText, prefix: TomlPath, values: Mapping[str, Any]) -> None:
        self.source = source
        self.values = values
        self._prefix = prefix
        # Places are needed for trouble alone, so they are looked for only then.
        self._places: dict[TomlPath, Span] | None = None

    def value(self, path: Sequence[str | int]) -> Any:
        """The value at a path, None when there is none."""
        value: Any = self.values
        for step in path:
            if isinstance(value, dict):
                value = value.get(step)
            elif isinstance(value, list) and isinstance(step, int) and step < len(value):
                value = value[step]
            else:
                return None
        return value

    def title(self, path: Sequence[str | int]) -> str:
        """The header of a table, or of an entry of an array of tables: `[check]`, `[[waivers]]`."""
        name = ".".join(str(step) for step in (*self._prefix, *path) if not isinstance(step, int))
        return f"[[{name}]]" if path and isinstance(path[-1], int) else f"[{name}]"

    def key_place(self, path: Sequence[str | int]) -> Location:
        span = self._span(path)
        return Location(self.source, span.key_start, span.key_end)

    def value_place(self, path: Sequence[str | int]) -> Location:
        span = self._span(path)
        return Location(self.source, span.value_start, span.value_end)

    def setting_place(self, path: Sequence[str | int]) -> Location:
        """The key together with its value."""
        span = self._span(path)
        return Location(self.source, span.key_start, span.value_end)

    def _span(self, path: Sequence[str | int]) -> Span:
        """The place of the path, or of the nearest thing around it."""
        # A valid configuration, which nearly every one is, needs no places.
        from hielements.source.toml_places import Span, find_places

        if self._places is None:
            self._places = find_places(self.source.text)
        full = (*self._prefix, *path)
        while full and full not in self._places:
            full = full[:-1]
        return self._places.get(full, Span(0, 0, 0, 0))
