"""Writing files in one step: a reader sees the old content or the new one, never half of it.

Comes in: a path and bytes. Goes out: the file, with the mode it had. Raises OSError.
"""

from __future__ import annotations

import os
import stat


def write_file(path: str, content: bytes) -> None:
    """Replaces or makes a file. A symbolic link stays one, and what it leads to is replaced. Devices and pipes
    (`/dev/stdout`) are written to directly."""
    target = os.path.realpath(path)
    try:
        mode = os.stat(target).st_mode
    except FileNotFoundError:
        mode = None
    if mode is not None and not stat.S_ISREG(mode):
        with open(target, "wb") as file:
            file.write(content)
        return
    temporary = f"{target}.{os.getpid()}.tmp"
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with open(descriptor, "wb") as file:
            file.write(content)
        if mode is not None:
            os.chmod(temporary, stat.S_IMODE(mode))
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
