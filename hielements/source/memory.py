"""A workspace in memory: for tests, and for an editor that checks what was not saved yet.

Comes in: contents by path. Goes out: the same answers that `DiskWorkspace` gives for a disk with these files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hielements.source.paths import normalise
from hielements.source.tree_workspace import Listing, TreeWorkspace


class MemoryWorkspace(TreeWorkspace):
    """Files are given as text (kept as UTF-8) or bytes; folders come from the paths. A path with a slash at the end is
    an empty folder, whose content must be empty. Raises ValueError for paths that no disk could hold."""

    def __init__(
        self,
        files: Mapping[str, str | bytes],
        exclude: Sequence[str] = (),
        gitignore: bool = True,
        root: str = "/workspace",
    ) -> None:
        super().__init__(root, exclude, gitignore)
        self._contents: dict[str, bytes] = {}
        self._tree: dict[str, tuple[list[str], list[str]]] = {"": ([], [])}
        for path, content in files.items():
            is_folder = path.endswith("/")
            plain = path.rstrip("/")
            if not plain or normalise(plain) != plain:
                raise ValueError(f"'{path}' is not a path in a workspace")
            if is_folder:
                self._add_folder(plain)
                continue
            if plain in self._tree:
                raise ValueError(f"'{path}' is both a file and a folder")
            self._contents[plain] = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
            folder, _, name = plain.rpartition("/")
            self._add_folder(folder)[0].append(name)

    def list_folder(self, path: str) -> Listing:
        files, folders = self._tree[path]
        return Listing(files, folders, {}, {})

    def read_file(self, path: str) -> bytes:
        return self._contents[path]

    def file_size(self, path: str) -> int:
        return len(self._contents[path])

    def _add_folder(self, path: str) -> tuple[list[str], list[str]]:
        # Not recursive, because a path may have thousands of segments.
        missing: list[str] = []
        while path not in self._tree:
            if path in self._contents:
                raise ValueError(f"'{path}' is both a file and a folder")
            missing.append(path)
            path = path.rpartition("/")[0]
        holder = self._tree[path]
        for each in reversed(missing):
            holder[1].append(each.rpartition("/")[2])
            holder = self._tree[each] = ([], [])
        return holder
