"""The workspace as an editor sees it: what is typed and not saved yet, over what is on disk.

Comes in: the root folder and texts by path. Goes out: the same answers that `DiskWorkspace` would give if the texts had
been saved. Files that are ignored stay ignored, also while they are open.
"""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence

from hielements.source.disk import DiskWorkspace
from hielements.source.paths import normalise
from hielements.source.tree_workspace import Listing


class OverlayWorkspace(DiskWorkspace):
    """`texts` are relative to the root, with forward slashes; paths that are no file of a workspace are passed over."""

    def __init__(
        self, root: str, texts: Mapping[str, str], exclude: Sequence[str] = (), gitignore: bool = True
    ) -> None:
        super().__init__(root, exclude, gitignore)
        self._contents = {
            path: text.encode("utf-8", "surrogatepass") for path, text in texts.items() if normalise(path) == path
        }
        self._names: dict[str, set[str]] = {}
        self._folders_of_texts: dict[str, set[str]] = {}
        for path in self._contents:
            folder, _, name = path.rpartition("/")
            self._names.setdefault(folder, set()).add(name)
            while folder:
                above, _, inner = folder.rpartition("/")
                self._folders_of_texts.setdefault(above, set()).add(inner)
                folder = above

    def list_folder(self, path: str) -> Listing:
        typed, inner = self._names.get(path, set()), self._folders_of_texts.get(path, set())
        try:
            listing = super().list_folder(path)
        except FileNotFoundError:
            if not typed and not inner:
                raise
            listing = Listing([], [], {}, {})
        listing.files.extend(sorted(typed - set(listing.files)))
        listing.folders.extend(sorted(inner - set(listing.folders)))
        return listing

    def read_file(self, path: str) -> bytes:
        typed = self._contents.get(path)
        return super().read_file(path) if typed is None else typed

    def stamps(self, paths: Sequence[str]) -> array[int]:
        found = self.stamps_on_disk(paths)
        for number, path in enumerate(paths):
            if path in self._contents:  # what is typed has none
                found[number * 4 : number * 4 + 4] = array("q", (0, 0, 0, 0))
        return found

    def file_size(self, path: str) -> int:
        typed = self._contents.get(path)
        return super().file_size(path) if typed is None else len(typed)
