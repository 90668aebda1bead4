"""From the bytes of a plugin to a module that can be instantiated, or to the reason why not."""

from __future__ import annotations

import wasmtime

from hielements.libraries.wasm.abi import Interface, interface_of
from hielements.libraries.wasm.engine import Engine
from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Grants
from hielements.libraries.wasm.imports import check_imports
from hielements.libraries.wasm.module_cache import compiled
from hielements.record import Record
from hielements.source.cache import Cache

_MAGIC = b"\0asm"
_CORE = b"\x01\0\0\0"
_COMPONENT_LAYER = 1


class LoadedModule(Record):
    """A module that was found to be a plugin."""

    engine: Engine
    module: wasmtime.Module
    interface: Interface
    imports: frozenset[tuple[str, str]]


def load_module(content: bytes, engine: Engine, grants: Grants, cache: Cache) -> LoadedModule:
    """Compiles a module, or takes it from the cache, and checks that it is a plugin that may run. Raises WasmError."""
    _require_core_module(content)
    try:
        module = compiled(engine, content, cache)
    except wasmtime.WasmtimeError as problem:
        raise _uncompilable(str(problem)) from None
    imports = frozenset((each.module, each.name or "") for each in module.imports)
    check_imports(imports, grants)
    return LoadedModule(engine, module, interface_of(module), imports)


def _require_core_module(content: bytes) -> None:
    """wasmtime would take text and compile it; a plugin is what was built and can be told by its hash."""
    advice = "a plugin is a core module (`*.wasm`); see docs/wasm-plugins.md"
    if not content:
        raise WasmError("is an empty file", advice)
    if not content.startswith(_MAGIC):
        if content.lstrip().startswith((b"(module", b"(component")):
            raise WasmError("is WebAssembly text and not a module", "build it: `wat2wasm plugin.wat`")
        raise WasmError(f"is not a WebAssembly module: it begins with {content[:4]!r}", advice)
    version = content[4:8]
    if len(version) < 4:
        raise WasmError("is truncated: it ends within its header", "build or copy it again")
    if version[2] == _COMPONENT_LAYER:
        raise WasmError(
            "is a WebAssembly component, and plugins are core modules",
            "build it without a component step (no wasm-tools component new, no cargo-component, no wasm32-wasip2)",
        )
    if version != _CORE:
        raise WasmError(f"has the unknown WebAssembly version {int.from_bytes(version, 'little')}", advice)


def _uncompilable(problem: str) -> WasmError:
    reason = problem.strip().splitlines()
    cause = reason[-1].strip().removeprefix("Caused by:").strip() if reason else ""
    cause = cause.lstrip("0123456789: ")
    if "unexpected end" in problem or "unexpected EOF" in problem or "out of bounds" in problem:
        return WasmError(f"is truncated or damaged: {cause}", "build or copy it again")
    for feature in ("threads", "relaxed SIMD", "memory64", "gc", "exceptions", "multi-memory", "shared"):
        if f"{feature} support is not enabled" in problem or f"{feature} must be enabled" in problem:
            return WasmError(
                f"needs a feature of WebAssembly that plugins may not use: {cause}",
                "threads, relaxed SIMD, 64-bit and several memories, exceptions and garbage collection are off",
            )
    return WasmError(f"is not a valid WebAssembly module: {cause}", "build or copy it again")
