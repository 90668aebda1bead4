"""The state of a running server: open texts, workspaces, what is being computed and what is being checked.

Comes in: events of the editor, from the modules `features_*`. Goes out: analyses that are up to date, diagnostics that
are published. Everything here runs on the loop that reads messages; analyses run in one thread beside it, checks in
processes.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Generator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from hielements.app.editing import open_workbench, workspace_of
from hielements.ide.analysis import Analysis
from hielements.ide.workbench import Workbench
from hielements.lsp.conversions import Converter, uri_of
from hielements.lsp.documents import Document
from hielements.lsp.garbage import GarbageCollector
from hielements.lsp.positions import Positions
from hielements.lsp.publishing import Publisher
from hielements.lsp.runs import Runs
from hielements.lsp.settings import Settings
from hielements.source.locating import name_in, path_of
from hielements.source.text import SourceText
from hielements.version import __version__

Answer = TypeVar("Answer")

_PAUSE = 0.02
"""Seconds without a keystroke before a text is analysed."""


class _Protocol(LanguageServerProtocol):
    """The protocol without what pygls keeps. In texts it takes form feeds and Unicode separators for ends of lines, and
    splits the whole text at every keystroke: `documents.py` keeps them as the protocol defines lines."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[tuple[Any, tuple[types.DidChangeTextDocumentParams], None], Any, None]:
        handler = self.fm.features.get(types.TEXT_DOCUMENT_DID_CHANGE)
        if handler is not None:
            yield handler, (params,), None

    def _execute_handler(
        self,
        msg_id: Any,
        handler: Any,
        callback: Any,
        args: tuple[Any, ...] | None = None,
        kwargs: dict[str, Any] | None = None,
    ) -> None:
        # pygls keeps what each notification came to for ever: some kilobytes for each keystroke.
        super()._execute_handler(msg_id, handler, callback, args, kwargs)
        future = self._request_futures.get(msg_id)
        if future is not None:
            future.add_done_callback(lambda _: self._request_futures.pop(msg_id, None))


class HielementsServer(LanguageServer):
    """The server. One for each client."""

    def __init__(self) -> None:
        incremental = types.TextDocumentSyncKind.Incremental
        super().__init__("hielements", __version__, text_document_sync_kind=incremental, protocol_cls=_Protocol)
        self.settings = Settings()
        self.documents: dict[str, Document] = {}
        self.workbenches: dict[str, Workbench] = {}
        self.converter = Converter(Positions())
        self.folders: list[str] = []
        self._thinking = ThreadPoolExecutor(1, "analysis")
        self._busy = 0
        self.garbage = GarbageCollector()
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self.publisher = Publisher(self)
        self.runs = Runs(self)

    # What the client can do

    @property
    def pulls(self) -> bool:
        """Whether the client asks for the diagnostics of a text, so that they need not be pushed."""
        text_document = self.client_capabilities.text_document
        return text_document is not None and text_document.diagnostic is not None

    def can(self, *path: str) -> bool:
        """Whether the client says that it has a capability."""
        value: Any = self.client_capabilities
        for name in path:
            value = getattr(value, name, None)
        return bool(value)

    # Texts and workspaces

    def workbench_of(self, path: str) -> Workbench:
        root = workspace_of(path, self.folders)
        found = self.workbenches.get(root)
        if found is None:
            found = self.workbenches[root] = open_workbench(root, lambda: self.settings.trusted)
        return found

    def open_folders(self) -> None:
        """Opens the workspaces of all folders, also of those of which no text is open."""
        for folder in self.folders:
            self.workbench_of(os.path.join(folder, "hielements.hie"))

    def open(self, item: types.TextDocumentItem) -> Document | None:
        path = uris.to_fs_path(item.uri)
        if path is None or not item.uri.startswith("file:"):
            return None
        workbench = self.workbench_of(path)
        document = Document(item.uri, path, workbench, name_in(workbench.root, path), item.text, item.version)
        self.documents[item.uri] = document
        return document

    def document(self, uri: str) -> Document | None:
        return self.documents.get(uri)

    def specification(self, uri: str) -> Document | None:
        """The open text if it is a specification."""
        found = self.documents.get(uri)
        return found if found is not None and found.is_specification else None

    def offset(self, document: Document, position: types.Position) -> int:
        """The offset of a position in an open text."""
        return self.converter.positions.offset(document.source, position)

    def source(self, workbench: Workbench, name: str) -> SourceText | None:
        """The present text of any file of a workspace: as it is typed, else as it is on disk."""
        document = self.documents.get(uri_of(path_of(workbench.root, name)))
        return document.source if document is not None else workbench.source(name)

    # Analyses

    async def think(self, work: Callable[[], Answer]) -> Answer:
        """Does work that takes long in the thread for it. Pieces of work never overlap."""
        self._busy += 1
        try:
            return await self._thought(work)
        finally:
            self._busy -= 1
            if not self._busy:
                # Nobody looks at what newer analyses have replaced.
                for workbench in self.workbenches.values():
                    workbench.release_replaced()
                self.garbage.worked()

    async def _thought(self, work: Callable[[], Answer]) -> Answer:
        # `run_in_executor` leaves a circle of objects behind for each call, and garbage is collected seldom here.
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[Answer] = loop.create_future()

        def think() -> None:
            # A request that was cancelled meanwhile needs no answer.
            if answer.done():
                return
            try:
                settle = partial(answer.set_result, work())
            except Exception as problem:
                settle = partial(answer.set_exception, problem)
            with suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(lambda: None if answer.done() else settle())

        self._thinking.submit(think)
        return await answer

    async def analysis(self, document: Document) -> Analysis:
        """What the present text means."""
        return await self.think(lambda: document.workbench.analysis(document.name))

    async def recent_analysis(self, document: Document) -> Analysis:
        """What the text meant at most some keystrokes ago, at once where anything is known."""
        return document.workbench.last_analysis(document.name) or await self.analysis(document)

    def changed(self, document: Document) -> None:
        """The text has changed: it is analysed as soon as nothing more is typed for a moment."""
        if document.uri not in self._waiting:
            self._waiting[document.uri] = self.start(self._analyse(document))

    async def _analyse(self, document: Document) -> None:
        version = -1
        while version != document.version and self.documents.get(document.uri) is document:
            version = document.version
            await asyncio.sleep(_PAUSE)
            if version == document.version:
                await self.analysis(document)
        self._waiting.pop(document.uri, None)
        if self.documents.get(document.uri) is not document:
            return
        self.publisher.publish(document)
        await self._tell_importers(document)
        await self.think(lambda: document.workbench.warm_up(document.name))

    async def _tell_importers(self, document: Document) -> None:
        """Analyses the open texts that import a changed one."""
        workbench = document.workbench
        for other in list(self.documents.values()):
            if other is document or other.workbench is not workbench or not other.is_specification:
                continue
            last = workbench.last_analysis(other.name)
            if last is not None and document.name in last.read and other.uri not in self._waiting:
                await self.analysis(other)
                self.publisher.publish(other)

    def start(self, work: Any) -> asyncio.Task[Any]:
        task: asyncio.Task[Any] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._finished)
        return task

    def _finished(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (problem := task.exception()) is not None:
            self.window_log_message(
                types.LogMessageParams(types.MessageType.Error, f"hielements: {type(problem).__name__}: {problem}")
            )

    def closed(self, document: Document) -> None:
        """The editor no longer holds a text: what is on disk counts again."""
        self.documents.pop(document.uri, None)
        document.workbench.forget_text(document.name)
        self.publisher.closed(document)

    def analyse_all(self, workbench: Workbench) -> None:
        """Analyses every open text of a workspace anew."""
        for document in list(self.documents.values()):
            if document.workbench is workbench and document.is_specification:
                self.changed(document)

    def refresh(self) -> None:
        """Asks the client to show anew what depends on findings."""
        if self.can("workspace", "code_lens", "refresh_support"):
            self.start(self.workspace_code_lens_refresh_async(None))
        if self.can("workspace", "inlay_hint", "refresh_support"):
            self.start(self.workspace_inlay_hint_refresh_async(None))

    def stop(self) -> None:
        """Ends everything that runs."""
        self.garbage.stop()
        self.runs.stop()
        for task in list(self._tasks):
            task.cancel()
        self._thinking.shutdown(wait=False, cancel_futures=True)
        for workbench in self.workbenches.values():
            workbench.close()
