"""Plain values as bytes that notice when they were damaged: what the entries of a cache are made of.

Comes in: tuples of strings, numbers and bytes. Goes out: bytes, and the same values again or nothing.
"""

from __future__ import annotations

import marshal
from array import array
from collections.abc import Sequence
from typing import Any, Final

_DIGEST_SIZE: Final = 16
_LENGTH_SIZE: Final = 8


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


def pack_large(plain: tuple[Any, ...], parts: Sequence[bytes | array[int]]) -> list[bytes | array[int]]:
    """A cache entry that holds plain values and large contents, in parts, so that nothing is copied."""
    head = marshal.dumps((plain, tuple([len(memoryview(part).cast("B")) for part in parts])))
    start = len(head).to_bytes(_LENGTH_SIZE, "big") + head
    checked = _blake2b(start, digest_size=_DIGEST_SIZE)
    for part in parts:
        checked.update(part)
    return [checked.digest(), start, *parts]


def unpack_large(entry: bytes | None) -> tuple[object, list[memoryview]] | None:
    """The plain values and the large contents of a cache entry; None when there is none or when it was damaged."""
    if not entry or digest(memoryview(entry)[_DIGEST_SIZE:]) != entry[:_DIGEST_SIZE]:
        return None
    content = memoryview(entry)[_DIGEST_SIZE + _LENGTH_SIZE :]
    length = int.from_bytes(entry[_DIGEST_SIZE : _DIGEST_SIZE + _LENGTH_SIZE], "big")
    try:
        plain, sizes = marshal.loads(content[:length])
        parts: list[memoryview] = []
        for size in sizes:
            parts.append(content[length : length + size])
            length += size
    except (ValueError, EOFError, TypeError):
        return None
    return (plain, parts) if length == len(content) else None


def digest(content: bytes | memoryview) -> bytes:
    """What names a content in the cache, and what an entry is checked by."""
    return _blake2b(content, digest_size=_DIGEST_SIZE).digest()


try:
    # `hashlib` loads OpenSSL, which costs more than all else here; this module is what it would give for blake2b.
    from _blake2 import blake2b as _blake2b
except ImportError:  # pragma: no cover - an unusual build of Python
    from hashlib import blake2b as _blake2b
