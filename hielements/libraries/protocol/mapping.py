"""Paths on the wire: how a plugin names the files of the workspace.

Comes in: workspace paths, and what plugins wrote. Goes out: the other of the two. Looks at no disk: what a path leads
to is the workspace's business.
"""

from __future__ import annotations

from hielements.libraries.protocol.trouble import excerpt, malformed
from hielements.record import Record
from hielements.source.paths import normalise

GUEST_ROOT = "/workspace"
"""Where WebAssembly plugins find the workspace."""


class PathMapping(Record):
    """`root` is where the plugin finds the workspace: its absolute path for a process, `/workspace` in WebAssembly.
    `aliases` are other absolute paths of the same folder: what symbolic links in `root` lead to."""

    root: str
    aliases: tuple[str, ...] = ()

    def outgoing(self, path: str) -> str:
        """The absolute path, for the plugin, of a workspace path."""
        base = self._bases()[0]
        return f"{base}/{path}" if path else base or "/"

    def _bases(self) -> list[str]:
        return [root.replace("\\", "/").rstrip("/") for root in (self.root, *self.aliases)]

    def incoming(self, path: object, what: str = "the path") -> str:
        """The workspace path that the plugin means: absolute, or relative to the workspace. Raises WireError for
        anything that is no path or lies outside."""
        if not isinstance(path, str):
            raise malformed(f"answered with {excerpt(repr(path))} for {what}, which is no path")
        if "\0" in path:
            raise malformed(f"answered with {what} '{excerpt(path)}', which holds a NUL character")
        written = path.replace("\\", "/") if "\\" in self.root else path
        inside: str | None = written
        if written.startswith("/") or written[1:3] == ":/":
            # `/shop/../etc` starts with the root and still leads out: what remains is looked at as well.
            inside = next(
                (written[len(base) :].lstrip("/") for base in self._bases() if f"{written}/".startswith(f"{base}/")),
                None,
            )
        normal = None if inside is None else normalise(inside)
        if normal is None:
            raise malformed(f"answered with {what} '{excerpt(path)}', which lies outside of the workspace")
        return normal
