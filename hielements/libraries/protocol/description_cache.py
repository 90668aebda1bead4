"""What plugins said of themselves, kept across runs where that is sound.

Comes in: answers as plain values, a fingerprint of everything that decides them. Goes out: the same answers. What
cannot be read back is asked again.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from hielements.libraries.protocol.json_text import NotJson, read_json, write_json
from hielements.source.cache import Cache
from hielements.version import __version__

_KIND: Final = "plugindescription1"


class DescriptionCache:
    """The answers of one plugin to the questions what it offers."""

    def __init__(self, cache: Cache, fingerprint: Callable[[], str | None]) -> None:
        self._cache = cache
        self._fingerprint = fingerprint

    def get(self) -> list[object] | None:
        key = self._key()
        content = self._cache.get(_KIND, key) if key is not None else None
        if content is None:
            return None
        answers = read_json(content)
        return answers if isinstance(answers, list) and not isinstance(answers, NotJson) else None

    def put(self, answers: list[object]) -> None:
        key = self._key()
        if key is not None:
            self._cache.put(_KIND, key, write_json(answers))

    def _key(self) -> str | None:
        fingerprint = self._fingerprint()
        if fingerprint is None:
            return None
        from hashlib import sha256

        return sha256(f"{__version__}\n{fingerprint}".encode("utf-8", "surrogatepass")).hexdigest()
