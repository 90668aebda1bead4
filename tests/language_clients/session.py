"""A session with the server over the client of pytest-lsp, for tests that are plain functions.

The client and its loop live in a thread. One session serves many tests: starting a server takes longer than most of
them.
"""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

from lsprotocol import types
from pytest_lsp import LanguageClient, client_capabilities, make_test_lsp_client

Answer = TypeVar("Answer")

PATIENCE = 60
"""Seconds to wait for what must happen. Machines are slow at times; nothing is measured with it."""


def _asked(*_: Any) -> None:
    return None


class Session:
    """`folder` is the workspace. Positions are given as places in the text: what stands there, and how far in."""

    def __init__(
        self, folder: Path, encoding: str | None = None, options: Any = None, pull: bool = False, progress: bool = True
    ) -> None:
        self.folder = folder
        self.texts: dict[str, str] = {}
        self.versions: dict[str, int] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self.client: LanguageClient = self.run(self._start())
        capabilities = client_capabilities("visual-studio-code")
        assert capabilities.general is not None and capabilities.text_document is not None
        if encoding is not None:
            capabilities.general.position_encodings = [types.PositionEncodingKind(encoding)]
        if pull:
            capabilities.text_document.diagnostic = types.DiagnosticClientCapabilities()
        assert capabilities.window is not None
        capabilities.window.work_done_progress = progress
        self.encoding = encoding or "utf-16"
        folders = [types.WorkspaceFolder(folder.as_uri(), folder.name)]
        params = types.InitializeParams(
            capabilities=capabilities,
            workspace_folders=folders,
            root_uri=folder.as_uri(),
            initialization_options=options,
        )
        self.answer = self.run(self.client.initialize_session(params))

    async def _start(self) -> LanguageClient:
        client = make_test_lsp_client()
        for request in (types.WORKSPACE_CODE_LENS_REFRESH, types.WORKSPACE_INLAY_HINT_REFRESH):
            client.feature(request)(_asked)
        await client.start_io(sys.executable, "-m", "hielements", "lsp")
        return client

    def run(self, work: Coroutine[Any, Any, Answer]) -> Answer:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(PATIENCE)

    def call(self, work: Callable[[], Answer]) -> Answer:
        async def inside() -> Answer:
            return work()

        return self.run(inside())

    def close(self) -> None:
        try:
            self.run(self.client.shutdown_session())
            self.run(self.client.stop())  # type: ignore[no-untyped-call]
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(PATIENCE)
            self._loop.close()

    # Texts

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def identifier(self, name: str) -> types.TextDocumentIdentifier:
        return types.TextDocumentIdentifier(self.uri(name))

    def open(self, name: str, text: str | None = None) -> None:
        self.texts[name] = (self.folder / name).read_text(encoding="utf-8") if text is None else text
        self.versions[name] = 1
        item = types.TextDocumentItem(self.uri(name), "hielements", 1, self.texts[name])
        self.call(lambda: self.client.text_document_did_open(types.DidOpenTextDocumentParams(item)))

    def type(self, name: str, start: int, end: int, text: str) -> None:
        """Replaces a stretch of a text, as typing does."""
        old = self.texts[name]
        change = types.TextDocumentContentChangePartial(
            types.Range(self.position(old, start), self.position(old, end)), text
        )
        self.texts[name] = old[:start] + text + old[end:]
        self.send_change(name, change)

    def replace(self, name: str, text: str) -> None:
        self.texts[name] = text
        self.send_change(name, types.TextDocumentContentChangeWholeDocument(text))

    def send_change(self, name: str, change: types.TextDocumentContentChangeEvent) -> None:
        self.versions[name] += 1
        identifier = types.VersionedTextDocumentIdentifier(self.versions[name], self.uri(name))
        params = types.DidChangeTextDocumentParams(identifier, [change])
        self.call(lambda: self.client.text_document_did_change(params))

    def save(self, name: str) -> None:
        (self.folder / name).write_text(self.texts[name], encoding="utf-8")
        params = types.DidSaveTextDocumentParams(self.identifier(name))
        self.call(lambda: self.client.text_document_did_save(params))

    # Places

    def position(self, text: str, offset: int) -> types.Position:
        line = text.count("\n", 0, offset)
        before = text[text.rfind("\n", 0, offset) + 1 : offset]
        units = {"utf-8": len(before.encode()), "utf-16": len(before.encode("utf-16-le")) // 2, "utf-32": len(before)}
        return types.Position(line, units[self.encoding])

    def at(self, name: str, piece: str, inside: int = 0) -> types.Position:
        """The position of a piece of text."""
        return self.position(self.texts[name], self.texts[name].index(piece) + inside)

    def text_of(self, name: str, range_: types.Range) -> str:
        """The text at a range that the server gave."""
        lines = self.texts[name].split("\n")

        def offset(position: types.Position) -> int:
            line = lines[position.line]
            unit = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[self.encoding]
            width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
            column = len(line.encode(unit)[: position.character * width].decode(unit))
            return sum(len(each) + 1 for each in lines[: position.line]) + column

        return self.texts[name][offset(range_.start) : offset(range_.end)]

    # What is published

    def diagnostics(self, name: str) -> list[types.Diagnostic]:
        return list(self.client.diagnostics.get(self.uri(name), ()))

    def wait(self, holds: Callable[[], bool], what: str) -> None:
        """Waits until something holds."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if holds():
                return
            time.sleep(0.02)
        told = {uri: [each.message for each in shown] for uri, shown in self.client.diagnostics.items()}
        raise AssertionError(f"{what}: not seen; published: {told}; {self.client.log_messages}")

    def wait_for(self, name: str, code: str | None) -> list[types.Diagnostic]:
        """The published diagnostics of a file once one has the code; with None, once there are none."""
        if code is None:
            self.wait(lambda: self.uri(name) in self.client.diagnostics and not self.diagnostics(name), f"{name} clean")
        else:
            self.wait(lambda: any(each.code == code for each in self.diagnostics(name)), f"{code} in {name}")
        return self.diagnostics(name)

    def apply(self, edit: types.WorkspaceEdit) -> None:
        """Applies an edit to the open texts, as an editor does."""
        for uri, edits in (edit.changes or {}).items():
            name = next(name for name in self.texts if self.uri(name) == uri)
            places = []
            for each in edits:
                text = self.texts[name]
                lines = text.split("\n")

                def offset(position: types.Position, lines: list[str] = lines) -> int:
                    unit = {"utf-8": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}[self.encoding]
                    width = {"utf-8": 1, "utf-16": 2, "utf-32": 4}[self.encoding]
                    line = lines[position.line]
                    column = len(line.encode(unit)[: position.character * width].decode(unit))
                    return sum(len(each) + 1 for each in lines[: position.line]) + column

                places.append((offset(each.range.start), offset(each.range.end), each.new_text))
            for start, end, new in sorted(places, reverse=True):
                self.type(name, start, end, new)
