"""The facts about every Rust file that was asked for: each file is read and parsed at most once in a run, and not
parsed at all when the cache knows its content.

Comes in: workspace paths. Goes out: facts, or a Failure that says why there are none. This module must never know
what facts are used for.
"""

from __future__ import annotations

from collections.abc import Iterable
from threading import RLock
from typing import Final

from hielements.libraries.builtin.rust.facts import FORMAT, FileFacts, from_plain, to_plain
from hielements.libraries.builtin.source_contents import read_source
from hielements.libraries.outcomes import Failure
from hielements.source.cache import Cache
from hielements.source.packing import digest, pack, unpack
from hielements.source.workspace import Workspace

SIZE_LIMIT: Final = 4_000_000
"""Files of more bytes are not parsed: a syntax tree takes some ten times the size of its file in memory."""

_CACHE_KIND: Final = f"rustfacts{FORMAT}"


class FactStore:
    """Facts by path. Safe to use from several threads."""

    def __init__(self, workspace: Workspace, cache: Cache) -> None:
        self._workspace = workspace
        self._cache = cache
        self._known: dict[str, FileFacts | Failure] = {}
        self._lock = RLock()

    def facts(self, path: str) -> FileFacts | Failure:
        """The facts about a workspace file that holds Rust."""
        known = self._known.get(path)
        if known is None:
            self.load((path,))
            known = self._known[path]
        return known

    def load(self, paths: Iterable[str]) -> None:
        """Gets the facts about many files at once, with the garbage collector out of the way: facts are many objects
        and no garbage."""
        with self._lock:
            missing = [path for path in paths if path not in self._known]
            if not missing:
                return
            import gc

            collecting = gc.isenabled()
            gc.disable()
            try:
                for path in missing:
                    self._known[path] = self._load(path)
            finally:
                if collecting:
                    gc.enable()

    def _load(self, path: str) -> FileFacts | Failure:
        content = read_source(self._workspace, path, SIZE_LIMIT)
        if isinstance(content, Failure):
            return content
        key = digest(content).hex()
        facts = _facts(self._cache.get(_CACHE_KIND, key))
        if facts is not None:
            return facts
        from hielements.libraries.builtin.rust.extraction import extract
        from hielements.libraries.builtin.rust.syntax_tree import Unparsable

        parsed = extract(content)
        if isinstance(parsed, Unparsable):
            message = parsed.message if parsed.reason == "library" else f"{path} {parsed.message}"
            return Failure(parsed.reason, message, path, parsed.line, parsed.help)
        self._cache.put(_CACHE_KIND, key, pack(to_plain(parsed)))
        return parsed


def _facts(entry: bytes | None) -> FileFacts | None:
    """The facts of a cache entry; None when there is none or when it was damaged in any way."""
    try:
        return from_plain(unpack(entry))
    except (ValueError, TypeError):
        return None
