"""`hielements check --watch`, as users run it: a process that goes on until it is interrupted."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from watched_command import PATIENCE, Watched

SPEC = "import files\nelement shop {\n    check files.exists('README.md')\n}\n"


@pytest.fixture
def started() -> Iterator[Callable[..., Watched]]:
    """Starts the command in a new folder, with some arguments."""
    commands: list[Watched] = []

    def start(folder: Path, *arguments: str) -> Watched:
        folder.mkdir(parents=True)
        (folder / "hielements.hie").write_text(SPEC, encoding="utf-8")
        (folder / "README.md").write_text("", encoding="utf-8")
        commands.append(Watched(folder, *arguments))
        return commands[-1]

    yield start
    for command in commands:
        command.end()


@pytest.fixture
def watched(tmp_path: Path, started: Callable[..., Watched]) -> tuple[Path, Watched]:
    return tmp_path / "shop", started(tmp_path / "shop")


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


def test_the_names_of_the_folders_above_decide_nothing(tmp_path: Path, started: Callable[..., Watched]) -> None:
    folder = tmp_path / "node_modules/.venv/__pycache__/shop"
    command = started(folder)
    assert "OK: 1 check" in command.report()
    change(folder, command, "README.md", None, "violated[shop]")


def test_what_lies_outside_is_looked_at_and_named(tmp_path: Path, started: Callable[..., Watched]) -> None:
    (tmp_path / "rules.hie").write_text(SPEC, encoding="utf-8")
    command = started(tmp_path / "shop", "../rules.hie", "--workspace", ".")
    assert "OK: 1 check" in command.report()
    (tmp_path / "rules.hie").write_text(SPEC.replace("README", "LICENSE"), encoding="utf-8")
    report = command.report()
    assert "changed: ../rules.hie\n" in report
    assert "violated[shop]" in report


def test_the_report_that_a_check_writes_is_no_reason_for_the_next(
    tmp_path: Path, started: Callable[..., Watched]
) -> None:
    folder = tmp_path / "shop"
    command = started(folder, "--output", "junit=report.xml", "--output", "json=report.json")
    assert "OK: 1 check" in command.report()
    (folder / ".git").mkdir()
    (folder / ".git/index.lock").write_text("", encoding="utf-8")  # nobody's business either
    (folder / "README.md").unlink()
    report = command.report()
    assert "changed: README.md\n" in report
    assert "violated[shop]" in report


def test_a_folder_that_is_removed_and_made_anew_is_watched_again(
    tmp_path: Path, started: Callable[..., Watched]
) -> None:
    folder = tmp_path / "shop"
    (tmp_path / "away").mkdir()
    command = started(folder, "--workspace", str(folder))
    assert "OK: 1 check" in command.report()
    folder.rename(tmp_path / "away/shop")
    while "unusable-workspace" not in command.report():
        pass
    folder.mkdir()
    (folder / "hielements.hie").write_text(SPEC, encoding="utf-8")
    while "violated[shop]" not in command.report():
        pass
    (folder / "README.md").write_text("", encoding="utf-8")
    while "OK: 1 check" not in command.report():
        pass
