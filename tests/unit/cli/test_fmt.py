"""`hielements fmt` through the command line: what it writes, what it leaves alone, and how it ends."""

from __future__ import annotations

import io
import os
import stat
import sys
from pathlib import Path

import pytest

from hielements.cli.main import main

UGLY = b"element a{\n  scope s=f( 'x' )\n}\n"
CLEAN = b"element a {\n    scope s = f('x')\n}\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_formats_files_and_folders_and_sums_up(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "sub").mkdir()
    (folder / "sub" / "a.hie").write_bytes(UGLY)
    (folder / "b.hie").write_bytes(CLEAN)
    assert main(["fmt"]) == 0
    assert (folder / "sub" / "a.hie").read_bytes() == CLEAN
    assert capfd.readouterr().err == "1 file formatted, 1 unchanged\n"


def test_keeps_the_mode_and_leaves_nothing_behind(folder: Path) -> None:
    (folder / "a.hie").write_bytes(UGLY)
    (folder / "a.hie").chmod(0o640)
    assert main(["fmt", "a.hie"]) == 0
    assert stat.S_IMODE((folder / "a.hie").stat().st_mode) == 0o640
    assert os.listdir(folder) == ["a.hie"]


def test_does_not_touch_what_is_formatted(folder: Path) -> None:
    (folder / "a.hie").write_bytes(CLEAN)
    os.utime(folder / "a.hie", ns=(1, 1))
    assert main(["fmt", "a.hie"]) == 0
    assert (folder / "a.hie").stat().st_mtime_ns == 1


@pytest.mark.parametrize("option", ["--check", "--diff"])
def test_a_preview_writes_nothing_and_tells(folder: Path, option: str, capfd: pytest.CaptureFixture[str]) -> None:
    (folder / "a.hie").write_bytes(UGLY)
    assert main(["fmt", option, "a.hie"]) == 1
    assert (folder / "a.hie").read_bytes() == UGLY
    output = capfd.readouterr()
    assert "1 file would change" in output.err
    if option == "--diff":
        assert {"-  scope s=f( 'x' )", "+    scope s = f('x')", " }"} <= set(output.out.splitlines())


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf" + CLEAN, CLEAN.replace(b"\n", b"\r\n")])
def test_a_byte_order_mark_and_other_line_ends_are_changes(folder: Path, content: bytes) -> None:
    (folder / "a.hie").write_bytes(content)
    assert main(["fmt", "--check", "a.hie"]) == 1
    assert main(["fmt", "a.hie"]) == 0
    assert (folder / "a.hie").read_bytes() == CLEAN


@pytest.mark.parametrize("content", [b"element {", b"# \xff\n", UGLY + b"\x00"])
def test_a_broken_file_is_reported_and_left_alone(folder: Path, content: bytes) -> None:
    (folder / "a.hie").write_bytes(content)
    (folder / "b.hie").write_bytes(UGLY)
    assert main(["fmt", "a.hie", "b.hie"]) == 2
    assert (folder / "a.hie").read_bytes() == content
    assert (folder / "b.hie").read_bytes() == CLEAN


def test_a_file_that_is_not_there_is_reported(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["fmt", "missing.hie"]) == 2
    assert "missing.hie" in capfd.readouterr().err


def test_standard_input_goes_to_standard_output(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"template p:\r\n  scope s : python\r\n")))
    assert main(["fmt", "--upgrade", "-"]) == 0
    assert capfd.readouterr().out == "pattern p:\n    scope s<python>\n"
