"""Derived data that outlives a run: an interface. Losing an entry costs time and never changes an answer.

Entries are bytes, named by what they are derived from (content hash, tool version), so they are never stale and
never updated.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Protocol


class Cache(Protocol):
    def get(self, kind: str, key: str) -> bytes | None:
        """The entry, or None when there is none or it cannot be read."""

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Stores an entry. Trouble (a full disk, a read-only home) is not an error."""


def put_parts(cache: Cache, kind: str, key: str, parts: Sequence[bytes | array[int]]) -> None:
    """Stores an entry of several parts, one behind the other. A cache that can write them as they are has a method of
    this name: a large entry need not be in memory twice."""
    put: Callable[[str, str, Sequence[bytes | array[int]]], None] | None = getattr(cache, "put_parts", None)
    if put is None:
        cache.put(kind, key, b"".join(parts))
    else:
        put(kind, key, parts)


class NoCache:
    """`--no-cache`, and tests: remembers nothing."""

    def get(self, kind: str, key: str) -> bytes | None:
        return None

    def put(self, kind: str, key: str, content: bytes) -> None:
        return None
