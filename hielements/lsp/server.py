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
from typing import Any, TypeVar

from lsprotocol import types
from pygls import uris
from pygls.lsp.server import LanguageServer
from pygls.protocol import LanguageServerProtocol, lsp_method

from hielements.app.editing import open_workbench, workspace_of
from hielements.app.requests import CheckRequest
from hielements.ide.analysis import Analysis
from hielements.ide.findings import CheckAnswer
from hielements.ide.workbench import Workbench
from hielements.lsp.checking import CheckFailed, run_check
from hielements.lsp.conversions import Converter, uri_of
from hielements.lsp.documents import Document
from hielements.lsp.garbage import GarbageCollector
from hielements.lsp.positions import Positions
from hielements.lsp.settings import Settings
from hielements.source.locating import name_in, path_of
from hielements.source.text import SourceText
from hielements.version import __version__

Answer = TypeVar("Answer")

_PAUSE = 0.02
"""Seconds without a keystroke before a text is analysed."""


_PAUSE_BEFORE_CHECK = 0.2
"""Seconds without a saved file before a check begins."""


class _Protocol(LanguageServerProtocol):
    """The protocol without the texts that pygls keeps: it takes form feeds and Unicode separators for ends of lines,
    and splits the whole text at every keystroke. `documents.py` keeps them as the protocol defines lines."""

    @lsp_method(types.TEXT_DOCUMENT_DID_CHANGE)
    def lsp_text_document__did_change(
        self, params: types.DidChangeTextDocumentParams
    ) -> Generator[tuple[Any, tuple[types.DidChangeTextDocumentParams], None], Any, None]:
        handler = self.fm.features.get(types.TEXT_DOCUMENT_DID_CHANGE)
        if handler is not None:
            yield handler, (params,), None


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
        self._checks: dict[str, asyncio.Task[None]] = {}
        self._check_soon: dict[str, asyncio.TimerHandle] = {}
        self._shown: dict[str, set[str]] = {}
        self._tasks: set[asyncio.Task[Any]] = set()
        self._tokens = 0
        self.check_told: Callable[[Workbench, str], None] = lambda _workbench, _state: None
        """Told when a run begins (`running`) and how it ends: `done`, `failed` or `stopped`."""

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

    def source(self, workbench: Workbench, name: str) -> SourceText | None:
        """The present text of any file of a workspace: as it is typed, else as it is on disk."""
        document = self.documents.get(uri_of(path_of(workbench.root, name)))
        return document.source if document is not None else workbench.source(name)

    # Analyses

    async def think(self, work: Callable[[], Answer]) -> Answer:
        """Does work that takes long in the thread for it. Pieces of work never overlap."""
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._thinking, work)
        finally:
            self._busy -= 1
            if not self._busy:
                # Nobody looks at what newer analyses have replaced.
                for workbench in self.workbenches.values():
                    workbench.release_replaced()
                self.garbage.worked()

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
        self.publish(document)
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
                self.publish(other)

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

    # Diagnostics

    def diagnostics_of(self, document: Document, analysis: Analysis) -> list[types.Diagnostic]:
        return [self.converter.diagnostic(document.workbench, each) for each in analysis.diagnostics_of(document.name)]

    def publish(self, document: Document) -> None:
        """Publishes what is known of a file: of its text unless the client asks for that itself, and what checks
        found."""
        shown: list[types.Diagnostic] = []
        if document.is_specification and not self.pulls:
            analysis = document.workbench.last_analysis(document.name)
            if analysis is not None:
                shown += self.diagnostics_of(document, analysis)
        elif document.is_specification and self.can("workspace", "diagnostics", "refresh_support"):
            self.start(self.workspace_diagnostic_refresh_async(None))
        shown += self._found(document.workbench, document.name)
        self._push(document.workbench, document.name, shown, document.version)

    def publish_findings(self, workbench: Workbench) -> None:
        """Publishes what a run found, on all files, and takes back what an earlier one did."""
        found = workbench.findings.violations()
        # What is missing cannot be shown where it is not: then the rule shows it.
        names = {path for path in found if self._is_there(workbench, path)}
        names |= {
            each.check.place.file for path in found if not self._is_there(workbench, path) for each in found[path]
        }
        names |= {each.place.file for each in workbench.findings.without_place()}
        names |= {each.place.file for each in workbench.findings.diagnostics}
        for name in sorted({*names, *self._shown.get(workbench.root, set())}):
            document = self.documents.get(uri_of(path_of(workbench.root, name)))
            if document is not None:
                self.publish(document)
            elif not name.startswith("<"):
                self._push(workbench, name, self._found(workbench, name))

    def _is_there(self, workbench: Workbench, path: str) -> bool:
        return os.path.isfile(path_of(workbench.root, path))

    def _found(self, workbench: Workbench, name: str) -> list[types.Diagnostic]:
        source = self.source(workbench, name) if not name.startswith("<") else None
        violations = workbench.findings.violations().get(name, ())
        shown = [self.converter.violation(workbench, source, each) for each in violations]
        shown += [
            self.converter.outcome(workbench, each.check)
            for path, found in workbench.findings.violations().items()
            for each in found
            if each.check.place.file == name and not self._is_there(workbench, path)
        ]
        shown += [
            self.converter.outcome(workbench, each)
            for each in workbench.findings.without_place()
            if each.place.file == name
        ]
        open_here = name in workbench.typed
        for each in workbench.findings.diagnostics:
            # What can be said without running anything is said of open texts as they are typed.
            if each.place.file == name and not (
                open_here and workbench.last_analysis(name) is not None and each.code < "HIE05"
            ):
                location = self.converter.place(workbench, each.place)
                severity = (
                    types.DiagnosticSeverity.Error if each.severity == "error" else types.DiagnosticSeverity.Warning
                )
                shown.append(
                    types.Diagnostic(
                        location.range, each.message, severity=severity, code=each.name, source="hielements"
                    )
                )
        return shown

    def _push(
        self, workbench: Workbench, name: str, diagnostics: list[types.Diagnostic], version: int | None = None
    ) -> None:
        known = self._shown.setdefault(workbench.root, set())
        if not diagnostics and name not in known and version is None:
            return
        (known.add if diagnostics else known.discard)(name)
        document = self.documents.get(uri_of(path_of(workbench.root, name)))
        uri = document.uri if document is not None else uri_of(path_of(workbench.root, name))
        self.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, diagnostics, version))

    def closed(self, document: Document) -> None:
        self.documents.pop(document.uri, None)
        document.workbench.forget_text(document.name)
        self._push(document.workbench, document.name, self._found(document.workbench, document.name), document.version)

    def analyse_all(self, workbench: Workbench) -> None:
        """Analyses every open text of a workspace anew."""
        for document in list(self.documents.values()):
            if document.workbench is workbench and document.is_specification:
                self.changed(document)

    # Checks

    def check_when_idle(self, workbench: Workbench) -> None:
        """Begins a run of all checks soon: many files may be saved at once."""
        waiting = self._check_soon.get(workbench.root)
        if waiting is not None:
            waiting.cancel()

        def begin() -> None:
            self._check_soon.pop(workbench.root, None)
            self.check(workbench)

        self._check_soon[workbench.root] = asyncio.get_running_loop().call_later(_PAUSE_BEFORE_CHECK, begin)

    def check(
        self, workbench: Workbench, specs: tuple[str, ...] = (), filters: tuple[str, ...] = ()
    ) -> asyncio.Task[Any]:
        """Begins a run; one that is under way in the same workspace is stopped."""
        running = self._checks.get(workbench.root)
        if running is not None:
            running.cancel()
        task = self.start(self._check(workbench, specs, filters))
        self._checks[workbench.root] = task
        return task

    async def _check(self, workbench: Workbench, specs: tuple[str, ...], filters: tuple[str, ...]) -> None:
        request = self.request_for(workbench, specs, filters)
        self.check_told(workbench, "running")
        token = await self._begin_progress(filters)

        def progress(done: int, total: int, text: str) -> None:
            if token is not None:
                percent = 100 * done // max(1, total)
                self.work_done_progress.report(
                    token, types.WorkDoneProgressReport(message=f"{done} of {total}: {text[:60]}", percentage=percent)
                )

        work = asyncio.ensure_future(run_check(request, progress))
        if token is not None:
            self._stop_on_cancel(token, work)
        said = "stopped"
        try:
            answer: CheckAnswer = await work
            workbench.findings.take(answer, not filters)
            said = "done"
            self.publish_findings(workbench)
            self.refresh()
        except CheckFailed as problem:
            said = "failed"
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"hielements check: {problem}"))
        except asyncio.CancelledError:
            work.cancel()
            if asyncio.current_task() is not None and asyncio.current_task().cancelling():  # type: ignore[union-attr]
                raise
        finally:
            self.check_told(workbench, said)
            if token is not None:
                self.work_done_progress.end(token, types.WorkDoneProgressEnd(message=said))

    def request_for(
        self, workbench: Workbench, specs: tuple[str, ...] = (), filters: tuple[str, ...] = ()
    ) -> CheckRequest:
        """What to ask of a run in a workspace: its texts as they are typed, trusted as the client says."""
        return CheckRequest(
            specs=tuple(path_of(workbench.root, name) for name in specs),
            workspace=workbench.root,
            folder=workbench.root,
            filters=filters,
            trusted=self.settings.trusted,
            texts=self._unsaved(workbench),
        )

    def _unsaved(self, workbench: Workbench) -> dict[str, str]:
        found = {}
        for document in self.documents.values():
            if document.workbench is workbench and not document.name.startswith("../"):
                found[document.name] = document.source.text
        return found

    async def _begin_progress(self, filters: tuple[str, ...]) -> str | None:
        if not self.can("window", "work_done_progress"):
            return None
        self._tokens += 1
        token = f"hielements-check-{self._tokens}"
        await self.work_done_progress.create_async(token)
        title = "Checking the architecture" if not filters else f"Checking {', '.join(filters)}"
        self.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True, percentage=0))
        return token

    def _stop_on_cancel(self, token: str, work: asyncio.Future[CheckAnswer]) -> None:
        wanted = self.work_done_progress.tokens.get(token)
        if wanted is not None:
            wanted.add_done_callback(lambda future: work.cancel() if future.cancelled() else None)

    def refresh(self) -> None:
        """Asks the client to show anew what depends on findings."""
        if self.can("workspace", "code_lens", "refresh_support"):
            self.start(self.workspace_code_lens_refresh_async(None))
        if self.can("workspace", "inlay_hint", "refresh_support"):
            self.start(self.workspace_inlay_hint_refresh_async(None))

    def stop(self) -> None:
        """Ends everything that runs."""
        self.garbage.stop()
        for timer in self._check_soon.values():
            timer.cancel()
        for task in list(self._tasks):
            task.cancel()
        self._thinking.shutdown(wait=False, cancel_futures=True)
        for workbench in self.workbenches.values():
            workbench.close()
