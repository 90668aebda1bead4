"""The checked project as the other stages see it: an interface, so that disk, memory and editor overlays can stand
behind it.

Paths are relative to the workspace root, with forward slashes and without `.` or `..` segments; the root itself is
`""`. A file that the
project ignores (`.gitignore`, `[files] exclude`, version control folders) is not part of the workspace.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Literal, Protocol

PathKind = Literal["file", "folder"]


class Workspace(Protocol):
    """What libraries may ask of the checked project. Every answer is the same for the whole of one run."""

    @property
    def root(self) -> str:
        """The absolute path of the root folder."""

    def kind(self, path: str) -> PathKind | None:
        """What stands at the path: None when there is nothing, or when it is ignored."""

    def ignored(self, path: str) -> str | None:
        """Why the path is not part of the workspace (`.gitignore, line 3: dist/`), or None when it is not ignored."""

    def files(self, folder: str = "") -> Sequence[str]:
        """All files below the folder, at any depth, sorted; empty when there is no such folder."""

    def folders(self, folder: str = "") -> Sequence[str]:
        """All folders below the folder, at any depth, sorted, the folder itself not among them."""

    def size(self, path: str) -> int:
        """The size of a file in bytes. Raises OSError when it cannot be read."""

    def read(self, path: str) -> bytes:
        """The content of a file. Raises OSError when it cannot be read."""

    def stamps(self, paths: Sequence[str]) -> array[int] | None:
        """What the file system says of some files that `files` listed, without reading them: for each its size, the
        times of the last change of its content and of its inode in nanoseconds, and the inode; four zeros for a file
        that cannot be asked about. None where contents do not come from a file system."""

    def unreadable(self) -> Sequence[tuple[str, str]]:
        """Folders that could not be listed, each with the reason: what lies below them is unknown, not absent."""

    def names_in(self, folder: str) -> Sequence[str]:
        """The names of the files and folders directly in a folder, sorted, for suggestions; empty when there is no
        such folder. Never enumerates more than that folder."""

    def why_unknown(self, path: str) -> tuple[str, str] | None:
        """The folder at or above the path that could not be listed, with the reason, or None. Where `kind` finds
        nothing, this tells "absent" (None) from "unknown"."""
