"""The conversation with one running process: questions by id, answers in any order, and all that can go wrong.

Comes in: requests from any thread. Goes out: the fate of each. One thread belongs to the process: it starts it (the
system ties the life of the process to that thread), reads what it writes, and ends it. Those who wait for an answer
wake that thread from time to time, so that it looks at deadlines and at memory; while nobody waits, it sleeps.

The clock of a request starts when the plugin has nothing older to do. Whoever waits behind a request that kills the
process is not to blame, and is asked again elsewhere.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from collections.abc import Callable, Mapping
from itertools import count
from threading import Lock, Thread
from typing import TYPE_CHECKING, Final

from hielements.libraries.outcomes import FailureReason
from hielements.libraries.process import watching
from hielements.libraries.process.pipes import LineReader, LineTooLongError, Noise, Tail
from hielements.libraries.process.requests import Answered, Fate, Lost, Pending, Refused, duration
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
_CANCEL_GRACE: Final = 3.0
"""Seconds that a process has to stop work that was cancelled."""


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
        self._on_note = on_note
        self._serving = Serving(serve, self._reply, self._forgive) if serve is not None else None
        self._lock = Lock()
        self._ids = count(1)
        self._issued = 0
        self._pending: dict[int, Pending] = {}
        self._backlog = bytearray()
        self._lines = LineReader(bounds.line)
        self._errors = Tail()
        self._noise = Noise()
        self._progress: str | None = None
        self._answers = 0
        self._abandoned: set[int] = set()
        self._second_answer: str | None = None
        self._settled: dict[int, tuple[Pending, Fate]] = {}
        self._looked = 0.0
        self._ending = False
        self._verdict: Lost | None = None
        self._process: Popen[bytes] | None = None
        self._problem: OSError | None = None
        self._started = Lock()
        self._thread: Thread | None = None
        self._wake_lock = Lock()
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_read, False)
        os.set_blocking(self._wake_write, False)
        self.concurrency = 1
        self.cancels = False
        self.signals_as_status = False
        """Whether a process that ended by signal N exits with 128 + N, because another one stands before it."""

    # From any thread

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
        identifier = next(self._ids)
        function = params.get("function")
        pending = Pending(f"`{method}`" + (f" of `{excerpt(str(function))}`" if function else ""), limit)
        line = messages.request(identifier, method, params)
        with self._lock:
            if self._verdict is not None:
                pending.finish(self._verdict.with_(blamed=False))
                return pending
            self._issued = max(self._issued, identifier)
            self._pending[identifier] = pending
            self._activate()
            self._write(line)
        return pending

    def wait(self, pending: Pending, limit: float | None = None) -> Fate | None:
        """What became of the request; None when nothing did within `limit` seconds."""
        end = None if limit is None else time.monotonic() + limit
        look = _FIRST_LOOK
        while not pending.done.acquire(timeout=look):
            if end is not None and time.monotonic() > end:
                return None
            self._wake()
            look = _LOOK
        pending.done.release()
        return pending.fate

    def abandon(self, pending: Pending) -> None:
        """Waits no longer for an answer; one that comes all the same is noise."""
        with self._lock:
            for identifier in [number for number, each in self._pending.items() if each is pending]:
                del self._pending[identifier]
                self._abandoned.add(identifier)
            self._activate()

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
            busy = bool(self._pending)
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
        self._wake()
        thread.join()

    def _ends(self, process: Popen[bytes]) -> bool:
        from subprocess import TimeoutExpired

        try:
            process.wait(self._bounds.grace)
        except TimeoutExpired:
            return False
        return True

    def _write(self, line: bytes) -> None:
        """Writes as much as the pipe takes, and leaves the rest to the thread of the process. Holds the lock."""
        if not self._backlog:
            try:
                line = line[os.write(self._input, line) :]
            except BlockingIOError:
                pass
            except OSError:
                # A process that has ended is seen by the end of its output, which says more.
                return
        if line:
            self._backlog += line
            self._wake()

    @property
    def _input(self) -> int:
        process = self._process
        assert process is not None and process.stdin is not None
        return -1 if process.stdin.closed else process.stdin.fileno()

    def _wake(self) -> None:
        with self._wake_lock:
            if self._wake_write >= 0:
                try:
                    os.write(self._wake_write, b"\0")
                except BlockingIOError:
                    return  # it will wake up anyway

    def _close_pipe(self) -> None:
        with self._wake_lock:
            os.close(self._wake_read)
            os.close(self._wake_write)
            self._wake_write = -1

    def _close_input(self) -> None:
        process = self._process
        with self._lock:
            if process is not None and process.stdin is not None:
                process.stdin.close()

    def _activate(self) -> None:
        """Starts the clocks of the requests that the plugin is working on. Holds the lock."""
        now = time.monotonic()
        for _, pending in zip(range(self.concurrency), self._pending.values(), strict=False):
            if pending.started is None:
                pending.started = now

    def _reply(self, line: bytes) -> None:
        with self._lock:
            if self._verdict is None:
                self._write(line)

    def _forgive(self, seconds: float) -> None:
        """Takes the time that the host spent off the clocks of the plugin."""
        with self._lock:
            for pending in self._pending.values():
                if pending.started is not None:
                    pending.started += seconds

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
            self._close_pipe()
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
        for descriptor in (output, errors, self._wake_read):
            poll.register(descriptor, select.POLLIN)
        watched = -1
        while self._verdict is None:
            with self._lock:
                wanted = self._input if self._backlog else -1
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
                elif descriptor == self._wake_read:
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
            lines = self._lines.feed(chunk)
        except LineTooLongError:
            self._give_up(f"wrote a line of more than {self._bounds.line:,} bytes", "limit")
            return
        for line in lines:
            if line.strip():
                self._understand(line)
        # Only now, so that two answers in one breath are noticed before anybody believes the first.
        settled, self._settled = self._settled, {}
        for pending, fate in settled.values():
            pending.finish(fate)
        if self._second_answer is not None:
            self._give_up(self._second_answer, "library")
        if self._noise.size > _MOST_NOISE:
            self._give_up(f"wrote more than {_MOST_NOISE:,} bytes that answer nothing", "limit")

    def _read_errors(self, descriptor: int) -> bool:
        chunk = _read(descriptor)
        if chunk:
            self._errors.feed(chunk)
        return chunk != b""

    def _flush(self) -> None:
        with self._lock:
            try:
                del self._backlog[: os.write(self._input, self._backlog[: 1 << 16])]
            except BlockingIOError:
                return
            except OSError:
                self._backlog.clear()

    def _look(self, process: Popen[bytes]) -> None:
        """Looks at deadlines, memory, and whether the process still takes questions."""
        _read(self._wake_read)
        now = time.monotonic()
        if self._serving is not None and self._serving.is_busy:
            return
        with self._lock:
            late = [pending for pending in self._pending.values() if _is_late(pending, now)]
        for pending in late:
            if self.cancels and pending.cancelled is None:
                self._cancel(pending, now)
            else:
                self._give_up(f"did not answer {pending.title} within {duration(pending.limit)}", "limit", pending)
                return
        if now - self._looked < _LOOK / 2 or not self._pending:
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
            found = next((identifier for identifier, each in self._pending.items() if each is pending), None)
            if found is not None:
                pending.cancelled = now
                self._write(messages.notification("$/cancelRequest", {"id": found}))

    def _understand(self, line: bytes) -> None:
        message = messages.read_message(line, self._bounds.line)
        if isinstance(message, messages.Malformed):
            self._noise.add(f"a line that {message.message}: {excerpt(line)}", len(line))
        elif isinstance(message, messages.Response):
            self._settle(message.id, message.result, len(line))
        elif isinstance(message, messages.ErrorResponse):
            self._settle(message.id, Refused(message.code, message.message), len(line))
        elif isinstance(message, messages.Notification):
            self._hear(message, len(line))
        elif self._serving is not None:
            self._serving.take(message)
        else:
            self._noise.add(f"a request, `{excerpt(message.method)}`, though it was not told of any", len(line))

    def _hear(self, message: messages.Notification, size: int) -> None:
        if message.method == "$/log":
            self._on_note(excerpt(str(message.params.get("message", ""))))
        elif message.method == "$/progress":
            self._progress = excerpt(str(message.params.get("message", message.params)))
        else:
            self._noise.add(f"a notification, `{excerpt(message.method)}`, that nobody knows", size)

    def _settle(self, identifier: messages.Id, answer: object, size: int) -> None:
        with self._lock:
            if identifier is None and isinstance(answer, Refused) and len(self._pending) == 1:
                # Whoever could not read a request cannot know its id.
                identifier = next(iter(self._pending))
            pending = self._pending.pop(identifier, None) if isinstance(identifier, int) else None
            if pending is None:
                self._stray(identifier, size)
                return
            self._activate()
            self._answers += 1
            note = self._noise.take()
            self._progress = None
        fate: Fate
        if pending.cancelled is not None:
            message = f"did not answer {pending.title} within {duration(pending.limit)}, and was told to stop"
            fate = Lost(message, reason="limit", alive=True)
        else:
            fate = answer if isinstance(answer, Refused) else Answered(answer, note)
        assert isinstance(identifier, int)
        self._settled[identifier] = pending, fate

    def _stray(self, identifier: messages.Id, size: int) -> None:
        """An answer that nobody waits for. Holds the lock."""
        settled = self._settled.get(identifier) if isinstance(identifier, int) else None
        if settled is not None:
            pending = settled[0]
            self._settled[identifier] = pending, Lost(f"gave two answers to {pending.title}", alive=True)  # type: ignore[index]
        elif isinstance(identifier, int) and 1 <= identifier <= self._issued and identifier not in self._abandoned:
            # Whether the first answer was the right one, nobody can tell; none of its answers counts from here on.
            self._second_answer = f"gave a second answer to the request {identifier}"
        else:
            self._noise.add(f"an answer with the id {excerpt(repr(identifier))}, which no request has", size)

    # The end

    def _give_up(self, message: str, reason: FailureReason, pending: Pending | None = None) -> None:
        self._finish_with(Lost(message, reason=reason), pending)

    def _ended(self, process: Popen[bytes]) -> Lost:
        """Why the output of the process came to its end."""
        half = self._lines.half
        after = f" after half a line: {excerpt(half)}" if half.strip() else ""
        if not self._ends(process):
            return Lost(f"closed its standard output{after} and went on running")
        status = process.returncode
        number = -status if status < 0 else status - 128 if self.signals_as_status and status > 128 else 0
        if number:
            return Lost(f"was ended by {_signal_name(number)}{after}")
        early = status == 0 and self._answers > 0 and not half
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
            pendings = list(self._pending.values())
            self._pending.clear()
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
        parts = []
        noise = self._noise.text()
        if noise is not None:
            parts.append(f"it wrote {noise}")
        if self._progress is not None:
            parts.append(f"it last said that it was at {self._progress}")
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
        self._close_pipe()


def _read(descriptor: int) -> bytes | None:
    """What can be read now; empty at the end, None when there is nothing yet."""
    try:
        return os.read(descriptor, _CHUNK)
    except BlockingIOError:
        return None
    except OSError:
        return b""


def _is_late(pending: Pending, now: float) -> bool:
    if pending.cancelled is not None:
        return now - pending.cancelled > _CANCEL_GRACE
    return pending.started is not None and now - pending.started > pending.limit


def _signal_name(number: int) -> str:
    try:
        return f"the signal {signal.Signals(number).name}"
    except ValueError:
        return f"the signal {number}"
