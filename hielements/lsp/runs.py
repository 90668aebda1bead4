"""Runs of checks: one at a time in each workspace, with progress, until the client cancels them or something newer is
asked for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from hielements.app.requests import CheckRequest
from hielements.ide.findings import CheckAnswer
from hielements.ide.workbench import Workbench
from hielements.lsp.checking import CheckFailed, run_check
from hielements.source.locating import path_of

if TYPE_CHECKING:
    from hielements.lsp.server import HielementsServer

_PAUSE_BEFORE_CHECK = 0.2
"""Seconds without a saved file before a check begins."""


class Runs:
    """The runs of a server."""

    def __init__(self, server: HielementsServer) -> None:
        self._server = server
        self._running: dict[str, asyncio.Task[None]] = {}
        self._soon: dict[str, asyncio.TimerHandle] = {}
        self._tokens = 0
        self.told: Callable[[Workbench, str], None] = lambda _workbench, _state: None
        """Told when a run begins (`running`) and how it ends: `done`, `failed` or `stopped`."""

    def check_when_idle(self, workbench: Workbench) -> None:
        """Begins a run of all checks soon: many files may be saved at once."""
        waiting = self._soon.get(workbench.root)
        if waiting is not None:
            waiting.cancel()

        def begin() -> None:
            self._soon.pop(workbench.root, None)
            self.check(workbench)

        self._soon[workbench.root] = asyncio.get_running_loop().call_later(_PAUSE_BEFORE_CHECK, begin)

    def check(
        self, workbench: Workbench, specs: tuple[str, ...] = (), filters: tuple[str, ...] = ()
    ) -> asyncio.Task[Any]:
        """Begins a run; one that is under way in the same workspace is stopped."""
        running = self._running.get(workbench.root)
        if running is not None:
            running.cancel()
        task = self._server.start(self._check(workbench, specs, filters))
        self._running[workbench.root] = task
        return task

    async def _check(self, workbench: Workbench, specs: tuple[str, ...], filters: tuple[str, ...]) -> None:
        request = self.request_for(workbench, specs, filters)
        self.told(workbench, "running")
        token = await self._begin_progress(filters)

        def progress(done: int, total: int, text: str) -> None:
            if token is not None:
                percent = 100 * done // max(1, total)
                self._server.work_done_progress.report(
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
            self._server.publisher.publish_findings(workbench)
            self._server.refresh()
        except CheckFailed as problem:
            said = "failed"
            self._server.window_show_message(
                types.ShowMessageParams(types.MessageType.Error, f"hielements check: {problem}")
            )
        except asyncio.CancelledError:
            work.cancel()
            if asyncio.current_task() is not None and asyncio.current_task().cancelling():  # type: ignore[union-attr]
                raise
        finally:
            self.told(workbench, said)
            if token is not None:
                self._server.work_done_progress.end(token, types.WorkDoneProgressEnd(message=said))

    def request_for(
        self, workbench: Workbench, specs: tuple[str, ...] = (), filters: tuple[str, ...] = ()
    ) -> CheckRequest:
        """What to ask of a run in a workspace: its texts as they are typed, trusted as the client says."""
        return CheckRequest(
            specs=tuple(path_of(workbench.root, name) for name in specs),
            workspace=workbench.root,
            folder=workbench.root,
            filters=filters,
            trusted=self._server.settings.trusted,
            texts=self._unsaved(workbench),
        )

    def _unsaved(self, workbench: Workbench) -> dict[str, str]:
        found = {}
        for document in self._server.documents.values():
            if document.workbench is workbench and not document.name.startswith("../"):
                found[document.name] = document.source.text
        return found

    async def _begin_progress(self, filters: tuple[str, ...]) -> str | None:
        if not self._server.can("window", "work_done_progress"):
            return None
        self._tokens += 1
        token = f"hielements-check-{self._tokens}"
        await self._server.work_done_progress.create_async(token)
        title = "Checking the architecture" if not filters else f"Checking {', '.join(filters)}"
        self._server.work_done_progress.begin(token, types.WorkDoneProgressBegin(title, cancellable=True, percentage=0))
        return token

    def _stop_on_cancel(self, token: str, work: asyncio.Future[CheckAnswer]) -> None:
        wanted = self._server.work_done_progress.tokens.get(token)
        if wanted is not None:
            wanted.add_done_callback(lambda future: work.cancel() if future.cancelled() else None)

    def stop(self) -> None:
        """Begins no more."""
        for timer in self._soon.values():
            timer.cancel()
