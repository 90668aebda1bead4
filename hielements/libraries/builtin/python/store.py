"""What is known about every Python file that was asked for, in three depths: its imports, its facts (definitions), its
details (calls, variables, complexity).

Imports are scanned and kept for the whole workspace at once (`import_index`). Facts and details need the parser: each
is kept in a cache entry of its own for each content, and is read, decoded and extracted only when a check asks for it.
A file is parsed at most once in a run: where any check of the run is one about details, they are extracted together
with the facts.

Comes in: workspace paths. Goes out: facts and details, or a Failure that says why there are none. This module must
never know what they are used for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Any, Final

from hielements.libraries.builtin.python.facts import FORMAT, FileFacts, Import, from_plain, to_plain
from hielements.libraries.builtin.python.import_index import ImportIndex
from hielements.libraries.builtin.source_contents import Contents
from hielements.libraries.outcomes import Failure
from hielements.record import Record
from hielements.source.cache import Cache
from hielements.source.packing import digest, pack, unpack
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.details import FileDetails
    from hielements.libraries.builtin.python.import_graph import ImportGraph
    from hielements.libraries.builtin.python.modules import Modules
    from hielements.libraries.builtin.python.resolution import Resolver

SIZE_LIMIT: Final = 4_000_000
"""Files of more bytes are not parsed: the parser needs several hundred times the size of a file in memory."""

# What the parser accepts, and so what a fact is, depends on the running Python. Letters and digits alone name a file in
# the cache as they are.
_VERSION: Final = f"python{sys.version_info[0]}x{sys.version_info[1]}"
_CACHE_KIND: Final = f"{_VERSION}facts{FORMAT}"


class FactStore:
    """Facts by path. Safe to use from several threads."""

    def __init__(self, workspace: Workspace, cache: Cache, processors: int = 1) -> None:
        self._cache = cache
        self._known: dict[str, FileFacts | Failure] = {}
        self._details: dict[str, FileDetails | Failure] = {}
        self._keys: dict[str, str] = {}
        self._lock = RLock()
        self._contents = Contents(workspace, SIZE_LIMIT)
        self._index = ImportIndex(workspace, cache, _VERSION, self._contents, processors)
        self._graph: ImportGraph | None = None
        self.expects_details = False
        """Whether some check of this run is about details, as far as is known."""

    def imports(self, path: str) -> tuple[Import, ...] | Failure:
        """The imports of a workspace file that holds Python."""
        with self._lock:
            return self._index.imports(path)

    def load_imports(self, paths: Iterable[str]) -> None:
        """Gets the imports of many files at once."""
        with self._lock:
            self._index.load(paths)

    def import_failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        """Why the imports of some of the files are not known."""
        self.load_imports(paths)
        failures = self._index.failures
        return tuple(failures[path] for path in paths if path in failures) if failures else ()

    def graph(self, modules: Modules, resolver: Resolver) -> ImportGraph:
        """The graph of the imports of all files of the project."""
        with self._lock:
            if self._graph is None:
                from hielements.libraries.builtin.python.import_graph import ImportGraph

                self._graph = ImportGraph(modules, resolver, self._index)
            return self._graph

    def refresh(self, changed: Sequence[str]) -> None:
        """Some files have other contents now."""
        with self._lock:
            self._contents.refresh(changed)
            for path in changed:
                self._known.pop(path, None)
                self._details.pop(path, None)
                self._keys.pop(path, None)
            self._index.refresh(changed)
            if self._graph is not None:
                self._graph.refresh(changed)

    def close(self, project: Sequence[str]) -> None:
        """Stores what the next run can use of the imports."""
        with self._lock:
            self._contents.forget()
            graph = self._graph
            if graph is None:
                self._index.save(project, b"", None)
            else:
                self._index.save(project, graph.layout, graph.edges)

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
        content = self._contents.read(path)
        if isinstance(content, Failure):
            return content
        key = self._keys[path] = digest(content).hex()
        facts = from_plain(unpack(self._cache.get(_CACHE_KIND, key)))
        if facts is not None:
            return facts
        tree = _parse(path, content)
        if isinstance(tree, Failure):
            return tree
        if self.expects_details:
            self._details[path] = self._extract_details(tree, key)
        return self._extract(tree, key)

    def _load_details(self, path: str) -> FileDetails | Failure:
        known = self._known.get(path)
        if isinstance(known, Failure):
            return known
        from hielements.libraries.builtin.python import details as form

        content: bytes | Failure | None = None
        key = self._keys.get(path)
        if key is None:
            content = self._contents.read(path)
            if isinstance(content, Failure):
                return content
            key = self._keys[path] = digest(content).hex()
        details = form.from_plain(unpack(self._cache.get(_details_kind(), key)))
        if details is not None:
            return details
        content = self._contents.read(path) if content is None else content
        tree = content if isinstance(content, Failure) else _parse(path, content)
        if isinstance(tree, Failure):
            return tree
        if path not in self._known:
            self._known[path] = from_plain(unpack(self._cache.get(_CACHE_KIND, key))) or self._extract(tree, key)
        return self._extract_details(tree, key)

    def _extract_details(self, tree: _Tree, key: str) -> FileDetails:
        from hielements.libraries.builtin.python import details as form
        from hielements.libraries.builtin.python.detail_extraction import extract_details

        details = extract_details(tree.module, tree.text)
        self._cache.put(_details_kind(), key, pack(form.to_plain(details)))
        return details

    def _extract(self, tree: _Tree, key: str) -> FileFacts:
        from hielements.libraries.builtin.python.extraction import extract_facts

        facts = extract_facts(tree.module, tree.text)
        self._cache.put(_CACHE_KIND, key, pack(to_plain(facts)))
        return facts


def _details_kind() -> str:
    from hielements.libraries.builtin.python import details

    return f"{_VERSION}details{details.FORMAT}"


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
        return Failure(tree.reason, f"{path} {tree.message}", path, tree.line)
    return _Tree(tree, text)
