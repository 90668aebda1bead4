"""Shares work with processes of our own: they do portions of it while this one does others.

Comes in: portions, what to do with one here, and the name of a function that does the same elsewhere. Goes out: each
portion, done exactly once as far as the caller can see. This module must never know what the work is.

Threads do not help where the work is Python's own. `multiprocessing` would import the program that runs here into each
process a second time; a program that merely uses this library cannot be expected to survive that.

Nothing depends on a companion. One that cannot be started, that ends or answers nonsense has done nothing, and one that
hangs is not waited for: what it was given is done here once nothing else is left. It sees the end of its input when
this process ends, however that happens, and ends then.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final

from hielements.libraries.builtin.companion_messages import receive, send

if TYPE_CHECKING:
    from subprocess import Popen

AHEAD: Final = 3
"""Portions that a companion has at a time, so that it need not wait for this process to look up from its own."""

ROOM: Final = 4_000
"""Bytes that a portion should have at most: as many portions as a companion has at a time then fit into a pipe, even
where it is small (16 KiB), and giving one never waits."""

_START: Final = (
    "import sys; sys.path.append({!r}); from hielements.libraries.builtin.companion_process import main; main()"
)


def share(
    task: str,
    opening: object,
    portions: Sequence[object],
    companions: int,
    here: Callable[[int], None],
    there: Callable[[int, int, Any], None],
) -> None:
    """Has every portion done: by `here`, which gets its number, or by one of so many companions, in which case `there`
    gets the number of the companion, that of the portion and the answer. `task` is the full name of a function
    (`package.module.function`) that makes of `opening` the function from portions to answers; all of these are plain
    values (those of `marshal`). An answer of None is none: the portion is then done here.
    """
    waiting = deque(range(len(portions)))
    given: dict[int, None] = {}
    started: list[_Companion] = []
    try:
        for _ in range(companions):
            companion = _Companion.start(task, opening)
            if companion is None:
                break
            started.append(companion)
        while waiting or given:
            for name, companion in enumerate(started):
                for number, answer in companion.answers():
                    if number in given:
                        del given[number]
                        if answer is None:
                            here(number)
                        else:
                            there(name, number, answer)
                while waiting and companion.has_room():
                    number = waiting.pop()
                    given[number] = None
                    companion.give(number, portions[number])
            if waiting:
                here(waiting.popleft())
            elif given:
                # The last one given is the one that is least likely to have been begun.
                here(given.popitem()[0])
    finally:
        for companion in started:
            companion.end()


class _Companion:
    """One process, and a thread that waits for its answers: not every system can tell without waiting whether a pipe
    holds something."""

    def __init__(self, process: Popen[bytes]) -> None:
        from threading import Thread

        self._process = process
        self._given = 0
        self._broken = False
        self._answers: deque[tuple[int, Any]] = deque()
        self._listener = Thread(target=self._listen, daemon=True)

    @staticmethod
    def start(task: str, opening: object) -> _Companion | None:
        """A companion for a task; None where the system starts none."""
        import subprocess

        # Isolated, and without what is installed: neither the user's settings nor the checked project have a say.
        command = [sys.executable, "-I", "-S", "-c", _START.format(_folder_of_the_program())]
        try:
            process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except (OSError, ValueError):
            return None
        companion = _Companion(process)
        try:
            companion._listener.start()
        except RuntimeError:  # no more threads
            process.kill()
            process.communicate()
            return None
        companion._tell((task, opening))
        return companion

    def has_room(self) -> bool:
        return self._given < AHEAD and not self._broken

    def give(self, number: int, portion: object) -> None:
        self._given += 1
        self._tell((number, portion))

    def answers(self) -> list[tuple[int, Any]]:
        """What was answered since the last question."""
        found: list[tuple[int, Any]] = []
        while self._answers:
            found.append(self._answers.popleft())
        self._given -= len(found)
        return found

    def end(self) -> None:
        """Does not wait for what the companion may be doing."""
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:
                pass  # what could not be written is not wanted any more

    def _tell(self, message: object) -> None:
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, message)
        except OSError:
            self._broken = True

    def _listen(self) -> None:
        assert self._process.stdout is not None
        try:
            while (message := receive(self._process.stdout)) is not None:
                number, answer = message
                self._answers.append((number, answer))
        except (OSError, EOFError, ValueError, TypeError):
            pass
        self._broken = True


def _folder_of_the_program() -> str:
    """Where the package `hielements` lies: a folder, or an archive."""
    folder = os.path.abspath(__file__)
    for _ in __name__.split("."):
        folder = os.path.dirname(folder)
    return folder
