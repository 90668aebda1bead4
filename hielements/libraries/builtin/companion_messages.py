"""Messages between this program and its companions: plain values, each after its length in bytes.

Both ends are the same version of the same program on the same machine, so `marshal` will do. Comes in and goes out: a
binary stream and plain values. This module must never know what messages mean.
"""

from __future__ import annotations

import marshal
from typing import IO, Any, Final

_LENGTH: Final = 4


def send(stream: IO[bytes], message: Any) -> None:
    """Raises OSError when nobody reads."""
    content = marshal.dumps(message)
    stream.write(len(content).to_bytes(_LENGTH, "big") + content)
    stream.flush()


def receive(stream: IO[bytes]) -> Any:
    """The next message, None at the end. Raises EOFError, ValueError or TypeError for what is no message."""
    head = stream.read(_LENGTH)
    if not head:
        return None
    length = int.from_bytes(head, "big")
    content = stream.read(length)
    if len(head) < _LENGTH or len(content) < length:
        raise EOFError("a message breaks off")
    return marshal.loads(content)
