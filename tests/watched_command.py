"""`hielements check --watch` in a process of its own, read line by line."""

from __future__ import annotations

import os
import queue
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

PATIENCE = 60  # seconds: a guard, never waited for


class Watched:
    """The running command; what it prints is read line by line, both streams together."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = {**os.environ, "HIELEMENTS_CACHE_DIR": str(folder.parent / "cache"), "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "hielements", "check", "--watch", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines: queue.Queue[str | None] = queue.Queue()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.put(line.rstrip("\n"))
        self.lines.put(None)

    def until(self, wanted: Callable[[str], bool]) -> list[str]:
        """The lines up to the first that is wanted."""
        seen: list[str] = []
        while True:
            line = self.lines.get(timeout=PATIENCE)
            assert line is not None, seen
            seen.append(line)
            if wanted(line):
                return seen

    def report(self) -> str:
        return "\n".join(self.until(lambda line: line.startswith("watching ")))

    def end(self) -> None:
        self.process.kill()
        self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
