"""Where the keys and values of a TOML document stand.

Comes in: a text that a TOML reader has accepted. Goes out: the offsets of every key and value by its path. TOML readers
tell values without places, and a diagnostic without a place is half a diagnostic. Knows no setting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from hielements.record import Record

TomlPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""("{0,2})|\'\'\'.*?\'\'\'(\'{0,2})|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'', re.DOTALL
)
_BARE_KEY = re.compile(r"[^\s.=\[\]{}\"',#]+")
_BARE_VALUE = re.compile(r"\d{4}-\d\d-\d\d \d\d:[^\s,\]}#]*|[^\s,\]}#]+")


class Span(Record):
    """Offsets of a key and of its value, ends exclusive. A table's value stands where its key does."""

    key_start: int
    key_end: int
    value_start: int
    value_end: int


def find_places(text: str) -> dict[TomlPath, Span]:
    """The places of all keys and list items; those read so far, should the text be no TOML after all."""
    scanner = _Scanner(text)
    try:
        scanner.scan()
    except (ValueError, RecursionError):
        return scanner.places
    return scanner.places


class _Scanner:
    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._arrays: dict[TomlPath, int] = {}
        self.places: dict[TomlPath, Span] = {}

    def scan(self) -> None:
        table: TomlPath = ()
        while True:
            self._skip()
            if self._at >= len(self._text):
                return
            if self._text.startswith("[", self._at):
                table = self._header()
            else:
                self._assignment(table)

    def _skip(self) -> None:
        match = _BLANK.match(self._text, self._at)
        self._at = match.end() if match else self._at

    def _expect(self, character: str) -> None:
        self._skip()
        if not self._text.startswith(character, self._at):
            raise ValueError(character)
        self._at += len(character)

    def _header(self) -> TomlPath:
        """`[a.b]` or `[[a.b]]`: the path of the table whose keys follow."""
        bracket = "[[" if self._text.startswith("[[", self._at) else "["
        self._expect(bracket)
        path: TomlPath = ()
        keys = list(self._keys())
        self._expect("]" * len(bracket))
        for index, (name, start, end) in enumerate(keys):
            path += (name,)
            if bracket == "[[" and index == len(keys) - 1:
                self._arrays[path] = self._arrays.get(path, -1) + 1
            self._add(path, Span(start, end, start, end))
            if path in self._arrays:
                path += (self._arrays[path],)
                self._add(path, Span(start, end, start, end))
        return path

    def _assignment(self, table: TomlPath) -> None:
        path = table
        keys = list(self._keys())
        for name, start, end in keys[:-1]:
            path += (name,)
            self._add(path, Span(start, end, start, end))
        name, start, end = keys[-1]
        self._expect("=")
        value_start, value_end = self._value((*path, name))
        self.places[*path, name] = Span(start, end, value_start, value_end)

    def _keys(self) -> Iterator[tuple[str, int, int]]:
        while True:
            self._skip()
            start = self._at
            if match := _STRING.match(self._text, start):
                name = self._unquoted(match[0])
            elif match := _BARE_KEY.match(self._text, start):
                name = match[0]
            else:
                raise ValueError("key")
            self._at = match.end()
            yield name, start, self._at
            self._skip()
            if not self._text.startswith(".", self._at):
                return
            self._at += 1

    def _value(self, path: TomlPath) -> tuple[int, int]:
        self._skip()
        start = self._at
        if self._text.startswith("[", start):
            self._list(path)
        elif self._text.startswith("{", start):
            self._inline_table(path)
        elif match := _STRING.match(self._text, start) or _BARE_VALUE.match(self._text, start):
            self._at = match.end()
        else:
            raise ValueError("value")
        return start, self._at

    def _list(self, path: TomlPath) -> None:
        self._expect("[")
        index = 0
        while not self._closed("]"):
            start, end = self._value((*path, index))
            self.places[*path, index] = Span(start, end, start, end)
            index += 1
            self._comma()

    def _inline_table(self, path: TomlPath) -> None:
        self._expect("{")
        while not self._closed("}"):
            self._assignment(path)
            self._comma()

    def _closed(self, bracket: str) -> bool:
        self._skip()
        if self._at >= len(self._text):
            raise ValueError(bracket)
        if self._text[self._at] != bracket:
            return False
        self._at += 1
        return True

    def _comma(self) -> None:
        self._skip()
        if self._text.startswith(",", self._at):
            self._at += 1

    def _add(self, path: TomlPath, span: Span) -> None:
        self.places.setdefault(path, span)

    def _unquoted(self, quoted: str) -> str:
        if quoted.startswith("'") or "\\" not in quoted:
            return quoted[1:-1]
        import tomli

        return str(tomli.loads(f"k = {quoted}")["k"])
