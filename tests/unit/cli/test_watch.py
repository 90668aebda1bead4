"""`hielements check --watch`, as users run it: a process that goes on until it is interrupted."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from watched_command import PATIENCE, Watched

SPEC = "import files\nelement shop {\n    check files.exists('README.md')\n}\n"


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[tuple[Path, Watched]]:
    folder = tmp_path / "shop"
    folder.mkdir()
    (folder / "hielements.hie").write_text(SPEC, encoding="utf-8")
    (folder / "README.md").write_text("", encoding="utf-8")
    command = Watched(folder)
    yield folder, command
    command.end()


def change(folder: Path, command: Watched, name: str, text: str | None, wanted: str) -> None:
    """Writes or removes a file, and waits for a report with the wanted text: a notice may come between the steps of a
    write."""
    path = folder / name
    if text is None:
        path.unlink()
    else:
        path.write_text(text, encoding="utf-8")
    while wanted not in command.report():
        pass


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


def test_a_change_during_the_first_check_is_not_missed(watched: tuple[Path, Watched]) -> None:
    folder, command = watched
    for number in range(20):  # some of these fall between the start of the watch and the first report
        (folder / "README.md").unlink(missing_ok=True)
        (folder / f"touched{number}").write_text("", encoding="utf-8")
    while "violated[shop]" not in command.report():
        pass
