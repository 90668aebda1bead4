"""The graphs of a run: one for each choice of which dependencies count, shared by all checks that make it.

Comes in: `Code`. Goes out: `CodeGraph`s.
"""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.dependency_rules.code import Code, Part
from hielements.libraries.dependency_rules.code_graph import CodeGraph
from hielements.libraries.dependency_rules.exceptions import Exceptions

Choice = tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]


class RuleGraphs:
    """Safe to use from several threads: a graph that is made twice in a race is equal."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self._known: dict[Choice, CodeGraph] = {}

    def graph(self, ignored_tags: frozenset[str], exceptions: Exceptions, parts: Iterable[Part]) -> CodeGraph:
        """The graph of the project. Files of the parts that are not part of the project (installed packages that a
        scope names by path) are added to it."""
        files = self.code.files()
        known = self.code.known_files()
        more = tuple(sorted({path for part in parts for path in part.files if path not in known}))
        choice = (ignored_tags, exceptions.patterns, more)
        graph = self._known.get(choice)
        if graph is None:
            graph = CodeGraph(self.code, sorted([*files, *more]) if more else files, ignored_tags, exceptions)
            self._known[choice] = graph
        return graph
