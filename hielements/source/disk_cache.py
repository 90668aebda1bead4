"""Derived data in the user's cache folder.

Comes in: entries of bytes by kind and key. Goes out: the same bytes, or None; never anything else, whatever happened
to the files: each carries a checksum. Writing goes to a temporary file that is then renamed, so that runs side by side,
and runs that are killed, leave whole entries. Files are private to the user, and a folder that belongs to somebody else
or that everybody may write to is not used. Trouble of any kind means: not cached.

The size is bounded by `evict`, which looks at every entry and is therefore never part of reading or writing: a run
that stored something calls `maintain` at its end, and that looks at most once a day.
"""

from __future__ import annotations

import os
import sys
import time
from array import array
from binascii import crc32
from collections.abc import Sequence

from hielements.record import Record

MAX_BYTES = 512 * 1024 * 1024
"""How much `evict` leaves, by default."""

MAINTENANCE_INTERVAL = 24 * 60 * 60
"""Seconds between two looks at the size of the whole cache."""

ABANDONED_AFTER = 60 * 60
"""Seconds after which a temporary file belongs to a run that was killed."""

_MAGIC = b"hielements-cache-1\n"
_MARKER = "maintained"
_TEMPORARY = ".tmp-"
# Windows opens files as text unless told otherwise.
_FLAGS = getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)


class CacheUse(Record):
    """What a cache holds."""

    folder: str
    entries: int
    bytes: int


class DiskCache:
    """A `Cache` in a folder, which is made when the first entry is stored."""

    def __init__(self, folder: str, max_bytes: int = MAX_BYTES) -> None:
        self.folder = os.path.abspath(folder)
        self._max_bytes = max_bytes
        self._stored = False
        self._made: set[str] = set()
        self._trusted = False

    def get(self, kind: str, key: str) -> bytes | None:
        try:
            if not (self._trusted or self._is_trusted()):
                return None
            descriptor = os.open(self._file(kind, key), os.O_RDONLY | _FLAGS)
        except (OSError, ValueError):
            return None
        try:
            size = os.fstat(descriptor).st_size
            content = os.read(descriptor, size + 1)
            while len(content) < size and (more := os.read(descriptor, size - len(content))):
                content += more
        except OSError:
            return None
        finally:
            os.close(descriptor)
        start = len(_MAGIC) + 12
        if not content.startswith(_MAGIC) or len(content) < start:
            return None
        length = int.from_bytes(content[len(_MAGIC) : len(_MAGIC) + 8], "big")
        checksum = int.from_bytes(content[len(_MAGIC) + 8 : start], "big")
        # The name is part of the checksum, so that a file that was renamed is not taken for another entry.
        if len(content) - start != length or _checksum(kind, key, content[start:]) != checksum:
            return None
        return content[start:]

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.put_parts(kind, key, (content,))

    def put_parts(self, kind: str, key: str, parts: Sequence[bytes | array[int]]) -> None:
        """Stores an entry whose content stands in several parts."""
        temporary = ""
        try:
            target = self._file(kind, key)
            folder = os.path.dirname(target)
            if not self._trusted:
                self._make(self.folder)
                if not self._is_trusted():
                    return
            if folder not in self._made:
                self._make(folder)
            temporary = os.path.join(folder, f"{_TEMPORARY}{os.getpid()}-{time.monotonic_ns():x}")
            descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _FLAGS, 0o600)
            try:
                contents = [memoryview(part).cast("B") for part in parts]
                checksum = _checksum(kind, key, *contents).to_bytes(4, "big")
                header = _MAGIC + sum(map(len, contents)).to_bytes(8, "big") + checksum
                for part in (memoryview(header), *contents):
                    left = part
                    while left:
                        left = left[os.write(descriptor, left) :]
            finally:
                os.close(descriptor)
            os.replace(temporary, target)
            self._stored = True
        except (OSError, ValueError):
            if temporary:
                _remove(temporary)

    def use(self) -> CacheUse:
        """How much the cache holds, for `hielements cache info`."""
        entries = self._entries()
        return CacheUse(self.folder, len(entries), sum(size for _, size, _ in entries))

    def clear(self) -> CacheUse:
        """Removes every entry; gives what there was."""
        entries = self._entries(temporary=True)
        for path, _, _ in entries:
            _remove(path)
        return CacheUse(self.folder, len(entries), sum(size for _, size, _ in entries))

    def maintain(self) -> None:
        """To be called when a run is over: bounds the size, at most once a day and only if the run stored anything."""
        if not self._stored:
            return
        marker = os.path.join(self.folder, _MARKER)
        try:
            if time.time() - os.stat(marker).st_mtime < MAINTENANCE_INTERVAL:
                return
        except OSError:
            pass
        try:
            # Set first, so that of several runs that end together one does the work.
            os.close(os.open(marker, os.O_WRONLY | os.O_CREAT | _FLAGS, 0o600))
            os.utime(marker)
        except OSError:
            return
        self.evict()

    def evict(self) -> None:
        """Removes what was stored longest ago until the rest fits into three quarters of the bound, and what killed
        runs left behind."""
        now = time.time()
        kept: list[tuple[float, int, str]] = []
        for path, size, stored in self._entries(temporary=True):
            if os.path.basename(path).startswith(_TEMPORARY):
                if now - stored > ABANDONED_AFTER:
                    _remove(path)
            else:
                kept.append((stored, size, path))
        total = sum(size for _, size, _ in kept)
        if total <= self._max_bytes:
            return
        for _, size, path in sorted(kept):
            if total <= self._max_bytes * 3 // 4:
                return
            _remove(path)
            total -= size

    def _file(self, kind: str, key: str) -> str:
        """Where an entry lies: 256 folders for each kind, so that none gets large. Names that are unsuitable for files
        are spelt by their bytes."""
        return os.path.join(self.folder, _safe(kind), _safe(key)[:2], _safe(key))

    def _is_trusted(self) -> bool:
        """Whether only the user could have written what the folder holds. Raises OSError when there is no folder."""
        status = os.stat(self.folder)
        if hasattr(os, "geteuid"):
            self._trusted = status.st_uid == os.geteuid() and not status.st_mode & 0o002
        else:
            self._trusted = True
        return self._trusted

    def _make(self, folder: str) -> None:
        missing: list[str] = []
        place = folder
        while not os.path.isdir(place):
            missing.append(place)
            above = os.path.dirname(place)
            if above == place:
                break
            place = above
        for each in reversed(missing):
            try:
                os.mkdir(each, 0o700)
            except FileExistsError:
                if not os.path.isdir(each):
                    raise
        self._made.add(folder)

    def _entries(self, temporary: bool = False) -> list[tuple[str, int, float]]:
        """All entries: path, size in bytes, time of storing. Only files that have the form of entries count, so that
        `clear` cannot empty a folder that was named by mistake."""
        found: list[tuple[str, int, float]] = []
        for kind in _scan(self.folder):
            for shelf in _scan(kind.path) if kind.is_dir(follow_symlinks=False) else ():
                if len(shelf.name) > 2 or not shelf.is_dir(follow_symlinks=False):
                    continue
                for entry in _scan(shelf.path):
                    is_temporary = entry.name.startswith(_TEMPORARY)
                    if is_temporary and not temporary:
                        continue
                    if not is_temporary and not (entry.name.isalnum() and entry.name.startswith(shelf.name)):
                        continue
                    try:
                        if entry.is_file(follow_symlinks=False):
                            status = entry.stat(follow_symlinks=False)
                            found.append((entry.path, status.st_size, status.st_mtime))
                    except OSError:
                        continue
        return found


def default_folder() -> str | None:
    """The user's cache folder for this program by the platform's convention, None when there is no telling.

    `HIELEMENTS_CACHE_DIR` decides where it is set; else `XDG_CACHE_HOME` (XDG base directories), `~/Library/Caches` on
    macOS, `%LOCALAPPDATA%` on Windows, `~/.cache` elsewhere.
    """
    chosen = os.environ.get("HIELEMENTS_CACHE_DIR")
    if chosen:
        return os.path.abspath(chosen)
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA")
        return os.path.join(local, "hielements", "Cache") if local else None
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "hielements") if os.path.isabs(home) else None
    # The XDG specification says that a relative path is to be ignored.
    base = os.environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(base):
        return os.path.join(base, "hielements")
    return os.path.join(home, ".cache", "hielements") if os.path.isabs(home) else None


def _checksum(kind: str, key: str, *contents: bytes | memoryview) -> int:
    checksum = crc32(f"{kind}/{key}".encode("utf-8", "surrogatepass"))
    for content in contents:
        checksum = crc32(content, checksum)
    return checksum


def _safe(name: str) -> str:
    """The name itself where every file system takes it, else a hash of it."""
    if name.isascii() and name.isalnum() and len(name) <= 128:
        return name
    from hashlib import blake2b

    return blake2b(name.encode("utf-8", "surrogatepass"), digest_size=20).hexdigest()


def _scan(folder: str) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError:
        return []


def _remove(path: str) -> None:
    try:
        os.unlink(path)
    except OSError:
        # Another run removed it first, or the folder became read-only: nothing is lost.
        return
