"""What is known about every Python file that was asked for, in three depths: its imports, its facts (definitions), its
details (calls, variables, complexity).

Imports are scanned and kept for the whole workspace at once (`import_index`), facts and details need the parser and are
kept for each content (`extracted_facts`).

Comes in: workspace paths. Goes out: facts and details, or a Failure that says why there are none. This module must
never know what they are used for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from threading import RLock
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.python.extracted_facts import ExtractedFacts
from hielements.libraries.builtin.python.facts import FileFacts, Import
from hielements.libraries.builtin.python.import_index import ImportIndex
from hielements.libraries.builtin.source_contents import Contents
from hielements.libraries.outcomes import Failure
from hielements.source.cache import Cache
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.details import FileDetails
    from hielements.libraries.builtin.python.import_graph import ImportGraph
    from hielements.libraries.builtin.python.modules import Modules
    from hielements.libraries.builtin.python.resolution import Resolver

SIZE_LIMIT: Final = 4_000_000
"""Files of more bytes are not parsed: the parser needs several hundred times the size of a file in memory."""

# What the parser accepts depends on the running Python. Letters and digits alone name a file in the cache as they are.
_VERSION: Final = f"python{sys.version_info[0]}x{sys.version_info[1]}"


class FactStore:
    """Facts by path. Safe to use from several threads."""

    def __init__(self, workspace: Workspace, cache: Cache, processors: int = 1) -> None:
        self._lock = RLock()
        self._contents = Contents(workspace, SIZE_LIMIT)
        self._index = ImportIndex(workspace, cache, _VERSION, self._contents, processors)
        self._extracted = ExtractedFacts(workspace, cache, _VERSION, self._contents, processors)
        self._graph: ImportGraph | None = None

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
            self._extracted.refresh(changed)
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
        known = self._extracted.facts.get(path)
        if known is None:
            self.load((path,))
            known = self._extracted.facts[path]
        return known

    def details(self, path: str) -> FileDetails | Failure:
        """The details of a workspace file that holds Python."""
        known = self._extracted.details.get(path)
        if known is None:
            self.load_details((path,))
            known = self._extracted.details[path]
        return known

    def load(self, paths: Iterable[str]) -> None:
        """Gets the facts about many files at once."""
        with self._lock:
            self._extracted.load(paths)

    def load_details(self, paths: Iterable[str]) -> None:
        """Gets the details of many files at once."""
        with self._lock:
            self._extracted.load_details(paths)

    def expect_details(self) -> None:
        """Some check of this run is about details: it is worth while to extract them whenever a file is parsed."""
        self._extracted.expects_details = True
