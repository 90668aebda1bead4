"""The binary interface of plugins: which functions a module exports, and in which of the known forms.

A module exports its `memory`, `alloc(size) -> pointer` and the functions that answer requests, of which `library_call`
or `library_check` must be there. A request is UTF-8 JSON in memory that the host got from `alloc`. How an answer comes
back is read off the type of the export, because compilers differ:

- `(ptr, len) -> (ptr, len)`: two results, as languages with multiple values make them;
- `(ptr, len) -> i64`: `ptr << 32 | len`;
- `(out, ptr, len) -> ()`: the callee writes pointer and length, 32 bits each, little-endian, to `out`: what C and Rust
  compilers make of a function that returns a structure.

A function that takes no request may leave out `ptr` and `len`. `dealloc(ptr, size)` gives memory back: the host
calls it for everything that it got from `alloc` and for every answer, after it has copied the answer. An answer that
lies inside the request is given back with it. A plugin without `dealloc` owns what it was given.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import wasmtime

from hielements.libraries.wasm.errors import WasmError
from hielements.record import Record

Convention = Literal["pair", "packed", "pointer", "nothing"]
"""How an export gives its answer: two results, one `i64`, through its first parameter, or not at all."""

ALLOCATING = ("alloc", "allocate")
RELEASING = ("dealloc", "deallocate")
REQUESTS = (
    "library_call",
    "library_check",
    "library_metadata",
    "library_doc",
    "library_dependencies",
    "library_check_many",
    "initialize",
    "shutdown",
)
"""The exports that answer requests. `initialize` and `shutdown` may also be plain functions without an answer."""

_SILENT = ("initialize", "shutdown")
_FORMS: Mapping[tuple[str, str], tuple[Convention, bool]] = {
    ("i32 i32", "i32 i32"): ("pair", True),
    ("i32 i32", "i64"): ("packed", True),
    ("i32 i32 i32", ""): ("pointer", True),
    ("", "i32 i32"): ("pair", False),
    ("", "i64"): ("packed", False),
    ("i32", ""): ("pointer", False),
}
_EXPECTED = "(i32, i32) -> (i32, i32), (i32, i32) -> i64 or (i32, i32, i32) -> ()"


class Form(Record):
    """The type of an export, as far as it matters: how it answers, and whether it takes a request."""

    convention: Convention
    takes_request: bool

    @property
    def parameters(self) -> int:
        return (1 if self.convention == "pointer" else 0) + (2 if self.takes_request else 0)


class Interface(Record):
    """What a module offers. `requests` are the forms of the exports that answer, by name; `release` is None when the
    module takes no memory back; `starts` says that `_initialize` is to be called."""

    allocate: str
    release: str | None
    requests: Mapping[str, Form]
    starts: bool


def interface_of(module: wasmtime.Module) -> Interface:
    """Reads off what the module exports. Raises WasmError that names what is missing or has a wrong type."""
    exports = {export.name: export.type for export in module.exports}
    _require_memory(exports.get("memory"))
    allocate = next((name for name in ALLOCATING if name in exports), None)
    if allocate is None:
        raise WasmError("does not export `alloc(i32) -> i32`, which requests need", "see docs/wasm-plugins.md")
    _require_type(allocate, exports[allocate], ("i32", "i32"))
    release = next((name for name in RELEASING if name in exports), None)
    if release is not None:
        _require_type(release, exports[release], ("i32 i32", ""))
    starts = "_initialize" in exports
    if starts:
        _require_type("_initialize", exports["_initialize"], ("", ""))
    requests = {name: _form(name, exports[name]) for name in REQUESTS if name in exports}
    if not ("library_call" in requests or "library_check" in requests):
        problem = "exports neither `library_call` nor `library_check`"
        if "_start" in exports:
            raise WasmError(problem, "it is a program with a `main`; build it as a library (a WASI reactor)")
        raise WasmError(problem, "see docs/wasm-plugins.md")
    return Interface(allocate, release, requests, starts)


def _require_memory(kind: object) -> None:
    if kind is None:
        raise WasmError(
            "does not export its `memory`", "tell the compiler to export the memory; see docs/wasm-plugins.md"
        )
    if not isinstance(kind, wasmtime.MemoryType):
        raise WasmError("exports something called `memory` that is no memory")


def _form(name: str, kind: object) -> Form:
    signature = _signature(kind)
    if name in _SILENT and signature == ("", ""):
        return Form("nothing", False)
    known = _FORMS.get(signature) if signature else None
    if known is None:
        raise WasmError(f"exports `{name}` as {_shown(kind)}, not as {_EXPECTED}")
    return Form(*known)


def _require_type(name: str, kind: object, wanted: tuple[str, str]) -> None:
    if _signature(kind) != wanted:
        raise WasmError(f"exports `{name}` as {_shown(kind)}, not as {_arrow(wanted)}")


def _signature(kind: object) -> tuple[str, str] | None:
    if not isinstance(kind, wasmtime.FuncType):
        return None
    return " ".join(map(str, kind.params)), " ".join(map(str, kind.results))


def _shown(kind: object) -> str:
    signature = _signature(kind)
    return "something that is no function" if signature is None else _arrow(signature)


def _arrow(signature: tuple[str, str]) -> str:
    parameters, results = (text.replace(" ", ", ") for text in signature)
    return f"({parameters}) -> {results if ' ' not in results and results else f'({results})'}"
