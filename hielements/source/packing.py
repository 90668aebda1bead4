"""Plain values as bytes that notice when they were damaged: what the entries of a cache are made of.

Comes in: tuples of strings, numbers and bytes. Goes out: bytes, and the same values again or nothing.
"""

from __future__ import annotations

import marshal
from typing import Any, Final

_DIGEST_SIZE: Final = 16


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
