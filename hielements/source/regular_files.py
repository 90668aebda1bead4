"""Reads a file of which nothing is known but its place.

Comes in: an absolute path. Goes out: the content, or an OSError. This module must never know which files belong to a
project.
"""

from __future__ import annotations

import os
import stat

_OPEN_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


def read_regular_file(absolute: str) -> bytes:
    """The content of a regular file. What was a file when it was listed may have become a FIFO since: it is opened
    without waiting, and looked at before it is read. Raises OSError for anything else, and for what cannot be read."""
    descriptor = os.open(absolute, _OPEN_FLAGS)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError("is not a regular file")
        content = os.read(descriptor, status.st_size + 1)
        if len(content) == status.st_size:
            return content
        chunks = [content]
        while chunk := os.read(descriptor, 1 << 20):
            chunks.append(chunk)
        return b"".join(chunks)
    finally:
        os.close(descriptor)
