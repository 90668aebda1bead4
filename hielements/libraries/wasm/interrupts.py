"""Keeps exceptions away from the moment at which a guest calls the host.

`ctypes` has no result to give when a callback raises before its first statement: wasmtime would take what happens to
lie there for a pointer. Python raises at that moment for two reasons, and both are ruled out before a guest is entered:
the handler of a signal raises (Ctrl+C while the main thread is in the guest), or the stack of Python is used up.
"""

from __future__ import annotations

# Not `signal`, which makes an enumeration member of each number: that takes as long as a whole call of a guest.
import _signal  # type: ignore[import-not-found]
from _thread import get_ident
from collections.abc import Callable
from threading import main_thread
from types import FrameType
from typing import Any, Final

_LEVELS: Final = 20
"""Calls within calls for which there must be room: what host functions need before they can catch anything."""

Handler = Callable[[int, FrameType | None], Any]


def require_headroom(levels: int = _LEVELS) -> None:
    """Raises RecursionError where it is harmless."""
    if levels:
        require_headroom(levels - 1)


def hold(note: Callable[[BaseException], None]) -> Handler | None:
    """Lets an interrupt be noted instead of raised, in the main thread, which alone handles signals. Gives what
    `release` needs; None where there is nothing to hold back."""
    if get_ident() != main_thread().ident:
        return None
    handler: Handler | int | None = _signal.getsignal(_signal.SIGINT)
    if not callable(handler):
        return None

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        note(KeyboardInterrupt())

    _signal.signal(_signal.SIGINT, interrupted)
    return handler


def release(held: Handler | None) -> None:
    """Undoes `hold`."""
    if held is not None:
        _signal.signal(_signal.SIGINT, held)
