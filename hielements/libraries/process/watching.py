"""What a process and everything it started uses.

Comes in: the id of a process. Goes out: bytes of memory and a number of processes. Limits of the system cannot do this:
RLIMIT_AS counts address space, of which some runtimes reserve gigabytes, and RLIMIT_NPROC counts all processes of the
user. So the plugin is looked at from outside while it is working.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from hielements.record import Record

if TYPE_CHECKING:
    from psutil import Process

GONE = (ProcessLookupError, PermissionError)


class Use(Record):
    """Memory in bytes, of the process and its descendants, and how many there are."""

    memory: int
    processes: int


def use_of(pid: int, enough: int) -> Use:
    """What the process tree uses now; nothing when it has ended. Pages that several processes share are counted for
    each of them, unless that would make more than `enough` bytes: then they are shared out, which takes longer."""
    tree = _tree(pid)
    memory = sum(_memory(process, "rss") for process in tree)
    if memory > enough and len(tree) > 1:
        memory = sum(_memory(process, "pss") for process in tree)
    return Use(memory, len(tree))


def _memory(process: Process, kind: str) -> int:
    import psutil

    # The process may have ended meanwhile, or not be ours to look at; not every system can share pages out.
    try:
        found = process.memory_info() if kind == "rss" else process.memory_full_info()
        size: int = getattr(found, kind, found.rss)
    except psutil.Error:
        return 0
    return size


def kill_tree(pid: int) -> None:
    """Kills the process group of the process, and its descendants that have left the group."""
    strays = [process.pid for process in _tree(pid)]
    kill_group(pid)
    for stray in strays:
        with suppress(*GONE):
            os.kill(stray, signal.SIGKILL)


def kill_group(pid: int) -> None:
    """Kills what is left of the process group that a process leads or led."""
    with suppress(*GONE):
        os.killpg(pid, signal.SIGKILL)


_MOST_ROUNDS: Final = 5


def kill_with_variable(name: str, value: str) -> None:
    """Kills every process whose environment had that variable when it started: what a plugin started and let go, so
    that it is in no group and no tree any more. Linux tells the environment of processes; elsewhere nothing is done."""
    wanted = os.fsencode(f"{name}={value}")
    for _ in range(_MOST_ROUNDS):
        # What one of them starts meanwhile has the variable too.
        if not sum(_kill_if_marked(int(entry), wanted) for entry in _names("/proc") if entry.isdecimal()):
            return


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []


def _kill_if_marked(pid: int, wanted: bytes) -> bool:
    if pid == os.getpid():
        return False
    try:
        # Held from before the look until after the signal: its number cannot become that of another process.
        handle = os.pidfd_open(pid)
    except (OSError, AttributeError):
        return False
    try:
        with open(f"/proc/{pid}/environ", "rb") as file:
            marked = wanted in file.read().split(b"\0")
        if marked:
            signal.pidfd_send_signal(handle, signal.SIGKILL)
        return marked
    except OSError:
        return False
    finally:
        os.close(handle)


def _tree(pid: int) -> list[Process]:
    import psutil

    try:
        root = psutil.Process(pid)
        return [root, *root.children(recursive=True)]
    except psutil.Error:
        return []
