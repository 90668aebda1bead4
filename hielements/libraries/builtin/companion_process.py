"""What runs in a companion: portions come in, answers go out, until there are no more.

Started by `companions`. Whatever goes wrong with a portion is no answer, and the program that asked does it itself: it
has the words to say what is wrong.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Callable
from contextlib import suppress
from typing import IO, Any

from hielements.libraries.builtin.companion_messages import receive, send


def main() -> None:
    """Serves standard input and output."""
    gc.disable()
    with suppress(OSError):  # when nobody listens any more
        serve(sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)  # nothing here is worth tidying up


def serve(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Answers every portion, in their order."""
    opened = receive(questions)
    if opened is None:
        return
    task, opening = opened
    module, _, function = task.rpartition(".")
    work: Callable[[Any], Any] = getattr(importlib.import_module(module), function)(opening)
    while (message := receive(questions)) is not None:
        number, portion = message
        try:
            answer = work(portion)
        except Exception:
            answer = None
        send(answers, (number, answer))
