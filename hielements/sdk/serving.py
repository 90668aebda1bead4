"""Serves a library on standard input and output: JSON-RPC 2.0, one message on one line.

Functions run on the main thread, one after the other. A second thread reads, so that a request can be cancelled and the
host can answer while a function runs. The real streams are put aside first: what functions and their child processes
print goes to standard error, and what they read is empty.
"""

from __future__ import annotations

import json
import os
import queue
import signal
import sys
import threading
from collections.abc import Mapping

from hielements.sdk.errors import (
    CANCELLED,
    INVALID_REQUEST,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    PLUGIN_ERROR,
    RequestError,
    ServiceUnavailableError,
    failure_text,
)
from hielements.sdk.host import Host
from hielements.sdk.values import Undecided

# The name that type checkers know; importing `typing` for it would cost milliseconds.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import BinaryIO

    from hielements.sdk.library import Library

PROTOCOL_VERSION = "1.0"
_DENIED = frozenset({-32601, -32001})
_INTERRUPT = getattr(signal, "SIGUSR1", signal.SIGINT)


class Cancelled(BaseException):
    """Raised within a function whose request the host no longer wants. No Exception, so that nobody swallows it."""


def serve(library: Library) -> None:
    """Answers until `shutdown` or the end of the input."""
    incoming, outgoing = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb", buffering=0)
    _put_streams_aside()
    Server(library, incoming, outgoing).run()


def _put_streams_aside() -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    sys.stdout = sys.stderr


class Server:
    """One conversation. `incoming` gives lines, `outgoing` takes them."""

    def __init__(self, library: Library, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        self._library = library
        self._incoming = incoming
        self._outgoing = outgoing
        self._write_lock = threading.Lock()
        self._requests: queue.SimpleQueue[Mapping[str, object] | None] = queue.SimpleQueue()
        self._answers: dict[str, queue.SimpleQueue[Mapping[str, object] | None]] = {}
        self._asked = 0
        self._ended = False
        # What is cancelled and what runs change together: a late cancellation must not hit the next request.
        self._state = threading.RLock()
        self._cancelled: set[object] = set()
        self._running: object = None
        self._in_function = False
        self._services: tuple[str, ...] = ()
        self._options: Mapping[str, object] = {}
        self._workspace = os.getcwd()

    def run(self) -> None:
        on_main_thread = threading.current_thread() is threading.main_thread()
        if on_main_thread:
            signal.signal(_INTERRUPT, self._interrupt)
        threading.Thread(target=self._read, daemon=True).start()
        while (request := self._requests.get()) is not None:
            self._serve(request)
            if request.get("method") == "shutdown":
                break

    # The reading thread

    def _read(self) -> None:
        try:
            for line in self._incoming:
                if line.strip():
                    self._receive(line)
        finally:
            with self._state:
                self._ended = True
                for waiting in self._answers.values():
                    waiting.put(None)
            self._requests.put(None)

    def _receive(self, line: bytes) -> None:
        try:
            message = json.loads(line)
        except (ValueError, RecursionError) as error:
            return self._send_error(None, PARSE_ERROR, f"the line is no JSON: {error}")
        if not isinstance(message, dict):
            return self._send_error(None, INVALID_REQUEST, "the message is no object")
        identifier, method = message.get("id"), message.get("method")
        if method is None and ("result" in message or "error" in message):
            waiting = self._answers.get(identifier) if isinstance(identifier, str) else None
            if waiting is not None:
                waiting.put(message)
        elif method == "$/cancelRequest":
            params = message.get("params")
            self._cancel(params.get("id") if isinstance(params, dict) else None)
        elif not isinstance(method, str):
            self._send_error(identifier, INVALID_REQUEST, "the message has no method")
        elif "id" in message or method == "shutdown":
            self._requests.put(message)
        return None

    def _cancel(self, identifier: object) -> None:
        if not isinstance(identifier, int | str):
            return
        with self._state:
            self._cancelled.add(identifier)
            running = self._in_function and self._running == identifier
        if running:
            if hasattr(signal, "pthread_kill"):
                # Wakes a function that sleeps or waits, too.
                signal.pthread_kill(threading.main_thread().ident or 0, _INTERRUPT)
            else:
                import _thread

                _thread.interrupt_main()

    def _interrupt(self, _number: int, _frame: object) -> None:
        """Runs on the main thread, between two instructions of whatever is running there."""
        if self._in_function and self._running in self._cancelled:
            self._in_function = False
            raise Cancelled

    # The main thread

    def _serve(self, request: Mapping[str, object]) -> None:
        identifier = request.get("id")
        try:
            try:
                with self._state:
                    if identifier in self._cancelled:
                        raise Cancelled
                    self._running = identifier
                    self._in_function = True
                result = self._result(str(request["method"]), request.get("params"))
                line = self._line({"jsonrpc": "2.0", "id": identifier, "result": result})
            finally:
                self._in_function = False
        except Cancelled:
            self._send_error(identifier, CANCELLED, "the request was cancelled")
        except RequestError as error:
            self._send_error(identifier, error.code, str(error))
        except ServiceUnavailableError as error:
            self._send_error(identifier, PLUGIN_ERROR, str(error))
        except SystemExit as error:
            self._send_error(identifier, PLUGIN_ERROR, f"the function wanted to exit with {error.code}")
        except Exception as error:
            from traceback import print_exc

            print_exc(file=sys.stderr)
            self._send_error(identifier, PLUGIN_ERROR, failure_text(error))
        else:
            if "id" in request:
                self._write(line)
        finally:
            with self._state:
                self._cancelled.discard(identifier)

    def _result(self, method: str, params: object) -> object:
        if params is None:
            params = {}
        if not isinstance(params, dict):
            raise RequestError(INVALID_REQUEST, "the parameters are no object")
        if method == "initialize":
            return self._initialize(params)
        if method == "shutdown":
            return None
        workspace = params.get("workspace")
        if isinstance(workspace, str) and workspace:
            self._workspace = workspace
        host = Host(self._workspace, self._services, self._options, self._ask, self._tell)
        return self._library.answer(method, params, host)

    def _initialize(self, params: Mapping[str, object]) -> object:
        offered, services, options = (params.get(name) for name in ("protocolVersions", "services", "options"))
        if not isinstance(offered, list) or PROTOCOL_VERSION not in offered:
            raise RequestError(METHOD_NOT_FOUND, f"this plugin speaks version {PROTOCOL_VERSION} of the protocol")
        if isinstance(services, list):
            self._services = tuple(each for each in services if isinstance(each, str))
        if isinstance(options, dict):
            self._options = options
        if isinstance(params.get("workspace"), str):
            self._workspace = str(params["workspace"])
        capabilities = {
            "checkMany": True,
            "dependencies": self._library.reports_dependencies,
            "scopeHandles": "host.scope_paths" in self._services,
            "cancel": True,
            "concurrency": 1,
        }
        return {"protocolVersion": PROTOCOL_VERSION, "capabilities": capabilities}

    def _ask(self, method: str, params: Mapping[str, object]) -> object:
        self._asked += 1
        identifier = f"sdk-{self._asked}"
        answer: queue.SimpleQueue[Mapping[str, object] | None] = queue.SimpleQueue()
        self._answers[identifier] = answer
        try:
            if self._ended:
                raise Undecided("the host went away")
            self._write(self._line({"jsonrpc": "2.0", "id": identifier, "method": method, "params": params}))
            message = answer.get()
        finally:
            self._answers.pop(identifier, None)
        if message is None:
            raise Undecided("the host went away")
        problem = message.get("error")
        if problem is None:
            return message.get("result")
        code, text = (problem.get("code"), problem.get("message")) if isinstance(problem, dict) else (None, problem)
        if code in _DENIED:
            raise ServiceUnavailableError(f"`{method}`: {text}")
        raise Undecided(str(text))

    def _tell(self, method: str, params: Mapping[str, object]) -> None:
        self._write(self._line({"jsonrpc": "2.0", "method": method, "params": params}))

    # Writing

    def _send_error(self, identifier: object, code: int, message: str) -> None:
        self._write(self._line({"jsonrpc": "2.0", "id": identifier, "error": {"code": code, "message": message}}))

    @staticmethod
    def _line(message: Mapping[str, object]) -> bytes:
        # Everything beyond ASCII is escaped, so that no half of a surrogate pair ends up in the stream.
        return json.dumps(message, separators=(",", ":"), allow_nan=False).encode("ascii") + b"\n"

    def _write(self, line: bytes) -> None:
        with self._write_lock:
            rest = memoryview(line)
            try:
                while rest:
                    rest = rest[self._outgoing.write(rest) :]
            except (BrokenPipeError, ValueError):
                # Nobody listens any more; the reading thread will see the end of the input.
                return
