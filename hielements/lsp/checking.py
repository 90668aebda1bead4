"""Runs checks in a process of their own, so that the editor never waits and a run can be stopped at any moment.

Comes in: a request. Goes out: its answer, and progress on the way. A cancelled run is killed, with all that it started.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import sys
from collections.abc import Callable
from typing import Any

from hielements.app.requests import CheckRequest
from hielements.ide.findings import CheckAnswer

Progress = Callable[[int, int, str], None]

_MODULE = "hielements.app.background_check"


class CheckFailed(Exception):  # noqa: N818 - the tool's trouble, told to the user
    """The run gave no answer; the text says why."""


async def run_check(request: CheckRequest, progress: Progress) -> CheckAnswer:
    """The answer of a check. Raises CheckFailed; when it is cancelled, the process is gone."""
    # -P: the folder of the workspace must not be a place that modules are imported from.
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",
        "-m",
        _MODULE,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,
    )
    try:
        return await _talk(process, request, progress)
    finally:
        await _end(process)


async def _talk(process: asyncio.subprocess.Process, request: CheckRequest, progress: Progress) -> CheckAnswer:
    assert process.stdin is not None and process.stdout is not None and process.stderr is not None
    # What libraries print is read all the time: a full pipe would stop the run.
    noise = asyncio.ensure_future(process.stderr.read())
    try:
        process.stdin.write(pickle.dumps(request))
        with contextlib.suppress(ConnectionError):
            await process.stdin.drain()
        process.stdin.close()
        while True:
            frame = await _frame(process.stdout)
            if frame is None:
                said = (await noise).decode("utf-8", "replace").strip()
                raise CheckFailed(said.rpartition("\n")[2] or "the check ended without an answer")
            if frame[0] == "answer":
                answer: CheckAnswer = frame[1]
                return answer
            if frame[0] == "trouble":
                raise CheckFailed(frame[1])
            progress(*frame[1:])
    finally:
        noise.cancel()


async def _frame(stream: asyncio.StreamReader) -> Any:
    try:
        size = int.from_bytes(await stream.readexactly(4), "big")
        return pickle.loads(await stream.readexactly(size))
    except asyncio.IncompleteReadError:
        return None


async def _end(process: asyncio.subprocess.Process) -> None:
    """Ends the process and what it started, plugins among them. One that has answered is given a moment to close its
    libraries; a cancelled one is not."""
    task = asyncio.current_task()
    if task is not None and not task.cancelling():
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(process.wait(), 5)
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        await asyncio.shield(process.wait())
