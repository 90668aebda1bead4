"""The imports of every Python file that was asked for: each file is scanned at most once in a run, and not even read
when its stamp says that it is the one that was scanned in an earlier run.

Comes in: workspace paths. Goes out: imports, or a Failure that says why there are none. This module must never know
what an import leads to.

A stamp is believed only if the file had been at rest for a while when it was taken: a file that changes twice within
one tick of the clock of its file system has the same stamp both times (git calls such entries racy). Where stamps
differ, the content decides: a file that was touched, or that another checkout holds as well, is read and not scanned.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from time import time_ns
from typing import TYPE_CHECKING, Final

from hielements.libraries.builtin.python import import_bundle
from hielements.libraries.builtin.python.facts import Import
from hielements.libraries.builtin.python.import_bundle import (
    HASH,
    STAMP,
    Bundle,
    Problem,
)
from hielements.libraries.builtin.python.import_rows import WIDTH, Sources
from hielements.libraries.builtin.source_contents import Contents
from hielements.libraries.outcomes import Failure
from hielements.source.cache import Cache, NoCache, put_parts
from hielements.source.packing import digest
from hielements.source.workspace import Workspace

if TYPE_CHECKING:
    from hielements.libraries.builtin.python.import_reading import Reader

AT_REST: Final = 2_000_000_000
"""Nanoseconds: the coarsest clock of a file system in use (FAT) ticks every two seconds."""

_UNKNOWN_STAMP: Final = array("q", [0] * STAMP)

MANY: Final = 50
"""Whether a companion is worth while is a question only for so many files: to look at their sizes takes time too."""

_FEW: Final = 200
"""One file in so many may differ from what is stored before it is stored anew."""


_Unread = tuple[str, "array[int]", int]
"""The path, the stamp and the size in bytes of a file that is not known from an earlier run."""


class ImportIndex:
    """Not safe to use from several threads: `FactStore` sees to that."""

    def __init__(self, workspace: Workspace, cache: Cache, kind: str, contents: Contents, processors: int = 1) -> None:
        self._processors = processors
        self._workspace = workspace
        self._cache = cache
        self._kind = f"{kind}imports{import_bundle.FORMAT}"
        self._contents = contents
        self.failures: dict[str, Failure] = {}
        self._rows: dict[str, array[int]] = {}
        self._identities: dict[str, tuple[array[int], bytes]] = {}
        self._problems: dict[str, Problem] = {}
        self.bundle: Bundle = import_bundle.empty()
        self.sources = Sources()
        self._reader: Reader | None = None
        self.numbers: dict[str, int] = {}
        self._by_hash: dict[bytes, int] | None = None
        self._opened = False
        self.changed: set[str] = set()
        """Files of which the bundle does not know what is known now."""
        self.fresh: set[str] = set()
        """Files whose rows are not those that the bundle has for them."""

    def load(self, paths: Iterable[str]) -> None:
        """Gets the imports of many files at once."""
        missing = [path for path in paths if path not in self._rows and path not in self.failures]
        if not missing:
            return
        if not self._opened:
            self._open()
        bundle, numbers = self.bundle, self.numbers
        now = time_ns()
        keeps, shares = not isinstance(self._cache, NoCache), self._processors > 1 and len(missing) >= MANY
        stamps = self._workspace.stamps(missing) if keeps or shares else None
        # A stamp without an inode says nothing: what an editor holds has none, and neither has what was not at rest.
        known = stamps is not None and missing == bundle.paths and stamps == bundle.stamps
        if known and stamps is not None and all(stamps[STAMP - 1 :: STAMP]):
            self._recall_all()
            return
        together: list[_Unread] = []
        for position, path in enumerate(missing):
            stamp = _UNKNOWN_STAMP if stamps is None else stamps[position * STAMP : position * STAMP + STAMP]
            number = numbers.get(path)
            if number is not None and stamp[3] and stamp == bundle.stamps[number * STAMP : (number + 1) * STAMP]:
                self._recall(path, number)
                continue
            size, _, _, on_disk = stamp
            if max(stamp[1], stamp[2]) + AT_REST > now:
                stamp = _UNKNOWN_STAMP
            if shares and on_disk:
                together.append((path, stamp, size))
            else:
                self._look(path, stamp)
        if together:
            self._look_together(together)
        self._reader = None
        if len(missing) > _FEW:
            self.sources.forget_numbers()

    def refresh(self, changed: Iterable[str]) -> None:
        """Some files have other contents now: those that were known are read and scanned anew."""
        for path in changed:
            if path in self._rows or path in self.failures:
                for known in (self._rows, self.failures, self._identities, self._problems):
                    known.pop(path, None)
                self._look(path, _UNKNOWN_STAMP)
        self._reader = None

    def rows(self, path: str) -> array[int]:
        """The rows of a file that was loaded; none for one that failed."""
        return self._rows.get(path) or _NO_ROWS

    def imports(self, path: str) -> tuple[Import, ...] | Failure:
        """The imports of a file."""
        self.load((path,))
        failure = self.failures.get(path)
        return self.sources.imports(self.rows(path)) if failure is None else failure

    def save(
        self,
        project: Sequence[str],
        layout: bytes,
        edges: Sequence[Sequence[int]] | None,
    ) -> None:
        """Stores what is known for the next run, when that is enough more than the last one knew. Of the files, those
        count that still belong to the project; `edges` are those of all its files, `layout` says for which files."""
        if isinstance(self._cache, NoCache) or not self._opened:
            return
        known = self.bundle.paths
        if layout in (b"", self.bundle.layout) and len(self.changed) <= len(known) // _FEW:
            return  # a few files are scanned again sooner than everything is written
        content = self._written(project, layout, edges)
        put_parts(self._cache, self._kind, import_bundle.key_of(self._workspace.root), content)

    def _open(self) -> None:
        self._opened = True
        if isinstance(self._cache, NoCache):
            return
        known = import_bundle.read(self._cache.get(self._kind, import_bundle.key_of(self._workspace.root)))
        if known is not None:
            self.bundle = known
            self.sources = Sources(known.sources)
            self.numbers = {path: number for number, path in enumerate(known.paths)}

    def _recall_all(self) -> None:
        """Every file is the one that the bundle knows."""
        bundle = self.bundle
        rows, offsets = bundle.rows, bundle.offsets
        first = 0
        for path, last in zip(bundle.paths, offsets[1:], strict=True):
            self._rows[path] = rows[first:last]
            first = last
        for number in bundle.problems:
            self._recall(bundle.paths[number], number)

    def _recall(self, path: str, number: int) -> None:
        """A file is the one that the bundle knows under a number."""
        bundle = self.bundle
        problem = bundle.problems.get(number)
        if problem is not None:
            reason, message, line = problem
            self.failures[path] = Failure(reason, f"{path} {message}", path, line)
            self._problems[path] = problem
            self._rows.pop(path, None)
            return
        self._rows[path] = bundle.rows[bundle.offsets[number] : bundle.offsets[number + 1]]

    def _look_together(self, files: Sequence[_Unread]) -> None:
        """Reads files that are on disk, some of them in companions where that is worth while."""
        from hielements.libraries.builtin.file_portions import FileToRead, companions_for, share_files
        from hielements.libraries.builtin.python.import_portions import Answer, Translation, sharing_of

        sharing = sharing_of(self._contents.limit)
        to_read = [FileToRead(path, self._known_name(path), size) for path, _, size in files]
        companions = companions_for(to_read, sharing, self._processors)
        translations = [Translation(self.sources) for _ in range(companions)]

        def here(number: int) -> None:
            path, stamp, _ = files[number]
            self._look(path, stamp)

        def there(companion: int, numbers: range, answer: Answer) -> None:
            read = translations[companion].files(answer)
            for number, (name, rows) in zip(numbers, read, strict=True):
                path, stamp, _ = files[number]
                if not name:
                    self._look(path, stamp)
                elif not self._is_known(path, stamp, name):
                    self._rows[path] = rows

        if companions:
            self._contents.forget()  # what companions read is not here, so keeping the rest would save little
        share_files(sharing, self._workspace.root, to_read, companions, here, there)

    def _look(self, path: str, stamp: array[int]) -> None:
        """Reads a file, and scans it unless its content is known."""
        content = self._contents.read(path, stamp[0] if stamp[STAMP - 1] else None)
        if isinstance(content, Failure):
            self.failures[path] = content
            self.changed.add(path)
            self.fresh.add(path)
            return
        if self._is_known(path, stamp, digest(content)):
            return
        from hielements.libraries.builtin.python.import_reading import Problematic, Reader

        if self._reader is None:
            self._reader = Reader(self.sources)
        found = self._reader.read(content, path)
        if isinstance(found, Problematic):
            self.failures[path] = Failure(found.reason, f"{path} {found.message}", path, found.line)
            if found.reason != "limit":  # what is a limit may be none on another day
                self._problems[path] = (found.reason, found.message, found.line)
        else:
            self._rows[path] = found

    def _is_known(self, path: str, stamp: array[int], name: bytes) -> bool:
        """Whether the bundle has a file with the content of that name: then it says what this one imports."""
        self._identities[path] = (stamp, name)
        number = self._number_of(path, name)
        if number is None or number != self.numbers.get(path):
            self.fresh.add(path)
        if number is None or self.numbers.get(path) != number or stamp is not _UNKNOWN_STAMP:
            self.changed.add(path)
        if number is None:
            return False
        self._recall(path, number)
        return True

    def _known_name(self, path: str) -> bytes:
        """The name of the content that the bundle has for a path; nothing where it has none."""
        number = self.numbers.get(path)
        return b"" if number is None else self.bundle.hashes[number * HASH : (number + 1) * HASH]

    def _number_of(self, path: str, name: bytes) -> int | None:
        """The number of a file in the bundle that has this content, its own where that is one."""
        hashes = self.bundle.hashes
        own = self.numbers.get(path)
        if own is not None and hashes[own * HASH : (own + 1) * HASH] == name:
            return own
        if self._by_hash is None:
            starts = range(0, len(hashes), HASH)
            self._by_hash = {hashes[start : start + HASH]: start // HASH for start in starts}
        return self._by_hash.get(name)

    def _written(
        self,
        project: Sequence[str],
        layout: bytes,
        edges: Sequence[Sequence[int]] | None,
    ) -> list[bytes | array[int]]:
        old, new = self.bundle, import_bundle.empty()
        hashes: list[bytes] = []
        for path in project:
            number, identity = self.numbers.get(path), self._identities.get(path)
            stamp: array[int] = _UNKNOWN_STAMP
            name = bytes(HASH)
            rows: array[int] = _NO_ROWS
            problem: Problem | None = None
            if identity is not None:
                stamp, name = identity
                rows, problem = self.rows(path), self._problems.get(path)
                if problem is None and path in self.failures:
                    stamp, name = _UNKNOWN_STAMP, bytes(HASH)
            elif number is not None and path not in self.failures:
                stamp = old.stamps[number * STAMP : (number + 1) * STAMP]
                name = old.hashes[number * HASH : (number + 1) * HASH]
                rows, problem = (
                    old.rows[old.offsets[number] : old.offsets[number + 1]],
                    old.problems.get(number),
                )
            elif edges is None:
                continue
            if problem is not None:
                new.problems[len(new.paths)] = problem
            new.paths.append(path)
            new.stamps.extend(stamp)
            hashes.append(name)
            new.rows.extend(rows)
            new.offsets.append(len(new.rows))
        for each in edges or ():
            new.edges.extend(each)
            new.edge_offsets.append(len(new.edges))
        sources, rows = self.sources.texts, new.rows
        if old.sources:
            sources, rows = _without_garbage(sources, rows)
        return import_bundle.write(
            new.with_(
                sources=sources,
                rows=rows,
                hashes=b"".join(hashes),
                layout=b"" if edges is None else layout,
            )
        )


def _without_garbage(sources: list[str], rows: array[int]) -> tuple[list[str], array[int]]:
    """Sources that no row names any more are left out once they are as many as the others."""
    used = set(rows[WIDTH - 1 :: WIDTH])
    if len(sources) <= 2 * len(used):
        return sources, rows
    numbers = {old: new for new, old in enumerate(sorted(used))}
    renumbered = array("I", rows)
    renumbered[WIDTH - 1 :: WIDTH] = array("I", [numbers[old] for old in rows[WIDTH - 1 :: WIDTH]])
    return [sources[old] for old in numbers], renumbered


_NO_ROWS: Final = array("I")
