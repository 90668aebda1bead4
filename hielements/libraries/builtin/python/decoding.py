"""The bytes of a Python file as text, exactly as Python itself would decode them.

Comes in: bytes. Goes out: text, or the line and the reason why there is none. Rules: PEP 263 (a coding comment on
one of the first two lines), a UTF-8 byte order mark, and UTF-8 otherwise.
"""

from __future__ import annotations

import re

from hielements.record import Record

# Both expressions are those of the language reference (Lexical analysis, 2.1.4) and of `tokenize`.
_COOKIE = re.compile(rb"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")
_BLANK = re.compile(rb"^[ \t\f]*(?:#|$)")
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Undecodable(Record):
    """Why the bytes are no text, and the line (from 1) where it shows."""

    message: str
    line: int


def decode(content: bytes) -> str | Undecodable:
    """The text without its byte order mark; line ends stay as they are."""
    marked = content.startswith(_BYTE_ORDER_MARK)
    if marked:
        content = content[len(_BYTE_ORDER_MARK) :]
    encoding, line = _declared_encoding(content)
    name = encoding.lower().replace("_", "-")
    is_utf8 = name == "utf-8" or name.startswith("utf-8-")
    if marked and not is_utf8:  # Python refuses even `utf8` here, spelled without the hyphen
        return Undecodable(f"has a UTF-8 byte order mark and declares the encoding '{encoding}'", line)
    try:
        return _decode_as(content, "utf-8" if is_utf8 else encoding)
    except UnicodeDecodeError as problem:
        bad_line = _line_of(content, problem.start)
        return Undecodable(f"is not valid {problem.encoding.upper()}: byte 0x{content[problem.start]:02x}", bad_line)
    except (LookupError, ValueError, TypeError):
        return Undecodable(f"declares the encoding '{encoding}', which Python does not know", line)


def _decode_as(content: bytes, encoding: str) -> str:
    if encoding == "utf-8":
        return content.decode("utf-8")
    # `bytes.decode` refuses codecs that are not for text, such as rot13.
    text = content.decode(encoding)
    text.encode("utf-8")  # lone surrogates (from UTF-7, say) are no text for the parser either: a ValueError
    return text


def _declared_encoding(content: bytes) -> tuple[str, int]:
    """The encoding of the coding comment and its line; UTF-8 when there is none."""
    second = content.find(b"\n", content.find(b"\n") + 1)
    if content.find(b"coding", 0, second if second >= 0 else len(content)) < 0:
        return "utf-8", 1
    start = 0
    for number in (1, 2):
        end = start
        while end < len(content) and content[end] not in b"\r\n":
            end += 1
        line = content[start:end]
        cookie = _COOKIE.match(line)
        if cookie:
            return cookie.group(1).decode("latin-1"), number
        if not _BLANK.match(line):
            break
        start = end + (2 if content[end : end + 2] == b"\r\n" else 1)
    return "utf-8", 1


def _line_of(content: bytes, offset: int) -> int:
    before = content[:offset].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return before.count(b"\n") + 1
