"""What is being typed at a place: read from the text before it, because the text is seldom whole while it is typed.

Comes in: a text and an offset. Goes out: whether it is in a string or a comment, the statement up to there, the
word and the path that are being written, and the call around it. Knows no names.
"""

from __future__ import annotations

import itertools
import re
from typing import Literal

from hielements.record import Record

_WORD_END = re.compile(r"\w*\Z")
_PATH_END = re.compile(r"((?:[^\W\d]\w*\s*\.\s*)+)\Z")
_STRING = re.compile(r"'(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\"")
_NO_FUNCTIONS = frozenset(["check", "not", "and", "or", "in"])
_MOST_LINES = 60


class OpenCall(Record):
    """A call whose `)` is not written yet: its function, what stands between `(` and the place, at the top level."""

    callee: tuple[str, ...]
    arguments: tuple[str, ...]


class TypingContext(Record):
    """`statement` is the text of the statement up to the word that is being written, without line breaks; `owner` the
    path before the last dot; `string` the text of the string that the place is in, up to the place, and
    `string_start` its offset."""

    inside: Literal["code", "string", "comment"]
    word: str
    statement: str
    owner: tuple[str, ...]
    indentation: int
    string: str = ""
    string_start: int = 0
    call: OpenCall | None = None


def typing_context(text: str, offset: int) -> TypingContext:
    """What is being typed at an offset."""
    line_start = text.rfind("\n", 0, offset) + 1
    line = text[line_start:offset]
    indentation = len(line) - len(line.lstrip(" \t"))
    first = line_start
    # A statement that goes on: the lines before it that leave a bracket open or end with an operator or a comma.
    for _ in range(_MOST_LINES):
        before = text[:first].rstrip()
        if first == 0 or not _goes_on(text[max(0, first - 4000) : first]):
            break
        first = text.rfind("\n", 0, len(before)) + 1
    statement = text[first:offset]
    inside, quote_at = _inside(statement)
    if inside == "comment":
        return TypingContext("comment", "", "", (), indentation)
    if inside == "string":
        start = first + quote_at + 1
        call = _open_call(statement[:quote_at])
        return TypingContext("string", "", statement[:quote_at], (), indentation, text[start:offset], start, call)
    found = _WORD_END.search(statement)
    word = found.group() if found is not None else ""
    before = statement[: len(statement) - len(word)]
    path = _PATH_END.search(before)
    owner: tuple[str, ...] = ()
    if path is not None:
        owner = tuple(part.strip() for part in path.group(1).split(".") if part.strip())
        before = before[: path.start()]
    return TypingContext("code", word, " ".join(before.split("\n")), owner, indentation, call=_open_call(before))


def _goes_on(before: str) -> bool:
    """Whether the statement before a line break goes on behind it."""
    line = before.rstrip("\r\n").rpartition("\n")[2]
    code = _STRING.sub("''", _without_comment(line)).rstrip()
    if not code:
        return False
    if code.endswith((",", "(", "[", "=", " and", " or", " not", " in")):
        return True
    return code.count("(") + code.count("[") > code.count(")") + code.count("]")


def _without_comment(line: str) -> str:
    inside, at = _inside(line)
    return line[:at] if inside == "comment" else line


def _inside(text: str) -> tuple[Literal["code", "string", "comment"], int]:
    """Where the end of a piece of text is: in code, in a string that starts at the index, or in a comment."""
    quote = ""
    start = 0
    index = 0
    while index < len(text):
        character = text[index]
        if quote:
            if character == "\\":
                index += 1
            elif character in (quote, "\n"):
                quote = ""
        elif character in "'\"":
            quote, start = character, index
        elif character == "#":
            end = text.find("\n", index)
            if end < 0:
                return "comment", index
            index = end
        index += 1
    return ("string", start) if quote else ("code", 0)


def _open_call(text: str) -> OpenCall | None:
    """The innermost call that is open at the end of a text."""
    stack: list[tuple[str, int, list[int]]] = []
    quote = ""
    index = 0
    while index < len(text):
        character = text[index]
        if quote:
            if character == "\\":
                index += 1
            elif character in (quote, "\n"):
                quote = ""
        elif character in "'\"":
            quote = character
        elif character in "([":
            stack.append((character, index, []))
        elif character in ")]" and stack:
            stack.pop()
        elif character == "," and stack:
            stack[-1][2].append(index)
        index += 1
    for character, start, commas in reversed(stack):
        if character != "(":
            continue
        callee = re.search(r"((?:[^\W\d]\w*\s*\.\s*)*[^\W\d]\w*)\s*\Z", text[:start])
        if callee is None or callee.group(1) in _NO_FUNCTIONS:
            continue
        names = tuple(part.strip() for part in callee.group(1).split("."))
        edges = [start, *commas, len(text)]
        arguments = tuple(text[first + 1 : last].strip() for first, last in itertools.pairwise(edges))
        return OpenCall(names, arguments)
    return None


def offset_before(old: str, new: str, offset: int) -> int:
    """Where an offset of a text was before an edit: what was typed since then stands at the place of the edit."""
    if old == new:
        return offset
    shorter = min(len(old), len(new))
    prefix = _common(old, new, shorter)
    if offset <= prefix:
        return offset
    suffix = _common(old[::-1], new[::-1], shorter - prefix)
    if offset >= len(new) - suffix:
        return offset - len(new) + len(old)
    return prefix


def _common(first: str, second: str, limit: int) -> int:
    low, high = 0, limit
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low
