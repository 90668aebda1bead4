"""What a terminal gets that a pipe does not: colour, its own width, a progress bar."""

from __future__ import annotations

import io
import os
import pty
import sys
from pathlib import Path

import pytest
from sample_reports import results

from hielements.cli import progress
from hielements.cli.progress import ProgressBar, progress_for


class Terminal(io.StringIO):
    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


def on_a_terminal(arguments: list[str], folder: Path, environment: dict[str, str]) -> str:
    """What `hielements ARGUMENTS` writes to a terminal 60 columns wide."""
    process, terminal = pty.fork()
    if process == 0:
        variables = {name: value for name, value in os.environ.items() if "COLOR" not in name and name != "COLUMNS"}
        os.chdir(folder)
        command = ["sh", "-c", 'stty cols 60 && exec "$@"', "sh", sys.executable, "-m", "hielements", *arguments]
        os.execvpe("sh", command, {**variables, **environment})
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.waitpid(process, 0)
    os.close(terminal)
    return shown.decode()


@pytest.mark.parametrize(("term", "coloured"), [("xterm", True), ("dumb", False)])
def test_colour_and_width(tmp_path: Path, term: str, coloured: bool) -> None:
    (tmp_path / "hielements.hie").write_text(
        "import files\nelement shop {\n    check files.exists('a_rather_long_name_of_a_file_that_is_missing.txt')\n}\n"
    )
    shown = on_a_terminal(["check", "--no-cache"], tmp_path, {"TERM": term})
    assert ("\x1b[1;31mviolated[shop]\x1b[0m" in shown) is coloured
    assert "violated[shop]" in shown
    if not coloured:
        assert max(len(line) for line in shown.splitlines() if "|" in line) <= 60


def test_the_bar_appears_late_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr(progress, "perf_counter", lambda: now[0])
    monkeypatch.setenv("COLUMNS", "60")
    stream = Terminal()
    bar = ProgressBar(stream)
    planned = results()[0].planned
    bar(1, 4, planned)
    assert stream.getvalue() == ""
    now[0] += 0.6
    bar(2, 4, planned)
    bar(3, 4, planned)
    assert stream.getvalue() == "\r\x1b[K[############------------] 2/4 shop.api"
    bar.clear()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_no_bar_without_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert progress_for(io.StringIO()) is None
    assert progress_for(Terminal()) is not None
    monkeypatch.setenv("TERM", "dumb")
    assert progress_for(Terminal()) is None
