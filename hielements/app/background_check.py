"""`python -m hielements.app.background_check`: one check in a process of its own.

Comes in: a pickled CheckRequest on standard input, from the process that started this one. Goes out: pickled frames on
standard output, first `("progress", done, total, text)` as often as there is news, at last `("answer", CheckAnswer)` or
`("trouble", text)`. Both ends are the same version of this program; nobody else speaks this. What a library prints goes
to standard error.
"""

from __future__ import annotations

import os
import pickle
import sys
from time import monotonic
from typing import Any

from hielements.app.editing import check_for_editor
from hielements.app.requests import CheckRequest

_PAUSE = 0.1
"""Seconds between two words about progress."""


def main() -> int:
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    request: CheckRequest = pickle.load(sys.stdin.buffer)
    last = 0.0

    def send(*frame: Any) -> None:
        content = pickle.dumps(frame)
        answers.write(len(content).to_bytes(4, "big") + content)
        answers.flush()

    def progress(done: int, total: int, planned: Any) -> None:
        nonlocal last
        now = monotonic()
        if now - last >= _PAUSE:
            last = now
            send("progress", done, total, planned.check.text)

    try:
        send("answer", check_for_editor(request.with_(progress=progress)))
    except Exception as problem:
        send("trouble", f"{type(problem).__name__}: {problem}")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
