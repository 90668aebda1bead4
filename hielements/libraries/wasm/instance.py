"""One instance of a module: a memory, a state, and the request that it works on.

An instance belongs to the thread that took it from the pool. After any trouble it must be closed and never be called
again: a guest that was ended in the middle of something is callable all the same, with half of its state changed.
"""

from __future__ import annotations

from _thread import _local as local

import wasmtime

from hielements.libraries.wasm.abi import Form
from hielements.libraries.wasm.errors import WasmError, over_limit
from hielements.libraries.wasm.grants import Grants, Limits
from hielements.libraries.wasm.interrupts import Handler, hold, release, require_headroom
from hielements.libraries.wasm.loading import LoadedModule
from hielements.libraries.wasm.memory import Deadline, Function, LinearMemory, export_of
from hielements.libraries.wasm.request import Request
from hielements.libraries.wasm.sandbox import Sandbox
from hielements.record import Record

_POINTERS_BYTES = 8
_POINTERS_ALIGNMENT = 8

_MOST_NESTED = 4
"""Requests within requests on one thread: a guest asks the host, which asks another plugin. Each has a stack of its
own on that of the thread, which is not to be used up."""

_thread = local()


class Answer(Record):
    """What an export answered: `content` is None for one that answers nothing. `output` is the end of what the guest
    wrote meanwhile, `cost` the number of WebAssembly operations, where they are counted."""

    content: bytes | None
    output: str | None
    cost: int | None


class Instance:
    """Made by `Instance(...)`, which runs the start function and `_initialize`, both under the limits of a request."""

    def __init__(self, loaded: LoadedModule, grants: Grants, limits: Limits) -> None:
        self._loaded = loaded
        self._grants = grants
        self._limits = limits
        self._request = Request(limits)
        self._in_host = False
        self._held: Handler | None = None
        engine = loaded.engine
        require_headroom()
        engine.begin()
        try:
            self._sandbox = Sandbox(loaded, grants, limits, self._request)
            try:
                self._start()
            except BaseException:
                self._sandbox.close()
                raise
        finally:
            engine.end()

    def invoke(self, export: str, request: bytes) -> Answer:
        """Sends a request to an export of the interface. Raises WasmError; the instance must be closed then."""
        form = self._loaded.interface.requests[export]
        engine = self._loaded.engine
        depth = getattr(_thread, "depth", 0)
        if depth >= _MOST_NESTED:
            raise WasmError("was asked by a plugin that answers a plugin, and so on: they ask each other in a circle")
        require_headroom()
        _thread.depth = depth + 1
        engine.begin()
        self._allow()
        self._held = hold(self._request.note)
        try:
            try:
                content = self._exchange(export, form, request)
            except (wasmtime.Trap, wasmtime.WasmtimeError) as problem:
                raise self._trouble(problem) from None
            if self._request.problem is not None:
                # The guest's time was over in a call to the host, or the host failed in one: not to be hidden.
                raise self._trouble(None)
            state = self._request
            return Answer(content, state.last_words() if state.written else None, self._cost())
        except WasmError as problem:
            if self._request.remaining > 0:
                # Where it was when its time was over is another place in each run.
                problem.cost = self._cost()
            raise
        finally:
            release(self._held)
            engine.end()
            _thread.depth = depth

    def close(self) -> None:
        self._function.clear()
        self._sandbox.close()
        # What ended the request knows the frames that it passed, and those know the request.
        self._request.problem = None

    def _start(self) -> None:
        interface, sandbox = self._loaded.interface, self._sandbox
        self._deadline = Deadline(sandbox.store)
        self._allow()
        self._held = hold(self._request.note)
        try:
            instance = sandbox.linker.instantiate(sandbox.store, self._loaded.module)
            sandbox.connect(self._loaded, instance)
            if sandbox.memory is None:
                raise WasmError("has no memory")
            self._memory: LinearMemory = sandbox.memory
            self._function: dict[str, Function] = {}
            for name, parameters in self._functions():
                function = export_of(sandbox.store, instance, name)
                assert isinstance(function, wasmtime.Func)
                self._function[name] = Function(sandbox.store, function, parameters)
            self._allocate = self._function[interface.allocate]
            self._release = self._function[interface.release] if interface.release else None
            sandbox.answer_host = self._answer_host
            if interface.starts:
                self._function["_initialize"]()
        except (wasmtime.Trap, wasmtime.WasmtimeError) as problem:
            raise self._trouble(problem, "while it started") from None
        finally:
            release(self._held)
        if self._request.problem is not None:
            raise self._trouble(None, "while it started")

    def _functions(self) -> list[tuple[str, int]]:
        """The exports that are called, with the number of their parameters: their types were checked when the module
        was loaded."""
        interface = self._loaded.interface
        found = [(name, form.parameters) for name, form in interface.requests.items()]
        found.append((interface.allocate, 1))
        if interface.release is not None:
            found.append((interface.release, 2))
        if interface.starts:
            found.append(("_initialize", 0))
        return found

    def _allow(self) -> None:
        """Gives the guest the time and the operations of one request."""
        self._request.reset()
        self._deadline.renew()
        if self._limits.fuel is not None:
            self._sandbox.store.set_fuel(self._limits.fuel)

    def _cost(self) -> int | None:
        if self._limits.fuel is None:
            return None
        return self._limits.fuel - self._sandbox.store.get_fuel()

    def _exchange(self, export: str, form: Form, request: bytes) -> bytes | None:
        function = self._function[export]
        sent: tuple[int, ...] = ()
        out = 0
        if form.convention == "pointer":
            out = self._place(bytes(_POINTERS_BYTES + _POINTERS_ALIGNMENT))
            aligned = (out + _POINTERS_ALIGNMENT - 1) // _POINTERS_ALIGNMENT * _POINTERS_ALIGNMENT
            sent = (aligned,)
        place = 0
        if form.takes_request:
            place = self._place(request)
            sent = (*sent, place, len(request))
        function(*sent)
        if form.convention == "nothing":
            return None
        if form.convention == "pair":
            pointer, length = function.i32(0), function.i32(1)
        elif form.convention == "packed":
            packed = function.i64()
            pointer, length = packed >> 32, packed & 0xFFFF_FFFF
        else:
            written = self._memory.read(sent[0], _POINTERS_BYTES) or bytes(_POINTERS_BYTES)
            pointer, length = int.from_bytes(written[:4], "little"), int.from_bytes(written[4:], "little")
        answer = self._copy(pointer, length, export)
        if self._release is not None:
            if not (form.takes_request and place <= pointer < place + max(1, len(request))):
                self._release(pointer, length)
            if form.takes_request:
                self._release(place, len(request))
            if form.convention == "pointer":
                self._release(out, _POINTERS_BYTES + _POINTERS_ALIGNMENT)
        return answer

    def _copy(self, pointer: int, length: int, export: str) -> bytes:
        if not pointer and not length:
            raise WasmError(f"answered `{export}` with the null pointer: that is no answer")
        if length > self._limits.answer_bytes:
            raise WasmError(
                f"answered `{export}` with {length:,} bytes, more than the {self._limits.answer_bytes:,} of the limit",
                reason="limit",
            )
        answer = self._memory.read(pointer, length)
        if answer is None:
            raise WasmError(
                f"answered `{export}` with a place outside of its memory: {length:,} bytes at {pointer:,} of "
                f"{self._memory.size:,}"
            )
        return answer

    def _place(self, content: bytes) -> int:
        """Puts bytes into memory that the guest allocates for them."""
        place = self._reserve(len(content))
        if not self._memory.write(place, content):
            raise self._misallocated(place, len(content))
        return place

    def _reserve(self, size: int) -> int:
        self._allocate(size)
        place = self._allocate.i32()
        if not place and size:
            raise over_limit(f"could not allocate {size:,} bytes ({self._memory_use()})", "limits.memory_mb")
        return place

    def _misallocated(self, place: int, size: int) -> WasmError:
        return WasmError(f"allocated {size:,} bytes outside of its memory: at {place:,} of {self._memory.size:,}")

    def _answer_host(self, name: str, place: int, length: int) -> int:
        """Answers a guest that asks the host, in memory that the guest allocates for it and gives back itself."""
        self._request.require_time()
        host = self._grants.host
        if host is None:
            raise WasmError(f"asked the host for `{name}`, which was not granted")
        if self._in_host:
            # Each would nest another call into the guest, with a stack of its own, until the program's is used up.
            raise WasmError("asked the host within its own `alloc`")
        if length > self._limits.answer_bytes:
            raise WasmError(f"asked the host with {length:,} bytes", reason="limit")
        asked = self._memory.read(place, length)
        if asked is None:
            raise WasmError(f"asked the host with a place outside of its memory: {length:,} bytes at {place:,}")
        # The host's own work may be interrupted: what it raises is caught.
        release(self._held)
        try:
            answer = host(name, asked)
        finally:
            self._held = hold(self._request.note)
        self._request.require_time()
        if len(answer) > self._limits.answer_bytes:
            raise WasmError(f"asked the host for {len(answer):,} bytes, more than it may get at once", reason="limit")
        # The allocation runs in the guest, under the deadline of the request that is under way.
        self._in_host = True
        try:
            target = self._place(answer)
        finally:
            self._in_host = False
        return target << 32 | len(answer)

    def _memory_use(self) -> str:
        return f"it has {_mebibytes(self._memory.size)} of the {_mebibytes(self._limits.memory_bytes)} of its limit"

    def _trouble(self, problem: wasmtime.Trap | wasmtime.WasmtimeError | None, when: str = "") -> BaseException:
        """What to say about a request that was ended."""
        noted = self._request.problem
        if isinstance(noted, KeyboardInterrupt):
            return noted
        if isinstance(noted, WasmError):
            trouble = noted
        elif noted is not None and not isinstance(noted, wasmtime.Trap | wasmtime.WasmtimeError):
            trouble = WasmError(f"failed in a call to the host: {type(noted).__name__}: {noted}")
        else:
            trouble = self._explained(noted or problem)
        if when:
            trouble = WasmError(f"{trouble.message}, {when}", trouble.help, trouble.reason)
        words = self._request.last_words()
        if words is None:
            return trouble
        return WasmError(f"{trouble.message}; it wrote: {words}", trouble.help, trouble.reason)

    def _explained(self, problem: BaseException | None) -> WasmError:
        if isinstance(problem, wasmtime.ExitTrap):
            return WasmError(f"ended itself with exit status {problem.code}")
        if not isinstance(problem, wasmtime.Trap):
            return _unstartable(str(problem), self._limits)
        code = problem.trap_code
        if code == wasmtime.TrapCode.OUT_OF_FUEL:
            return over_limit(f"needed more than its limit of {self._limits.fuel or 0:,} operations", "limits.fuel")
        if code == wasmtime.TrapCode.STACK_OVERFLOW:
            return WasmError("ran out of stack: its calls were nested too deeply", reason="limit")
        reason = problem.message.strip().splitlines()[-1].strip().removeprefix("wasm trap: ")
        where = next((frame.func_name for frame in problem.frames if frame.func_name), None)
        message = f"trapped{f' in `{where}`' if where else ''}: {reason}"
        memory = self._sandbox.memory
        if memory is not None and memory.size * 2 > self._limits.memory_bytes:
            return over_limit(f"{message} ({self._memory_use()})", "limits.memory_mb")
        return WasmError(message)


def _unstartable(problem: str, limits: Limits) -> WasmError:
    lines = problem.strip().splitlines()
    cause = lines[-1].strip().lstrip("0123456789: ") if lines else "it cannot be instantiated"
    if "memory" in cause and "exceeds memory limits" in cause:
        return over_limit(
            f"needs more memory from the start than the {_mebibytes(limits.memory_bytes)} of its limit",
            "limits.memory_mb",
        )
    return WasmError(f"cannot run: {cause}")


def _mebibytes(size: int) -> str:
    return f"{size / (1024 * 1024):,.3g} MiB"
