"""The modules of a hierarchy by their names below its root: `api`, `services.orders`.

Comes in: the files and the name of a root. Goes out: the files of each name. Only names decide, so that it works alike
for every language that names its modules in a tree.
"""

from __future__ import annotations

from hielements.libraries.dependency_rules.code import Code, Part, Place


class Hierarchy:
    """`root` is the absolute name that all others stand below, empty for the top of the project."""

    def __init__(self, code: Code, title: str, root: str, files: tuple[str, ...]) -> None:
        self.code = code
        self.title = title
        self.root = root
        self.files = files
        inner, name_of = self.inner, code.name
        self._names = [inner(name_of(path)) or "" for path in files]
        self._paths = dict(zip(self._names, files, strict=True))
        self._ended = [name + code.separator for name in self._names]

    def inner(self, name: str) -> str | None:
        """An absolute name as seen from the root, "" for the root itself; None for a name outside."""
        if not self.root or name == self.root:
            return "" if self.root else name
        prefix = self.root + self.code.separator
        return name[len(prefix) :] if name.startswith(prefix) else None

    def inner_of(self, place: Place) -> str | None:
        """What a place is called as seen from the root; None for one outside."""
        path, rest = place
        return self.inner(self.code.separator.join((self.code.name(path), *rest)))

    def place(self, inner: str) -> Place | None:
        """The module of the longest part of a name, and the rest of it; None when not even the root is a module."""
        separator = self.code.separator
        parts = inner.split(separator)
        for length in range(len(parts), -1, -1):
            path = self._paths.get(separator.join(parts[:length]))
            if path is not None:
                return path, tuple(parts[length:])
        return None

    def part(self, inner: str) -> Part | None:
        """The module of that name and all below it; None when there is none."""
        below = inner + self.code.separator
        files = [path for path, name in zip(self.files, self._ended, strict=True) if name.startswith(below)]
        return Part(inner, tuple(files)) if files else None

    def children(self) -> dict[str, list[str]]:
        """The files of each module directly below the root, by its name."""
        found: dict[str, list[str]] = {}
        for path, name in zip(self.files, self._names, strict=True):
            if name:
                found.setdefault(name.split(self.code.separator, 1)[0], []).append(path)
        return dict(sorted(found.items()))

    def nearest(self, inner: str) -> list[str]:
        """The names of modules that look most like one that does not exist, at most three."""
        from difflib import get_close_matches

        separator = self.code.separator
        known: set[str] = set()
        for name in self._names:
            parts = name.split(separator)
            known.update(separator.join(parts[:length]) for length in range(1, len(parts) + 1))
        known.discard("")
        ordered = sorted(known)
        prefix = self.root + separator
        if self.root and inner.startswith(prefix) and inner[len(prefix) :] in known:
            return [inner[len(prefix) :]]
        return (
            get_close_matches(inner, ordered, n=3, cutoff=0.6)
            or [each for each in ordered if each.rpartition(separator)[2] == inner][:3]
        )
