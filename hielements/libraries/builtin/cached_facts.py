"""What the libraries of languages share that keep facts about source files in the cache: reading a file up to a limit,
and cache entries that notice when they were damaged.

Comes in: workspace paths and plain values. Goes out: contents, or a Failure that says why there is none; entries. This
module must never know which language a file is written in.
"""

from __future__ import annotations

import marshal
from typing import Any, Final

from hielements.libraries.outcomes import Failure
from hielements.source.workspace import Workspace

_DIGEST_SIZE: Final = 16

_KEPT: Final = 4_000_000
"""Bytes of content that are kept."""


def read_source(workspace: Workspace, path: str, limit: int) -> bytes | Failure:
    """The content of a workspace file of at most `limit` bytes."""
    try:
        size = workspace.size(path)
        content = workspace.read(path) if size <= limit else b""
    except OSError as problem:
        return Failure("unreadable", f"cannot read {path}: {problem.strerror or problem}", path)
    if size > limit:
        return Failure(
            "limit",
            f"{path} has {size:,} bytes; files above {limit:,} bytes are not parsed",
            path,
            help="leave it out with `exclude` in the table [files] of hielements.toml",
        )
    return content


class Contents:
    """The contents of files, of which some are kept for those who ask again: checks of different kinds look at the same
    file. What is kept is bounded, so that a large project does not have to fit into memory."""

    def __init__(self, workspace: Workspace, limit: int) -> None:
        self._workspace = workspace
        self._limit = limit
        self._kept: dict[str, bytes] = {}
        self._room = _KEPT

    def read(self, path: str) -> bytes | Failure:
        """The content of a workspace file."""
        content: bytes | Failure | None = self._kept.get(path)
        if content is None:
            content = read_source(self._workspace, path, self._limit)
            if isinstance(content, bytes) and len(content) <= self._room:
                self._room -= len(content)
                self._kept[path] = content
        return content


def pack(plain: tuple[Any, ...]) -> bytes:
    """A cache entry that holds plain values: tuples of strings, numbers and the like."""
    content = marshal.dumps(plain)
    return digest(content) + content


def unpack(entry: bytes | None) -> object:
    """The plain values of a cache entry; None when there is none or when it was damaged in any way."""
    if not entry or digest(entry[_DIGEST_SIZE:]) != entry[:_DIGEST_SIZE]:
        return None
    try:
        return marshal.loads(entry[_DIGEST_SIZE:])
    except (ValueError, EOFError, TypeError):
        return None


def digest(content: bytes) -> bytes:
    """What names a content in the cache, and what an entry is checked by."""
    return _blake2b(content, digest_size=_DIGEST_SIZE).digest()


try:
    # `hashlib` loads OpenSSL, which costs more than all else here; this module is what it would give for blake2b.
    from _blake2 import blake2b as _blake2b
except ImportError:  # pragma: no cover - an unusual build of Python
    from hashlib import blake2b as _blake2b
