"""Reads a text file as specifications and checked code are written: UTF-8.

Comes in: a path. Goes out: a SourceText and the places that were no UTF-8, or a ReadProblem. Nothing here raises for
what a file holds or for what stands at the path.
"""

from __future__ import annotations

import os
import stat

from hielements.record import Record
from hielements.source.text import SourceText

MAX_SIZE = 64 * 1024 * 1024
"""Bytes. A larger file is reported instead of read: no specification is that long."""


class ReadProblem(Record):
    """Why a file could not be read, as the end of a sentence that starts with its name."""

    name: str
    message: str


class UndecodablePlace(Record):
    """A run of bytes that is no UTF-8. `start` and `end` are offsets into the text, where one U+FFFD stands for
    each byte; `content` are the bytes."""

    start: int
    end: int
    content: bytes


class DecodedText(SourceText):
    """A SourceText that came from bytes. `undecodable` is empty for a proper UTF-8 file; `marked` says that a byte
    order mark was dropped."""

    __slots__ = ("marked", "undecodable")

    def __init__(
        self, name: str, text: str, path: str | None = None, undecodable: tuple[UndecodablePlace, ...] = ()
    ) -> None:
        super().__init__(name, text, path)
        self.undecodable = undecodable
        self.marked = False


def read_text(path: str, name: str) -> DecodedText | ReadProblem:
    """The text of the file at an absolute path, under the name that users know it by."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as problem:
        return ReadProblem(name, _explain(path, problem))
    try:
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            return ReadProblem(name, "is a folder")
        if not stat.S_ISREG(status.st_mode):
            return ReadProblem(name, "is not a file")
        if status.st_size > MAX_SIZE:
            return ReadProblem(name, f"is larger than {MAX_SIZE:,} bytes")
        chunks: list[bytes] = []
        size = 0
        while chunk := os.read(descriptor, 1 << 20):
            chunks.append(chunk)
            size += len(chunk)
            if size > MAX_SIZE:
                return ReadProblem(name, f"is larger than {MAX_SIZE:,} bytes")
    except OSError as problem:
        return ReadProblem(name, _explain(path, problem))
    finally:
        os.close(descriptor)
    return decode(b"".join(chunks), name, path)


def decode(content: bytes, name: str, path: str | None = None) -> DecodedText:
    """The text that the bytes hold. A byte order mark at the start is dropped. Each byte that is no part of UTF-8 text
    becomes one U+FFFD; runs of them are listed."""
    proper = content.removeprefix(b"\xef\xbb\xbf")
    decoded = _decode(proper, name, path)
    decoded.marked = len(proper) < len(content)
    return decoded


def _decode(content: bytes, name: str, path: str | None) -> DecodedText:
    try:
        return DecodedText(name, content.decode("utf-8"), path)
    except UnicodeDecodeError:
        pass
    import re

    # Strict decoding again and again from behind each bad byte would take quadratic time on binary files. Proper UTF-8
    # never gives lone surrogates, so those of `surrogateescape` are exactly the bad bytes.
    text = content.decode("utf-8", "surrogateescape")
    places: list[UndecodablePlace] = []

    def mark(run: re.Match[str]) -> str:
        places.append(UndecodablePlace(run.start(), run.end(), run[0].encode("utf-8", "surrogateescape")))
        return "\ufffd" * len(run[0])

    return DecodedText(name, re.sub("[\udc80-\udcff]+", mark, text), path, tuple(places))


def _explain(path: str, problem: Exception) -> str:
    if isinstance(problem, FileNotFoundError):
        return "is a symbolic link that points nowhere" if os.path.islink(path) else "does not exist"
    if isinstance(problem, PermissionError):
        return "may not be read (permission denied)"
    if isinstance(problem, OSError):
        return f"cannot be read ({(problem.strerror or str(problem)).lower()})"
    return "is not a possible path"
