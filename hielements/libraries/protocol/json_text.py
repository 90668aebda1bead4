"""JSON text that comes from a plugin or goes to one: UTF-8, bounded in size and depth.

Comes in: bytes nobody vouches for. Goes out: plain values, or the reason why there are none. Recursive readers are
asked only after the depth was counted, so that no nesting can exhaust a stack.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from hielements.record import Record

MAX_DEPTH: Final = 64
"""Levels of lists and objects. No value of a specification comes near."""

MAX_MESSAGE: Final = 64 * 1024 * 1024
"""Bytes of one message: some 500,000 paths."""

MAX_DIGITS: Final = 4000
"""Digits of an integer: below the limit of Python's own conversion."""

_BRACKETS: Final = b'[]{}"\\'
_OTHERS: Final = bytes(byte for byte in range(256) if byte not in _BRACKETS)
_STRING: Final = re.compile(rb'"[^"]*"')


class NotJson(Record):
    """Why some bytes are not taken for JSON, as the end of a sentence: `is nested more than 64 levels deep`."""

    message: str


def read_json(text: bytes | str, limit: int = MAX_MESSAGE) -> object | NotJson:
    """The plain values that the text means. NaN and infinities, lone surrogates, invalid UTF-8, more than `limit` bytes
    and more than `MAX_DEPTH` levels are refused."""
    if len(text) > limit:
        return NotJson(f"has more than {limit:,} bytes")
    content = text.encode("utf-8", "surrogatepass") if isinstance(text, str) else bytes(text)
    try:
        decoded = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        return NotJson(f"is not UTF-8 (byte {problem.start + 1:,})")
    if _is_deep(content):
        return NotJson(f"is nested more than {MAX_DEPTH} levels deep")
    coding = _coding()
    try:
        try:
            value, end = coding.read_first(decoded)
        except ValueError:
            end = -1
        if end != len(decoded):
            # There is space around it, or it is no JSON; the comfortable reader knows, and says what is wrong.
            value = coding.read(decoded)
    except (ValueError, RecursionError) as problem:
        if (position := getattr(problem, "pos", None)) is not None:
            return NotJson(f"is not JSON ({getattr(problem, 'msg', '')}, character {position + 1:,})")
        return NotJson(f"is not JSON ({problem})")
    if "\\u" in decoded and _has_surrogates(decoded):
        return NotJson("holds half of a surrogate pair, which is no text")
    return value


def write_json(value: object) -> bytes:
    """The value as JSON on one line."""
    # Line ends inside of strings are escaped, so a message is one line whatever it says. Names of files that are no
    # UTF-8 hold lone surrogates, which only an escape can carry.
    try:
        return _coding().write(value).encode("utf-8")
    except UnicodeEncodeError:
        return _coding().write_ascii(value).encode("ascii")


class _Coding(Record):
    """Python's readers and writers with our settings. Making one takes longer than most messages."""

    read: Callable[[str], object]
    read_first: Callable[[str], tuple[object, int]]
    write: Callable[[object], str]
    write_ascii: Callable[[object], str]


_made: list[_Coding] = []


def _coding() -> _Coding:
    """Made when the first message comes: runs without plugins need no `json`."""
    if not _made:
        from json import JSONDecoder, JSONEncoder

        compact = (",", ":")
        decoder = JSONDecoder(parse_constant=_refuse, parse_int=_integer)
        _made.append(
            _Coding(
                decoder.decode,
                decoder.raw_decode,
                JSONEncoder(ensure_ascii=False, separators=compact, allow_nan=False).encode,
                JSONEncoder(separators=compact, allow_nan=False).encode,
            )
        )
    return _made[0]


def _refuse(constant: str) -> object:
    raise ValueError(f"{constant} is no number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise ValueError(f"an integer of {len(digits):,} digits")
    return int(digits)


def _is_deep(content: bytes) -> bool:
    if content.count(b"[") + content.count(b"{") <= MAX_DEPTH:
        return False
    # All but brackets and strings is dropped, then the strings, then innermost pairs level by level.
    shape = content.translate(None, _OTHERS)
    if b"\\" in shape:
        shape = re.sub(rb"\\.", b"", content, flags=re.DOTALL).translate(None, _OTHERS)
    shape = _STRING.sub(b"", shape)
    for _ in range(MAX_DEPTH):
        if not shape:
            return False
        smaller = shape.replace(b"[]", b"").replace(b"{}", b"")
        if len(smaller) == len(shape):
            # Brackets that do not match are no JSON; whether they are too many is all that matters here.
            return shape.count(b"[") + shape.count(b"{") > MAX_DEPTH
        shape = smaller
    return bool(shape)


_ESCAPE: Final = re.compile(r"\\(?:u([0-9a-fA-F]{4})|.)", re.DOTALL)


def _has_surrogates(text: str) -> bool:
    """Whether some escape is half of a surrogate pair without the other half right beside it."""
    high_end = -1
    for match in _ESCAPE.finditer(text):
        code = int(match[1], 16) if match[1] else 0
        if high_end >= 0:
            if not (0xDC00 <= code <= 0xDFFF and match.start() == high_end):
                return True
            high_end = -1
        elif 0xDC00 <= code <= 0xDFFF:
            return True
        elif 0xD800 <= code <= 0xDBFF:
            high_end = match.end()
    return high_end >= 0
