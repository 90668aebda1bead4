"""Derived data that outlives a run: an interface. Losing an entry costs time and never changes an answer.

Entries are bytes, named by what they are derived from (content hash, tool version), so they are never stale and
never updated.
"""

from __future__ import annotations

from typing import Protocol


class Cache(Protocol):
    def get(self, kind: str, key: str) -> bytes | None:
        """The entry, or None when there is none or it cannot be read."""

    def put(self, kind: str, key: str, content: bytes) -> None:
        """Stores an entry. Trouble (a full disk, a read-only home) is not an error."""


class NoCache:
    """`--no-cache`, and tests: remembers nothing."""

    def get(self, kind: str, key: str) -> bytes | None:
        return None

    def put(self, kind: str, key: str, content: bytes) -> None:
        return None
