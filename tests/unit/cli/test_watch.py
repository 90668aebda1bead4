"""`hielements check --watch`, as users run it: a process that goes on until it is interrupted."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

PATIENCE = 60  # seconds: a guard, never waited for

SPEC = "import files\nelement shop {\n    check files.exists('README.md')\n}\n"


class Watched:
    """The running command; what it prints is read line by line, both streams together."""

    def __init__(self, folder: Path) -> None:
        environment = {**os.environ, "HIELEMENTS_CACHE_DIR": str(folder.parent / "cache"), "NO_COLOR": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-u", "-m", "hielements", "check", "--watch"],
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


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, Watched]]:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "hielements.hie").write_text(SPEC, encoding="utf-8")
    (folder / "README.md").write_text("", encoding="utf-8")
    command = Watched(folder)
    yield folder, command
    command.process.kill()
    command.process.wait(PATIENCE)
    command.reader.join(PATIENCE)
    assert command.process.stdout is not None
    command.process.stdout.close()


def change(folder: Path, command: Watched, name: str, text: str | None, wanted: str) -> str:
    """Writes (or removes) a file until the command has told a report with the wanted text. The watch begins after the
    first report, at a moment that nobody can see from outside: a write that came too early is repeated."""
    for _ in range(PATIENCE):
        path = folder / name
        path.unlink(missing_ok=True)
        if text is not None:
            path.write_text(text, encoding="utf-8")
        else:
            (folder / "touched").write_text("", encoding="utf-8")
        try:
            line = command.lines.get(timeout=1)
        except queue.Empty:
            continue
        report = f"{line}\n{command.report()}"
        while wanted not in report:
            report = command.report()
        return report
    raise AssertionError("no change was noticed")


def test_each_change_is_checked_until_the_user_ends_it(watched: tuple[Path, Watched]) -> None:
    folder, command = watched
    assert "OK: 1 check of 1 element passed" in command.report()
    change(folder, command, "README.md", None, "violated[shop]")
    # A specification that changes is read anew, also one that is wrong for a while.
    change(folder, command, "hielements.hie", "element {", "INVALID")
    change(folder, command, "hielements.hie", SPEC.replace("README.md", "hielements.hie"), "OK: 1 check")
    change(folder, command, "hielements.hie", SPEC, "violated[shop]")
    command.process.send_signal(signal.SIGINT)
    assert command.process.wait(PATIENCE) == 1
