"""Module names and files: where the packages of a workspace start, what each file is called, what a name leads to.

Comes in: the workspace's Python files and, perhaps, the configured roots. Goes out: names and files. This module
must never read a file: everything follows from paths.

A *root* is a folder from which absolute imports start, as an entry of `sys.path` would be. `[python] roots` states
them. Otherwise they are found: every folder `src` that is not part of a package, the folder that holds an outermost
regular package (one with `__init__.py`) unless it lies below such a `src`, and the workspace itself. Installed packages
that stand in the workspace (a virtual environment) are no modules of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

DOTTED_NAME: Final = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*\Z")


class Modules:
    """The modules of a workspace. A module is known by its file; a folder without `__init__.py` is a namespace
    package and has no file of its own."""

    def __init__(
        self, files: Iterable[str], configured_roots: Sequence[str] | None = None, workspace_name: str = ""
    ) -> None:
        self.files: frozenset[str] = _first_party(files)
        self.ordered: tuple[str, ...] = tuple(sorted(self.files))
        self.folders: set[str] = {""}
        self.packages: set[str] = set()
        for path in self.ordered:
            folder, _, name = path.rpartition("/")
            if name == "__init__.py" and folder:
                self.packages.add(folder)
            while folder not in self.folders:
                self.folders.add(folder)
                folder = folder.rpartition("/")[0]
        is_package = "__init__.py" in self.files and workspace_name not in {path.split("/")[0] for path in self.files}
        self.own_name: str | None = workspace_name if is_package else None
        """The name of the package that the workspace as a whole is; None when it is none."""
        self.configured = configured_roots is not None
        found = configured_roots if configured_roots is not None else self._find_roots()
        self.roots: tuple[str, ...] = tuple(sorted(set(found), key=lambda root: (_depth(root), root)))
        self._root_of_folder: dict[str, str] = {}
        self._search_paths: dict[str, tuple[str, ...]] = {}
        self._prefixes: dict[str, str] = {}

    def _find_roots(self) -> set[str]:
        outermost = {folder for folder in self.packages if not self.in_package(folder.rpartition("/")[0])}
        sources = {
            folder for folder in self.folders if folder.rpartition("/")[2] == "src" and not self.in_package(folder)
        }
        roots = {"", *sources}
        for package in outermost:
            parent = package.rpartition("/")[0]
            if not any(parent.startswith(source + "/") for source in sources):
                roots.add(parent)
        return roots

    def in_package(self, folder: str) -> bool:
        """Whether the folder or one above it is a regular package."""
        while folder:
            if folder in self.packages:
                return True
            folder = folder.rpartition("/")[0]
        return False

    def root_of(self, folder: str) -> str:
        """The innermost root that holds the folder; the workspace itself when none does."""
        root = self._root_of_folder.get(folder)
        if root is None:
            root = next((each for each in reversed(self.roots) if holds(each, folder)), "")
            self._root_of_folder[folder] = root
        return root

    def name(self, path: str) -> str:
        """The dotted name of a file or folder, seen from its innermost root: `src/shop/db.py` is `shop.db`."""
        folder, _, file = path.rpartition("/")
        if path in self.folders or file == "__init__.py":
            return dotted(path, self.root_of(path if path in self.folders else folder))
        prefix = self._prefixes.get(folder)
        if prefix is None:
            root = self.root_of(folder)
            inner = folder if not root else folder[len(root) + 1 :]
            prefix = self._prefixes[folder] = f"{inner.replace('/', '.')}." if inner else ""
        return prefix + file.removesuffix(".py")

    def search_path(self, folder: str) -> tuple[str, ...]:
        """Where absolute imports of the files in a folder are looked for, the first match winning.

        With configured roots: those that hold the folder, innermost first, then the others. Otherwise: the folders
        above the file that are no packages, innermost first (a script finds its neighbours), then the other roots.
        """
        found = self._search_paths.get(folder)
        if found is None:
            if self.configured:
                above = [root for root in reversed(self.roots) if holds(root, folder)]
            else:
                above = [each for each in _upwards(folder) if not self.in_package(each)]
            found = tuple(dict.fromkeys([*above, *self.roots]))
            self._search_paths[folder] = found
        return found

    def locate(self, base: str, parts: Sequence[str]) -> tuple[int, str | None]:
        """Follows a dotted name from a folder: how many parts lead to a module or folder, and the file of the
        last module on the way, if any.

        As for Python, a regular package comes before a module, and a module before a namespace package.
        """
        if self.own_name and not base and parts and parts[0] == self.own_name:
            matched, last = self.locate(base, parts[1:])
            return matched + 1, last or "__init__.py"
        last = None
        folder = base
        for number, part in enumerate(parts, 1):
            inner = f"{folder}/{part}" if folder else part
            if inner in self.packages:
                last = f"{inner}/__init__.py"
            elif f"{inner}.py" in self.files:
                return number, f"{inner}.py"
            elif inner not in self.folders:
                return number - 1, last
            folder = inner
        return len(parts), last

    def below(self, folder: str) -> tuple[str, ...]:
        """The Python files below a folder, sorted."""
        if not folder:
            return self.ordered
        from bisect import bisect_left

        first = bisect_left(self.ordered, folder + "/")
        # "0" is the character after "/": all paths below the folder lie between the two.
        return self.ordered[first : bisect_left(self.ordered, folder + "0")]

    def nearest(self, name: str) -> list[str]:
        """The module names that look most like the given one, at most three."""
        from difflib import get_close_matches

        names: set[str] = set()
        for path in self.ordered:
            known = self.name(path)
            while known and known not in names:
                names.add(known)
                known = known.rpartition(".")[0]
        ordered = sorted(names)
        last = name.rpartition(".")[2]
        return (
            [each for each in ordered if each.endswith(f".{name}") or name.endswith(f".{each}")]
            or get_close_matches(name, ordered, n=3, cutoff=0.8)
            or [each for each in ordered if each.rpartition(".")[2] == last]
        )[:3]


def _first_party(files: Iterable[str]) -> frozenset[str]:
    """The Python files without those of installed packages: what lies in a virtual environment (it has a
    `pyvenv.cfg`) or in a folder `site-packages` is third-party code that happens to stand in the workspace."""
    files = list(files)
    found = [path for path in files if path.endswith(".py") and "site-packages/" not in path]
    environments = [path.removesuffix("pyvenv.cfg") for path in files if path.endswith("/pyvenv.cfg")]
    if environments:
        found = [path for path in found if not path.startswith(tuple(environments))]
    return frozenset(found)


def dotted(path: str, root: str) -> str:
    """The dotted name of a path as seen from a root."""
    inner = path[len(root) + 1 :] if root and path != root else ("" if path == root else path)
    inner = inner.removesuffix(".py")
    if inner == "__init__":
        return root.rpartition("/")[2] or "__init__"
    return inner.removesuffix("/__init__").replace("/", ".")


def holds(root: str, folder: str) -> bool:
    return not root or folder == root or folder.startswith(root + "/")


def _upwards(folder: str) -> list[str]:
    """The folder and those above it, the workspace last."""
    found = []
    while folder:
        found.append(folder)
        folder = folder.rpartition("/")[0]
    return [*found, ""]


def _depth(folder: str) -> int:
    return folder.count("/") + 1 if folder else 0
