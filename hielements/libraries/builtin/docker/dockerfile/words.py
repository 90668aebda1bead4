"""Variables and quotes in the arguments of a Dockerfile's instructions.

Comes in: text and a way to look names up. Goes out: the text as Docker uses it, and which variables nobody knows the
value of. Rules: the section "Environment replacement" of the Dockerfile reference, and BuildKit's lexer for shells.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hielements.record import Record

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|[0-9@*#]")
_DEEPEST: Final = 40
"""How deep `${A:-${B:-...}}` may nest."""


class Unknown(Record):
    """The value of a variable that is known only when the image is built."""

    name: str


Lookup = Callable[[str], "str | Unknown | None"]
"""The value of a variable: None when it is not set."""


class Expanded(Record):
    """Text in which variables were replaced. `unknown` are the variables that stand in it as they were written, because
    only the build knows them. `problem` says why the text makes no sense."""

    text: str
    unknown: tuple[str, ...] = ()
    problem: str | None = None


def expand(text: str, lookup: Lookup, escape: str = "\\") -> Expanded:
    """The text with quotes removed and variables replaced."""
    return _Expansion(text, lookup, escape).run()


def interpolate(text: str, lookup: Lookup) -> Expanded:
    """The text of a compose file with variables replaced: quotes and backslashes mean nothing, and `$$` is a dollar
    (https://docs.docker.com/reference/compose-file/interpolation/). A variable that is not set is not known: whoever
    runs the services may set it."""
    return _Expansion(text, lookup, "").run()


class _Malformed(Exception):  # noqa: N818 - an early return
    pass


class _Expansion:
    def __init__(self, text: str, lookup: Lookup, escape: str) -> None:
        self._text = text
        self._lookup = lookup
        self._escape = escape
        self._at = 0
        self._unknown: list[str] = []

    def run(self) -> Expanded:
        marks = f"$'\"{self._escape}" if self._escape else "$"
        if not any(each in self._text for each in marks):
            return Expanded(self._text)
        try:
            text = self._read("", 0)
        except _Malformed as problem:
            return Expanded(self._text, (), str(problem))
        return Expanded(text, tuple(dict.fromkeys(self._unknown)))

    def _read(self, stop: str, depth: int) -> str:
        """The text up to a character that ends it; the end of all text when there is none."""
        if depth > _DEEPEST:
            raise _Malformed(f"variables nest more than {_DEEPEST} deep")
        parts: list[str] = []
        while self._at < len(self._text):
            character = self._text[self._at]
            if stop and character == stop:
                return "".join(parts)
            self._at += 1
            if not self._escape and character != "$":
                parts.append(character)
            elif character == "'" and stop != '"':
                end = self._text.find("'", self._at)
                if end < 0:
                    raise _Malformed("a single quote is not closed")
                parts.append(self._text[self._at : end])
                self._at = end + 1
            elif character == '"' and stop != '"':
                parts.append(self._read('"', depth + 1))
                self._at += 1
            elif character == "$":
                parts.append(self._variable(depth))
            elif character == self._escape:
                following = self._text[self._at : self._at + 1]
                if stop == '"' and following not in ('"', "$", self._escape):
                    parts.append(character)
                else:
                    parts.append(following)
                    self._at += 1
            else:
                parts.append(character)
        if stop:
            raise _Malformed("a double quote is not closed" if stop == '"' else "`${` is not closed")
        return "".join(parts)

    def _variable(self, depth: int) -> str:
        start = self._at - 1
        if not self._escape and self._text[self._at : self._at + 1] == "$":
            self._at += 1
            return "$"
        braces = self._text[self._at : self._at + 1] == "{"
        match = _NAME.match(self._text, self._at + braces)
        if match is None:
            if braces:
                raise _Malformed("`${` is not followed by a name")
            return "$"
        self._at = match.end()
        value = self._lookup(match[0])
        if not braces:
            return self._known(value, match[0], start)
        operator = self._operator()
        if not operator:
            self._close()
            return self._known(value, match[0], start)
        kept = len(self._unknown)
        word = self._read("}", depth + 1)
        self._close()
        if isinstance(value, Unknown):
            del self._unknown[kept:]
            return self._known(value, match[0], start)
        is_set = value is not None and not (operator.startswith(":") and not value)
        kind = operator[-1]
        if kind in "-+?" and (is_set if kind != "+" else not is_set):
            del self._unknown[kept:]  # the word is not used
        if kind == "-":
            return value or "" if is_set else word
        if kind == "+":
            return word if is_set else ""
        if kind == "?":
            if not is_set and not self._escape:
                return self._known(None, match[0], start)  # whoever runs it must set it
            if not is_set:
                raise _Malformed(f"`{match[0]}` must be set" + (f": {word}" if word else ""))
            return value or ""
        return _edited(value or "", operator, word)

    def _operator(self) -> str:
        match = re.compile(r":?[-+?]|##?|%%?|//?").match(self._text, self._at)
        if match is None:
            return ""
        self._at = match.end()
        return match[0]

    def _close(self) -> None:
        if self._text[self._at : self._at + 1] != "}":
            raise _Malformed("`${` is not closed, or is closed too late")
        self._at += 1

    def _known(self, value: str | Unknown | None, name: str, start: int) -> str:
        if isinstance(value, Unknown) or (value is None and not self._escape):
            self._unknown.append(name)
            return self._text[start : self._at]
        return value or ""


def _edited(value: str, operator: str, word: str) -> str:
    """`${X#glob}`, `${X%glob}` and `${X/glob/text}`."""
    if operator[0] == "/":
        glob, _, replacement = word.partition("/")
        expression = _glob(glob, greedy=True)
        return re.sub(expression, lambda _: replacement, value, count=0 if operator == "//" else 1) if glob else value
    greedy = len(operator) == 2
    if operator[0] == "#":
        match = re.match(_glob(word, greedy), value)
        return value[match.end() :] if match else value
    ends = range(len(value) + 1) if greedy else range(len(value), -1, -1)
    expression = _glob(word, greedy=True)
    return next((value[:end] for end in ends if re.fullmatch(expression, value[end:], re.DOTALL)), value)


def _glob(glob: str, greedy: bool) -> str:
    """The glob as a regular expression. Runs of stars are one, so that no value can make matching slow."""
    many, one = (".*" if greedy else ".*?"), "."
    parts = re.split(r"(\*+|\?)", glob)
    return "".join(many if part.startswith("*") else one if part == "?" else re.escape(part) for part in parts if part)


def split_words(text: str, escape: str = "\\") -> list[tuple[str, int]]:
    """The words of ENV, LABEL and ARG: white space ends a word unless it is quoted or escaped. Quotes stay. Each word
    comes with its offset."""
    escaped = re.escape(escape)
    word = re.compile(rf"(?:{escaped}.|\"(?:{escaped}.|[^\"])*\"?|'[^']*'?|[^\s])+", re.DOTALL)
    return [(match[0], match.start()) for match in word.finditer(text)]
