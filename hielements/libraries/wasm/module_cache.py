"""Compiled modules between runs.

Comes in: a module's bytes. Goes out: the compiled module, from the cache or freshly compiled.

A compiled module is native code, and wasmtime runs what it is given: an entry that somebody else wrote, or that lost a
few bytes, must never get that far. Each entry is therefore authenticated with a key that only this user has
(HMAC-SHA256 over its name and its content), the bytes that were checked are the bytes that are loaded, and whatever
does not match is compiled anew. The key lies outside the cache folder, which a project may set and an archive may
fill. Where no key can be kept, nothing is cached.

The entries are part of the user's cache like all others: private, written atomically, bounded in size, counted and
removed by `hielements cache`.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import stat
import sys

import wasmtime

from hielements.libraries.wasm.engine import Engine, wasmtime_version
from hielements.source.cache import Cache

KIND = "wasm"
_TAG_BYTES = 32
_KEY_BYTES = 32
_KEY_FILE = "module-cache.key"
_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


def compiled(engine: Engine, content: bytes, cache: Cache) -> wasmtime.Module:
    """The module that the bytes are. Raises WasmtimeError when they are none."""
    key = user_key()
    if key is None:
        return wasmtime.Module(engine.raw, content)
    name = entry_name(engine, content)
    entry = cache.get(KIND, name)
    if entry is not None and (native := _authenticated(key, name, entry)) is not None:
        try:
            return wasmtime.Module.deserialize(engine.raw, native)
        except wasmtime.WasmtimeError:
            # Made for other features of the processor, by a machine that shares the folder: compiled again.
            pass
    module = wasmtime.Module(engine.raw, content)
    native = bytes(module.serialize())
    cache.put(KIND, name, _tag(key, name, native) + native)
    return module


def entry_name(engine: Engine, content: bytes) -> str:
    """What the compiled form depends on: the module, wasmtime, how it is set, and the machine."""
    machine = os.uname().machine if hasattr(os, "uname") else os.environ.get("PROCESSOR_ARCHITECTURE", "")
    circumstances = "\n".join((wasmtime_version(), engine.settings, sys.platform, machine))
    return hashlib.sha256(hashlib.sha256(content).digest() + circumstances.encode()).hexdigest()


def user_key() -> bytes | None:
    """This user's key, made on first use; None when there is no private place for it."""
    folder = _key_folder()
    if folder is None:
        return None
    path = os.path.join(folder, _KEY_FILE)
    try:
        key = _read_key(path)
        if key is None:
            os.makedirs(folder, 0o700, exist_ok=True)
            _make_key(path)
            key = _read_key(path)
    except (OSError, ValueError):
        return None
    return key


def _read_key(path: str) -> bytes | None:
    """The key in a file that only this user can have written and read; None when there is none. A file that others may
    read or write raises PermissionError: what it authenticates is worth nothing."""
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _FLAGS)
    except FileNotFoundError:
        return None
    try:
        status = os.fstat(descriptor)
        key = os.read(descriptor, _KEY_BYTES + 1) if stat.S_ISREG(status.st_mode) else b""
    finally:
        os.close(descriptor)
    foreign = hasattr(os, "geteuid") and (status.st_uid != os.geteuid() or status.st_mode & 0o077)
    if foreign or len(key) != _KEY_BYTES:
        raise PermissionError(path)
    return key


def _make_key(path: str) -> None:
    """Writes a new key under another name and links it: of runs that start together one wins, and no run ever sees half
    a key."""
    temporary = f"{path}.{os.getpid()}-{os.urandom(4).hex()}"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
    try:
        os.write(descriptor, os.urandom(_KEY_BYTES))
    finally:
        os.close(descriptor)
    try:
        os.link(temporary, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(temporary)


def _key_folder() -> str | None:
    """The user's folder for state of this program by the platform's convention, None when there is no telling.

    `XDG_STATE_HOME` (XDG base directories), `~/Library/Application Support` on macOS, `%LOCALAPPDATA%` on Windows,
    `~/.local/state` elsewhere. It is not the cache folder, see above.
    """
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return os.path.join(local, "hielements") if local else None
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Application Support", "hielements") if os.path.isabs(home) else None
    base = os.environ.get("XDG_STATE_HOME", "")
    if os.path.isabs(base):
        return os.path.join(base, "hielements")
    return os.path.join(home, ".local", "state", "hielements") if os.path.isabs(home) else None


def _authenticated(key: bytes, name: str, entry: bytes) -> bytes | None:
    tag, native = entry[:_TAG_BYTES], entry[_TAG_BYTES:]
    return native if hmac.compare_digest(tag, _tag(key, name, native)) else None


def _tag(key: bytes, name: str, native: bytes) -> bytes:
    # The name has a fixed length, so that where it ends is never in doubt.
    code = hmac.new(key, name.encode(), "sha256")
    code.update(native)
    return code.digest()
