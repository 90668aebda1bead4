"""Which files lead to which, for all files of a project at once.

Comes in: the modules, and the index of their imports. Goes out: for each file the numbers of the files it depends on,
by which imports count. A rule over ten thousand files looks at numbers alone; what stands behind an edge is asked for
where a rule is broken. This module must never know what a rule wants.

The graph of an earlier run holds for every file that has not changed since, as long as the project has the same files
and roots, for these decide what a name leads to.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from hielements.libraries.builtin.python.facts import FUNCTION, TYPE_CHECKING, Import
from hielements.libraries.builtin.python.import_index import ImportIndex
from hielements.libraries.builtin.python.import_rows import WIDTH, read_source_text
from hielements.libraries.builtin.python.modules import Modules, holds
from hielements.libraries.builtin.python.resolution import Resolver
from hielements.source.packing import digest

_CHOICES: Final = {
    frozenset[str](): 1,
    frozenset({"type-checking"}): 2,
    frozenset({"function"}): 4,
    frozenset({"type-checking", "function"}): 8,
}
"""The sets of tags that rules leave out, each as the bit of the edges that remain."""

_SHIFT: Final = 4
"""An edge is one number: that of the file it leads to, and below it the bits of the choices it counts under."""


class ImportGraph:
    """The edges of all files, in the order of their paths."""

    def __init__(self, modules: Modules, resolver: Resolver, index: ImportIndex) -> None:
        self._modules = modules
        self._resolver = resolver
        self._index = index
        self._number = {path: number for number, path in enumerate(modules.ordered)}
        self._absolute: dict[object, _Targets] = {}
        self._seen: dict[str, tuple[_Targets, _Targets]] = {}
        self._known: dict[int, list[tuple[int, ...]]] = {}
        index.load(modules.ordered)
        self.layout = _layout(modules)
        self.edges: list[Sequence[int]] = self._all_edges()
        self._absolute.clear()
        self._seen.clear()

    def successors(self, ignored_tags: Collection[str]) -> Sequence[tuple[int, ...]] | None:
        """What each file leads to by imports that carry none of the tags: sorted, without itself. None for tags that
        the graph does not tell apart."""
        choice = _CHOICES.get(frozenset(ignored_tags))
        if choice is None:
            return None
        known = self._known.get(choice)
        if known is None:
            if choice == 1:  # all of them
                known = [tuple([edge >> _SHIFT for edge in edges]) for edges in self.edges]
            else:
                known = [tuple([edge >> _SHIFT for edge in edges if edge & choice]) for edges in self.edges]
            self._known[choice] = known
        return known

    def refresh(self, changed: Collection[str]) -> None:
        """Some files import other things now, as the index has been told."""
        for path in changed:
            number = self._number.get(path)
            if number is None:
                continue
            self.edges[number] = edges = self._edges(number, path)
            for choice, known in self._known.items():
                known[number] = tuple([edge >> _SHIFT for edge in edges if edge & choice])
        # A source that is read for the first time may stand for a row of any later file.
        self._absolute.clear()
        self._seen.clear()

    def weights(self, path: str, ignored_tags: Collection[str]) -> dict[int, int] | None:
        """By how many statements a file leads to each other, for the same imports as `successors`."""
        choice = _CHOICES.get(frozenset(ignored_tags))
        if choice is None:
            return None
        own = self._number[path]
        places: set[tuple[int, int, int]] = set()
        for line, column, counts, targets in self._statements(own, path):
            if counts & choice:
                places.update([(target, line, column) for target in targets if target != own])
        found: dict[int, int] = {}
        for target, _, _ in places:
            found[target] = found.get(target, 0) + 1
        return found

    def _all_edges(self) -> list[Sequence[int]]:
        ordered, index, bundle = self._modules.ordered, self._index, self._index.bundle
        if bundle.layout != self.layout:
            return [self._edges(number, path) for number, path in enumerate(ordered)]
        edges, offsets = bundle.edges, bundle.edge_offsets
        found: list[Sequence[int]] = []
        first = 0
        for last in offsets[1:]:
            found.append(edges[first:last])
            first = last
        for path in index.fresh:
            number = self._number.get(path)
            if number is not None:
                found[number] = self._edges(number, path)
        return found

    def _edges(self, number: int, path: str) -> Sequence[int]:
        found: dict[int, int] = {}
        for _, _, counts, targets in self._statements(number, path):
            for target in targets:
                found[target] = found.get(target, 0) | counts
        found.pop(number, None)
        return array("I", [target << _SHIFT | counts for target, counts in sorted(found.items())])

    def _statements(self, number: int, path: str) -> Iterator[tuple[int, int, int, tuple[int, ...]]]:
        """Of the statements of a file that lead to files of the project: line, column, the bits of the choices they
        count under, and where they lead to."""
        folder = path.rpartition("/")[0]
        absolute, relative = self._targets_seen_from(folder)
        rows = self._index.rows(path)
        for start in range(0, len(rows), WIDTH):
            source = rows[start + 3]
            targets = absolute.get(source)
            if targets is None:
                targets = relative.get(source)
                if targets is None:
                    targets = self._targets(folder, source)
            if not targets:
                continue
            if number in targets:
                targets = tuple(self._own_targets(path, source))
            yield rows[start], rows[start + 1], _COUNTS[rows[start + 2] & (TYPE_CHECKING | FUNCTION)], targets

    def _targets_seen_from(self, folder: str) -> tuple[_Targets, _Targets]:
        """What is known of absolute sources, for all folders from which they mean the same, and of relative ones."""
        seen = self._seen.get(folder)
        if seen is None:
            modules = self._modules
            view = (
                modules.search_path(folder),
                tuple([root for root in modules.roots if holds(root, folder)]),
            )
            seen = self._seen[folder] = self._absolute.setdefault(view, {}), {}
        return seen

    def _targets(self, folder: str, source: int) -> tuple[int, ...]:
        text = self._index.sources.texts[source]
        module, _, names = text.partition(" import ")
        known = self._targets_seen_from(folder)[module.startswith("from .") or text.startswith("import .")]
        if names and module not in known:
            written = module.removeprefix("from ")
            name = written.lstrip(".")
            found = self._resolver.targets_of_all_names(folder, len(written) - len(name), name)
            known[module] = None if found is None else tuple([self._number[target] for target in found])
        targets = known.get(module) if names else None
        if targets is None:
            imported = [
                (level, module, None if name == "*" else name) for level, module, name, _ in read_source_text(text)
            ]
            targets = tuple([self._number[target] for target in self._resolver.targets(folder, imported)])
        known[source] = targets
        return targets

    def _own_targets(self, path: str, source: int) -> set[int]:
        """The targets of a source that seems to mean the file it stands in: a lone module that imports its own name
        means another one."""
        return {
            self._number[target]
            for level, module, name, alias in self._index.sources.read(source)
            for target in self._resolver.resolve(
                path,
                Import(0, 0, level, module, None if name == "*" else name, alias, 0),
            ).targets
        }


_Targets = dict[int | str, tuple[int, ...] | None]
"""The targets of sources by their numbers, and of `from module` where they are the same for whatever names follow; None
where they are not."""

_COUNTS: Final = {
    tags: 1 | (not tags & TYPE_CHECKING) << 1 | (not tags & FUNCTION) << 2 | (not tags) << 3
    for tags in (0, TYPE_CHECKING, FUNCTION, TYPE_CHECKING | FUNCTION)
}
"""Under which choices an import counts, by its tags."""


def _layout(modules: Modules) -> bytes:
    """Names everything but the imports themselves that decides what they lead to."""
    parts = [
        str(modules.configured),
        modules.own_name or "",
        *modules.roots,
        "",
        *modules.ordered,
    ]
    return digest("\0".join(parts).encode("utf-8", "surrogateescape"))
