"""The file of a plugin. Nothing here needs wasmtime: what a plugin says of itself may be known from an earlier run."""

from __future__ import annotations

import os
import stat

from hielements.libraries.wasm.errors import WasmError
from hielements.libraries.wasm.grants import Limits


def read_module(path: str, limits: Limits) -> bytes:
    """The content of a plugin's file. Raises WasmError."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError) as problem:
        raise WasmError(f"cannot be read: {_reason(problem)} ({path})") from None
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise WasmError(f"is not a file ({path})")
        content = b""
        while len(content) <= limits.module_bytes and (chunk := os.read(descriptor, limits.module_bytes + 1)):
            content += chunk
    except OSError as problem:
        raise WasmError(f"cannot be read: {_reason(problem)} ({path})") from None
    finally:
        os.close(descriptor)
    if len(content) > limits.module_bytes:
        raise WasmError(f"is larger than {limits.module_bytes:,} bytes ({path})", reason="limit")
    return content


def _reason(problem: Exception) -> str:
    return (problem.strerror or str(problem)).lower() if isinstance(problem, OSError) else "not a possible path"
