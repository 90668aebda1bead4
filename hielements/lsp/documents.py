"""The texts that are open in the editor.

Comes in: what the editor says was opened and changed. Goes out: texts. Lines end where the protocol says they do, at
`\\n`, `\\r\\n` and `\\r`, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from hielements.ide.workbench import Workbench
from hielements.lsp.positions import Positions
from hielements.source.text import SourceText


class Document:
    """One open text: its file, and the workspace that it belongs to."""

    __slots__ = ("name", "path", "source", "uri", "version", "workbench")

    def __init__(self, uri: str, path: str, workbench: Workbench, name: str, text: str, version: int) -> None:
        self.uri = uri
        self.path = path
        self.workbench = workbench
        self.name = name
        self.version = version
        self.source = SourceText(name, text, path)
        self._tell()

    @property
    def is_specification(self) -> bool:
        return self.name.endswith(".hie")

    def change(
        self, changes: Sequence[types.TextDocumentContentChangeEvent], version: int, positions: Positions
    ) -> None:
        """Applies what was typed, in order."""
        for change in changes:
            text = change.text
            if isinstance(change, types.TextDocumentContentChangePartial):
                old = self.source.text
                start = positions.offset(self.source, change.range.start)
                end = max(start, positions.offset(self.source, change.range.end))
                text = old[:start] + text + old[end:]
            self.source = SourceText(self.name, text, self.path)
        self.version = version
        self._tell()

    def _tell(self) -> None:
        if self.is_specification:
            self.workbench.set_text(self.name, self.source.text, self.path)
