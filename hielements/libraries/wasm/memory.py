"""The linear memory of an instance, and calls of its functions, without the costs of the comfortable interface.

wasmtime's Python package rebuilds the types of a function at each call, which takes about ten times as long as the call
of a small plugin. This module calls the same C interface with what was checked once, and is the only one that deals in
addresses. Its rules:

- A pointer or length of the guest is a number from 0 to 2**32 - 1 and is compared with the size that the memory has
  now, before anything is read or written.
- Address and size of the memory are asked for at each access: a call may have moved it.
- The parameters and results of a function were compared with the values that are passed before its first call.
- What runs code of the guest lets other threads of Python run meanwhile, the one that ends guests among them. What only
  looks something up does not: to give Python's lock away and to get it back takes longer, above all while another
  thread wants it.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Any

import wasmtime
from wasmtime import _ffi
from wasmtime._extern import wrap_extern

_MASK = 0xFFFF_FFFF
_WORD = 2  # A wasmtime_val_raw_t has 16 bytes: two of the 64-bit words that values are passed in.
_MOST_VALUES = 4

# Functions with types of their own: `_ffi` has declared others on the shared objects.
_quick = ctypes.PyDLL(_ffi.dll._name, handle=_ffi.dll._handle)
_call_unchecked = _ffi.dll["wasmtime_func_call_unchecked"]
_call_unchecked.restype = ctypes.c_void_p
_memory_data = _quick["wasmtime_memory_data"]
_memory_data.restype = ctypes.c_void_p
_memory_size = _quick["wasmtime_memory_data_size"]
_memory_size.restype = ctypes.c_size_t
_set_epoch_deadline = _quick["wasmtime_context_set_epoch_deadline"]
_set_epoch_deadline.restype = None
# Parameters that are always the same are converted once: that takes longer than to pass them.
_address = ctypes.c_void_p.from_param
_CONTINUE = 0  # WASMTIME_UPDATE_DEADLINE_CONTINUE
_EPOCH_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_size_t,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.POINTER(ctypes.c_uint64),
    ctypes.POINTER(ctypes.c_uint8),
)
_on_epoch = _ffi.dll["wasmtime_store_epoch_deadline_callback"]
_on_epoch.argtypes = [ctypes.c_void_p, _EPOCH_CALLBACK, ctypes.c_void_p, ctypes.c_void_p]
_on_epoch.restype = None


def export_of(store: wasmtime.Store, instance: wasmtime.Instance, name: str) -> object:
    """What an instance exports under a name, None when there is nothing. wasmtime's mapping of exports is made of all
    of them, and some modules have thousands."""
    item = _ffi.wasmtime_extern_t()
    encoded = name.encode()
    place = ctypes.create_string_buffer(encoded)
    found = _ffi.wasmtime_instance_export_get(
        store._context(), ctypes.byref(instance._instance), place, len(encoded), ctypes.byref(item)
    )
    return wrap_extern(item) if found else None


class Deadline:
    """The epoch at which a store's guest is looked at. Must not be used after its store was closed."""

    def __init__(self, store: wasmtime.Store) -> None:
        self._context = _address(ctypes.addressof(store._context().contents))
        self._one = ctypes.c_uint64.from_param(1)

    def renew(self) -> None:
        """The next tick is the first that counts."""
        _set_epoch_deadline(self._context, self._one)


class LinearMemory:
    """The memory of one instance. Must not be used after its store was closed, nor from two threads at once."""

    def __init__(self, store: wasmtime.Store, memory: wasmtime.Memory) -> None:
        self._kept = memory._memory
        self._place = _address(ctypes.addressof(store._context().contents)), _address(ctypes.addressof(self._kept))
        self._start = self._size = 0
        self._bytes: Any = b""
        self._writable = memoryview(bytearray())

    @property
    def size(self) -> int:
        """Bytes, now."""
        return int(_memory_size(*self._place))

    def read(self, pointer: int, length: int) -> bytes | None:
        """A copy of what stands there; None when it is not all inside of the memory."""
        if pointer < 0 or length < 0 or pointer + length > self._look():
            return None
        content: bytes = self._bytes[pointer : pointer + length]
        return content

    def write(self, pointer: int, content: bytes) -> bool:
        """Writes there; False, and nothing is written, when it would not all be inside of the memory."""
        end = pointer + len(content)
        if pointer < 0 or end > self._look():
            return False
        self._writable[pointer:end] = content
        return True

    def _look(self) -> int:
        """The size that the memory has now; `_bytes` and `_writable` are what lies at the address that it has now."""
        size: int = _memory_size(*self._place)
        start: int = _memory_data(*self._place) or 0
        if size != self._size or start != self._start:
            # Both are of the same bytes: an array is read fastest, a view written fastest.
            self._bytes = (ctypes.c_char * size).from_address(start) if size else b""
            self._writable = memoryview(self._bytes).cast("B") if size else memoryview(bytearray())
            self._start, self._size = start, size
        return size


class Function:
    """A function of one instance whose parameters are all `i32`, with up to four parameters or results. Whoever makes
    one has compared its type with `parameters` and the results that are read."""

    def __init__(self, store: wasmtime.Store, function: wasmtime.Func, parameters: int) -> None:
        self._kept = function._func
        self._context = _address(ctypes.addressof(store._context().contents))
        self._function = _address(ctypes.addressof(self._kept))
        self._parameters = parameters
        values = (ctypes.c_uint64 * (_WORD * _MOST_VALUES))()
        self._values = memoryview(values).cast("B").cast("Q")
        self._values_address = _address(ctypes.addressof(values))
        self._count = ctypes.c_size_t.from_param(_MOST_VALUES)
        self._trap = ctypes.POINTER(_ffi.wasm_trap_t)()
        self._trap_address = _address(ctypes.addressof(self._trap))

    def __call__(self, *parameters: int) -> None:
        """Calls it with unsigned numbers. Raises Trap or WasmtimeError (ExitTrap)."""
        if len(parameters) != self._parameters:
            raise TypeError("the number of parameters was checked for another one")
        position = 0
        for value in parameters:
            self._values[position] = value
            position += _WORD
        error = _call_unchecked(self._context, self._function, self._values_address, self._count, self._trap_address)
        if error:
            raise wasmtime.WasmtimeError._from_ptr(ctypes.cast(error, ctypes.POINTER(_ffi.wasmtime_error_t)))
        if self._trap:
            # The exception owns what it points at from here on. It has no name, since it knows this frame.
            pointer, self._trap = self._trap, ctypes.POINTER(_ffi.wasm_trap_t)()
            self._trap_address = _address(ctypes.addressof(self._trap))
            raise wasmtime.Trap._from_ptr(pointer)

    def i32(self, position: int = 0) -> int:
        """A result of the last call, as an unsigned number."""
        return self._values[_WORD * position] & _MASK

    def i64(self) -> int:
        """The result of the last call, as an unsigned number."""
        return self._values[0]


class HostFunction:
    """A function of the host that guests import. What it raises never passes through wasmtime's package, which has one
    place for the exceptions of all threads of this process."""

    def __init__(self, parameters: str, body: Callable[..., int], note: Callable[[BaseException], None]) -> None:
        """`parameters` has `i` for an `i32` and `l` for an `i64`. `body` takes them as unsigned numbers and gives the
        result, an `i32` or an `i64`; what it raises is passed to `note`, and ends the guest's request."""
        self._body = body
        self._note = note
        self._masks = [_MASK if kind == "i" else 0xFFFF_FFFF_FFFF_FFFF for kind in parameters]
        self.callback: Any = _ffi.wasmtime_func_unchecked_callback_t(self._called)

    def close(self) -> None:
        """To be called when its stores are closed. Callback and function hold each other, and in the course of a run
        nobody looks for such circles."""
        self.callback = None

    def _called(self, _env: Any, _caller: Any, values: Any, _count: int) -> int:
        words = ctypes.cast(values, ctypes.POINTER(ctypes.c_uint64))
        try:
            words[0] = self._body(*[words[_WORD * position] & mask for position, mask in enumerate(self._masks)])
        except BaseException as problem:
            self._note(problem)
            trap = wasmtime.Trap("ended by the host")._consume()
            return int(ctypes.cast(trap, ctypes.c_void_p).value or 0)
        return 0


class Ticks:
    """Looks at a running guest at each tick of its engine's epoch. Python's signals are handled then too, so that an
    interrupt by the user does not wait for the guest."""

    def __init__(self, store: wasmtime.Store, look: Callable[[], None], note: Callable[[BaseException], None]) -> None:
        """What `look` raises is passed to `note`, and ends the guest's request. Must outlive the store."""
        self._look = look
        self._note = note
        self._callback: Any = _EPOCH_CALLBACK(self._ticked)
        _on_epoch(ctypes.cast(store.ptr(), ctypes.c_void_p), self._callback, None, None)

    def close(self) -> None:
        """To be called when the store is closed."""
        self._callback = None

    def _ticked(self, _context: int | None, _data: int | None, delta: Any, kind: Any) -> int:
        try:
            self._look()
        except BaseException as problem:
            self._note(problem)
            error = wasmtime.WasmtimeError("ended by the host")._consume()
            return int(ctypes.cast(error, ctypes.c_void_p).value or 0)
        delta[0] = 1
        kind[0] = _CONTINUE
        return 0


def define(linker: wasmtime.Linker, module: str, name: str, function: HostFunction, kind: wasmtime.FuncType) -> None:
    """Makes a function of the host importable as `module` `name`. `function` must outlive the linker and its stores."""
    module_name, function_name = module.encode(), name.encode()
    error = _ffi.wasmtime_linker_define_func_unchecked(
        linker.ptr(),
        ctypes.create_string_buffer(module_name),
        len(module_name),
        ctypes.create_string_buffer(function_name),
        len(function_name),
        kind.ptr(),
        function.callback,
        None,
        ctypes.cast(0, ctypes.CFUNCTYPE(None, ctypes.c_void_p)),
    )
    if error:
        raise wasmtime.WasmtimeError._from_ptr(error)
