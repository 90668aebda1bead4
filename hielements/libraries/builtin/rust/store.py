"""The facts about every Rust file that was asked for: each file is read and parsed at most once in a run, and not
parsed at all when the cache knows its content.

Comes in: workspace paths. Goes out: facts, or a Failure that says why there are none. This module must never know
what facts are used for.
"""

from __future__ import annotations

import marshal
from collections.abc import Iterable
from threading import RLock
from typing import Final

from hielements.libraries.builtin.rust.facts import FORMAT, FileFacts, from_plain, to_plain
from hielements.libraries.outcomes import Failure
from hielements.source.cache import Cache
from hielements.source.workspace import Workspace

SIZE_LIMIT: Final = 4_000_000
"""Files of more bytes are not parsed: a syntax tree takes some ten times the size of its file in memory."""

_CACHE_KIND: Final = f"rustfacts{FORMAT}"
_DIGEST_SIZE: Final = 16


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
        try:
            size = self._workspace.size(path)
            content = self._workspace.read(path) if size <= SIZE_LIMIT else b""
        except OSError as problem:
            return Failure("unreadable", f"cannot read {path}: {problem.strerror or problem}", path)
        if size > SIZE_LIMIT:
            return Failure(
                "limit",
                f"{path} has {size:,} bytes; files above {SIZE_LIMIT:,} bytes are not parsed",
                path,
                help="leave it out with `exclude` in the table [files] of hielements.toml",
            )
        key = _digest(content).hex()
        facts = _unpack(self._cache.get(_CACHE_KIND, key))
        if facts is not None:
            return facts
        from hielements.libraries.builtin.rust.extraction import extract
        from hielements.libraries.builtin.rust.syntax_tree import Unparsable

        parsed = extract(content)
        if isinstance(parsed, Unparsable):
            message = parsed.message if parsed.reason == "library" else f"{path} {parsed.message}"
            return Failure(parsed.reason, message, path, parsed.line, parsed.help)
        self._cache.put(_CACHE_KIND, key, _pack(parsed))
        return parsed


def _pack(facts: FileFacts) -> bytes:
    content = marshal.dumps(to_plain(facts))
    return _digest(content) + content


def _unpack(entry: bytes | None) -> FileFacts | None:
    """The facts of a cache entry; None when there is none or when it was damaged in any way."""
    if not entry or _digest(entry[_DIGEST_SIZE:]) != entry[:_DIGEST_SIZE]:
        return None
    try:
        return from_plain(marshal.loads(entry[_DIGEST_SIZE:]))
    except (ValueError, EOFError, TypeError):
        return None


def _digest(content: bytes) -> bytes:
    return _blake2b(content, digest_size=_DIGEST_SIZE).digest()


try:
    # `hashlib` loads OpenSSL; this module is what it would give for blake2b.
    from _blake2 import blake2b as _blake2b
except ImportError:  # pragma: no cover - an unusual build of Python
    from hashlib import blake2b as _blake2b
