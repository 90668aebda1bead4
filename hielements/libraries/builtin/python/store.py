"""The facts about every Python file that was asked for: each file is read and parsed at most once in a run, and not
parsed at all when the cache knows its content.

Facts are what checks of imports need; the details of a file (calls, variables, complexity) are kept in a cache entry of
their own, and are read, decoded and extracted only when a check asks for them. A file whose details are asked for
first is parsed once for both; one whose facts were needed before is parsed again, unless the cache has its details.

Comes in: workspace paths. Goes out: facts and details, or a Failure that says why there are none. This module must
never know what they are used for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from hielements.libraries.builtin.cached_facts import digest, pack, read_source, unpack
from hielements.libraries.builtin.python.facts import FORMAT, FileFacts, from_plain, to_plain
from hielements.libraries.outcomes import Failure
from hielements.record import Record
from hielements.source.cache import Cache
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.details import FileDetails

SIZE_LIMIT: Final = 4_000_000
"""Files of more bytes are not parsed: the parser needs several hundred times the size of a file in memory."""

# What the parser accepts, and so what a fact is, depends on the running Python. Letters and digits alone name a file in
# the cache as they are.
_VERSION: Final = f"python{sys.version_info[0]}x{sys.version_info[1]}"
_CACHE_KIND: Final = f"{_VERSION}facts{FORMAT}"


class FactStore:
    """Facts by path. Safe to use from several threads."""

    def __init__(self, workspace: Workspace, cache: Cache) -> None:
        self._workspace = workspace
        self._cache = cache
        self._known: dict[str, FileFacts | Failure] = {}
        self._details: dict[str, FileDetails | Failure] = {}
        self._keys: dict[str, str] = {}
        self._lock = RLock()

    def facts(self, path: str) -> FileFacts | Failure:
        """The facts about a workspace file that holds Python."""
        known = self._known.get(path)
        if known is None:
            self.load((path,))
            known = self._known[path]
        return known

    def details(self, path: str) -> FileDetails | Failure:
        """The details of a workspace file that holds Python."""
        known = self._details.get(path)
        if known is None:
            self.load_details((path,))
            known = self._details[path]
        return known

    def load(self, paths: Iterable[str]) -> None:
        """Gets the facts about many files at once."""
        self._fill(self._known, self._load, paths)

    def load_details(self, paths: Iterable[str]) -> None:
        """Gets the details of many files at once."""
        self._fill(self._details, self._load_details, paths)

    def _fill(self, known: dict[str, Any], load: Callable[[str], Any], paths: Iterable[str]) -> None:
        """With the garbage collector out of the way: syntax trees hold many objects and no garbage."""
        with self._lock:
            missing = [path for path in paths if path not in known]
            if not missing:
                return
            import gc

            collecting = gc.isenabled()
            gc.disable()
            try:
                for path in missing:
                    known[path] = load(path)
            finally:
                if collecting:
                    gc.enable()

    def _load(self, path: str) -> FileFacts | Failure:
        content = read_source(self._workspace, path, SIZE_LIMIT)
        if isinstance(content, Failure):
            return content
        key = self._keys[path] = digest(content).hex()
        facts = from_plain(unpack(self._cache.get(_CACHE_KIND, key)))
        if facts is not None:
            return facts
        tree = _parse(path, content)
        return tree if isinstance(tree, Failure) else self._extract(tree, key)

    def _load_details(self, path: str) -> FileDetails | Failure:
        known = self._known.get(path)
        if isinstance(known, Failure):
            return known
        from hielements.libraries.builtin.python import details as form

        kind = f"{_VERSION}details{form.FORMAT}"
        content: bytes | Failure | None = None
        key = self._keys.get(path)
        if key is None:
            content = read_source(self._workspace, path, SIZE_LIMIT)
            if isinstance(content, Failure):
                return content
            key = self._keys[path] = digest(content).hex()
        details = form.from_plain(unpack(self._cache.get(kind, key)))
        if details is not None:
            return details
        content = read_source(self._workspace, path, SIZE_LIMIT) if content is None else content
        tree = content if isinstance(content, Failure) else _parse(path, content)
        if isinstance(tree, Failure):
            return tree
        from hielements.libraries.builtin.python.detail_extraction import extract_details

        if path not in self._known:
            self._known[path] = from_plain(unpack(self._cache.get(_CACHE_KIND, key))) or self._extract(tree, key)
        details = extract_details(tree.module, tree.text)
        self._cache.put(kind, key, pack(form.to_plain(details)))
        return details

    def _extract(self, tree: _Tree, key: str) -> FileFacts:
        from hielements.libraries.builtin.python.extraction import extract_facts

        facts = extract_facts(tree.module, tree.text)
        self._cache.put(_CACHE_KIND, key, pack(to_plain(facts)))
        return facts


class _Tree(Record):
    """A file that was parsed: the `_ast.Module` and the text."""

    module: Any
    text: str


def _parse(path: str, content: bytes) -> _Tree | Failure:
    import warnings

    from hielements.libraries.builtin.python.decoding import Undecodable, decode
    from hielements.libraries.builtin.python.extraction import Unparsable, parse

    text = decode(content)
    if isinstance(text, Undecodable):
        return Failure("unreadable", f"{path} {text.message}", path, text.line)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the parser warns of invalid escapes, which are not our business
        tree = parse(text, path)
    if isinstance(tree, Unparsable):
        return Failure(tree.reason, f"{path} {tree.message}", path, tree.line, tree.help)
    return _Tree(tree, text)
