"""The conversation with one running process: questions by id, answers in any order, and all that can go wrong.

Comes in: requests from any thread. Goes out: the fate of each. One thread belongs to the process: it starts it (the
system ties the life of the process to that thread), reads what it writes, and ends it. Those who wait for an answer
wake that thread from time to time, so that it looks at deadlines and at memory; while nobody waits, it sleeps.

Whoever waits behind a request that kills the process is not to blame, and is asked again elsewhere.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from hielements.libraries.outcomes import FailureReason
from hielements.libraries.process import watching
from hielements.libraries.process.incoming import Incoming
from hielements.libraries.process.ledger import Ledger
from hielements.libraries.process.outgoing import Outgoing
from hielements.libraries.process.pipes import LineTooLongError, Tail
from hielements.libraries.process.requests import Fate, Lost, Pending, duration
from hielements.libraries.process.serving import Serving
from hielements.libraries.protocol import messages
from hielements.libraries.protocol.json_text import MAX_MESSAGE
from hielements.libraries.protocol.trouble import excerpt
from hielements.record import Record

if TYPE_CHECKING:
    from subprocess import Popen

_FIRST_LOOK: Final = 0.05
_LOOK: Final = 0.1
"""Seconds between two looks at a process that somebody waits for."""
_CHUNK: Final = 1 << 18
_MOST_NOISE: Final = 32 * 1024 * 1024
"""Bytes on standard output that are no messages, between two answers."""


class Bounds(Record):
    """What a process may use. None is no bound. `grace` are the seconds that it has to end by itself: after it closed
    its standard output, and at each step of the end that the host makes."""

    memory_mb: int | None = None
    processes: int | None = None
    line: int = MAX_MESSAGE
    grace: float = 1.0


class Conversation:
    """One process, from its start to its end. `start` may be called once."""

    def __init__(
        self,
        spawn: Callable[[], Popen[bytes]],
        bounds: Bounds,
        serve: Callable[[str, Mapping[str, object]], object] | None = None,
        on_note: Callable[[str], None] = lambda _note: None,
    ) -> None:
        self._spawn = spawn
        self._bounds = bounds
        self._serving = Serving(serve, self._reply, self._forgive) if serve is not None else None
        self._lock = Lock()
        self._ledger = Ledger()
        self._outgoing = Outgoing()
        self._incoming = Incoming(self._lock, self._ledger, bounds.line, self._serving, on_note)
        self._errors = Tail()
        self._looked = 0.0
        self._ending = False
        self._verdict: Lost | None = None
        self._process: Popen[bytes] | None = None
        self._problem: OSError | None = None
        self._started = Lock()
        self._thread: Thread | None = None
        self.cancels = False
        self.signals_as_status = False
        """Whether a process that ended by signal N exits with 128 + N, because another one stands before it."""

    # From any thread

    @property
    def concurrency(self) -> int:
        """How many requests the plugin works on at the same time."""
        return self._ledger.concurrency

    @concurrency.setter
    def concurrency(self, number: int) -> None:
        self._ledger.concurrency = number

    def start(self) -> OSError | None:
        """Starts the process. Gives the reason when it cannot be started."""
        self._started.acquire()
        self._thread = Thread(target=self._run, daemon=True, name="hielements plugin")
        self._thread.start()
        self._started.acquire()
        return self._problem

    @property
    def is_over(self) -> bool:
        return self._verdict is not None

    def send(self, method: str, params: Mapping[str, object], limit: float) -> Pending:
        """Asks something, to be answered within `limit` seconds."""
        function = params.get("function")
        pending = Pending(f"`{method}`" + (f" of `{excerpt(str(function))}`" if function else ""), limit)
        identifier = self._ledger.new_id()
        line = messages.request(identifier, method, params)
        with self._lock:
            if self._verdict is not None:
                pending.finish(self._verdict.with_(blamed=False))
                return pending
            self._ledger.add(identifier, pending, time.monotonic())
            self._write(line)
        return pending

    def wait(self, pending: Pending, limit: float | None = None) -> Fate | None:
        """What became of the request; None when nothing did within `limit` seconds."""
        end = None if limit is None else time.monotonic() + limit
        look = _FIRST_LOOK
        while not pending.done.acquire(timeout=look):
            if end is not None and time.monotonic() > end:
                return None
            self._outgoing.wake()
            look = _LOOK
        pending.done.release()
        return pending.fate

    def abandon(self, pending: Pending) -> None:
        """Waits no longer for an answer; one that comes all the same is noise."""
        with self._lock:
            self._ledger.abandon(pending, time.monotonic())

    @property
    def process_id(self) -> int | None:
        return None if self._process is None else self._process.pid

    def last_errors(self) -> str:
        """The end of what the process wrote to standard error."""
        return self._errors.text()

    def close(self) -> None:
        """Ends the process, in this order: end of its input, SIGTERM, SIGKILL; each after the one before had a second
        to work. One that is still at work is killed at once."""
        with self._lock:
            self._ending = True
            busy = len(self._ledger) > 0
        process = self._process
        thread = self._thread
        if process is None or thread is None:
            return
        if not busy and not self.is_over:
            self._close_input()
            if not self._ends(process):
                process.terminate()
                self._ends(process)
        self._finish_with(Lost("was ended", blamed=False))
        self._outgoing.wake()
        thread.join()

    def _ends(self, process: Popen[bytes]) -> bool:
        from subprocess import TimeoutExpired

        try:
            process.wait(self._bounds.grace)
        except TimeoutExpired:
            return False
        return True

    def _write(self, line: bytes) -> None:
        """Sends a line to the process. Holds the lock."""
        self._outgoing.write(self._input, line)

    @property
    def _input(self) -> int:
        process = self._process
        assert process is not None and process.stdin is not None
        return -1 if process.stdin.closed else process.stdin.fileno()

    def _close_input(self) -> None:
        process = self._process
        with self._lock:
            if process is not None and process.stdin is not None:
                process.stdin.close()

    def _reply(self, line: bytes) -> None:
        with self._lock:
            if self._verdict is None:
                self._write(line)

    def _forgive(self, seconds: float) -> None:
        """Takes the time that the host spent off the clocks of the plugin."""
        with self._lock:
            self._ledger.forgive(seconds)

    # The thread of the process

    def _run(self) -> None:
        try:
            self._process = self._spawn()
            for stream in (self._process.stdin, self._process.stdout, self._process.stderr):
                assert stream is not None
                os.set_blocking(stream.fileno(), False)
        except OSError as problem:
            self._problem = problem
            self._verdict = Lost(f"could not be started: {(problem.strerror or str(problem)).lower()}")
            self._outgoing.close()
            self._started.release()
            return
        self._started.release()
        try:
            self._converse(self._process)
        except Exception as problem:  # a defect here must not leave anybody waiting
            self._finish_with(Lost(f"could not be listened to: {type(problem).__name__}: {problem}"))
        finally:
            self._clean_up(self._process)

    def _converse(self, process: Popen[bytes]) -> None:
        assert process.stdout is not None
        assert process.stderr is not None
        output, errors = process.stdout.fileno(), process.stderr.fileno()
        poll = select.poll()
        for descriptor in (output, errors, self._outgoing.wakes):
            poll.register(descriptor, select.POLLIN)
        watched = -1
        while self._verdict is None:
            with self._lock:
                wanted = self._input if self._outgoing.is_waiting else -1
            if wanted != watched:
                if watched >= 0:
                    poll.unregister(watched)
                if wanted >= 0:
                    poll.register(wanted, select.POLLOUT)
                watched = wanted
            for descriptor, _ in poll.poll():
                if descriptor == output:
                    self._read_output(output, process)
                elif descriptor == errors:
                    if not self._read_errors(errors):
                        poll.unregister(errors)
                elif descriptor == self._outgoing.wakes:
                    self._look(process)
                elif descriptor == watched:
                    self._flush()

    def _read_output(self, descriptor: int, process: Popen[bytes]) -> None:
        chunk = _read(descriptor)
        if chunk is None or self._verdict is not None:
            return
        if not chunk:
            self._finish_with(self._ended(process))
            return
        try:
            self._incoming.feed(chunk)
        except LineTooLongError:
            self._give_up(f"wrote a line of more than {self._bounds.line:,} bytes", "limit")
            return
        # Only now, so that two answers in one breath are noticed before anybody believes the first.
        for pending, fate in self._ledger.settled():
            pending.finish(fate)
        if self._ledger.second_answer is not None:
            self._give_up(self._ledger.second_answer, "library")
        if self._incoming.noise > _MOST_NOISE:
            self._give_up(f"wrote more than {_MOST_NOISE:,} bytes that answer nothing", "limit")

    def _read_errors(self, descriptor: int) -> bool:
        chunk = _read(descriptor)
        if chunk:
            self._errors.feed(chunk)
        return chunk != b""

    def _flush(self) -> None:
        with self._lock:
            self._outgoing.flush(self._input)

    def _look(self, process: Popen[bytes]) -> None:
        """Looks at deadlines, memory, and whether the process still takes questions."""
        _read(self._outgoing.wakes)
        now = time.monotonic()
        if self._serving is not None and self._serving.is_busy:
            return
        with self._lock:
            late = self._ledger.late(now)
        for pending in late:
            if self.cancels and pending.cancelled is None:
                self._cancel(pending, now)
            else:
                self._give_up(f"did not answer {pending.title} within {duration(pending.limit)}", "limit", pending)
                return
        if now - self._looked < _LOOK / 2 or not len(self._ledger):
            return
        self._looked = now
        bounds = self._bounds
        if bounds.memory_mb is None and bounds.processes is None:
            return
        most = bounds.memory_mb << 20 if bounds.memory_mb is not None else sys.maxsize
        use = watching.use_of(process.pid, most)
        if use.memory > most:
            self._give_up(f"used {use.memory >> 20:,} MB of memory; {most >> 20:,} MB are allowed", "limit")
        elif bounds.processes is not None and use.processes > bounds.processes:
            self._give_up(f"started {use.processes:,} processes; {bounds.processes:,} are allowed", "limit")

    def _cancel(self, pending: Pending, now: float) -> None:
        with self._lock:
            found = self._ledger.identifier_of(pending)
            if found is not None:
                pending.cancelled = now
                self._write(messages.notification("$/cancelRequest", {"id": found}))

    # The end

    def _give_up(self, message: str, reason: FailureReason, pending: Pending | None = None) -> None:
        self._finish_with(Lost(message, reason=reason), pending)

    def _ended(self, process: Popen[bytes]) -> Lost:
        """Why the output of the process came to its end."""
        half = self._incoming.half
        after = f" after half a line: {excerpt(half)}" if half.strip() else ""
        if not self._ends(process):
            return Lost(f"closed its standard output{after} and went on running")
        status = process.returncode
        number = -status if status < 0 else status - 128 if self.signals_as_status and status > 128 else 0
        if number:
            return Lost(f"was ended by {_signal_name(number)}{after}")
        early = status == 0 and self._ledger.answers > 0 and not half
        return Lost(f"exited with status {status}{after}", early=early)

    def _finish_with(self, verdict: Lost, culprit: Pending | None = None) -> None:
        """Ends the conversation: what was asked and not answered is lost. Blamed are the culprit, or those that the
        plugin was working on."""
        with self._lock:
            if self._verdict is not None:
                return
            process = self._process
            if process is not None and process.stderr is not None and not self._ending:
                self._drain(process.stderr.fileno())
            pendings = self._ledger.give_up()
            active = [culprit] if culprit is not None else pendings[: self.concurrency]
            self._verdict = verdict
        full = verdict.with_(message=verdict.message + self._circumstances())
        for pending in pendings:
            pending.finish(full.with_(blamed=verdict.blamed and pending in active))

    def _drain(self, descriptor: int) -> None:
        try:
            for _ in range(64):
                if not self._read_errors(descriptor):
                    break
                if not select.select([descriptor], [], [], 0)[0]:
                    break
        except (OSError, ValueError):
            return

    def _circumstances(self) -> str:
        parts = self._incoming.circumstances()
        words = self._errors.last_words()
        if words:
            parts.append(f"on standard error it wrote: {words}")
        return "".join(f"; {part}" for part in parts)

    def _clean_up(self, process: Popen[bytes]) -> None:
        if process.poll() is None:
            watching.kill_tree(process.pid)
        else:
            # The process has ended; what it started and left behind is in its group.
            watching.kill_group(process.pid)
        process.wait()
        with self._lock:
            for stream in (process.stdin, process.stdout, process.stderr):
                try:
                    if stream is not None:
                        stream.close()
                except OSError:
                    continue
        self._outgoing.close()


def _read(descriptor: int) -> bytes | None:
    """What can be read now; empty at the end, None when there is nothing yet."""
    try:
        return os.read(descriptor, _CHUNK)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _signal_name(number: int) -> str:
    try:
        return f"the signal {signal.Signals(number).name}"
    except ValueError:
        return f"the signal {number}"
