"""docs/security.md: each row of the table for WebAssembly is tried as it stands there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from guests.building import Guest, built
from guests.running import configure, make_project, run, tried

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs/security.md"
ALL = (
    'filesystem = ["read", "write"]',
    'environment = ["HIELEMENTS_OTHER"]',
    "clock = true",
    "random = true",
)
"""What is granted where the table says `all`: everything that there is."""


def rows() -> list[tuple[str, str, str, str, str]]:
    """The cells of the table, without its heading."""
    section = PAGE.read_text().partition("## WebAssembly modules")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")][1:]
    found = []
    for line in lines:
        attempt, without, permission, then, guest = (cell.strip() for cell in line.strip("|").split("|"))
        found.append((attempt, without, permission.strip("`"), then, guest))
    return found


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = make_project(tmp_path)
    (root / ".gitignore").write_text("ignored.py\n")
    (root / "ignored.py").write_text("password = 1\n")
    monkeypatch.setenv("HIELEMENTS_TRIED", "1")
    monkeypatch.setenv("HIELEMENTS_OTHER", "1")
    return root


@pytest.mark.parametrize("row", rows(), ids=lambda row: f"{row[0]}: {row[2]}")
def test_a_row_of_the_table_is_true(project: Path, row: tuple[str, str, str, str, str]) -> None:
    _, without, permission, then, name = row
    guest = Guest(FOLDER / f"{name}.wat")
    for expected, permissions in (without, ()), (then, ALL if permission == "all" else (permission,)):
        configure(project, guest.module, permissions)
        report = run(project)
        assert expected in ("yes", "no")
        assert tried(report).status == ("pass" if expected == "yes" else "error"), (permissions, tried(report).message)
        assert [result.status for result in report.results if result.element == "after"] == ["pass"]


def test_the_table_has_every_guest() -> None:
    tried_in_table = {row[4] for row in rows()}
    assert tried_in_table >= {f"capabilities/{path.stem}" for path in (FOLDER / "capabilities").glob("*.wat")} - {
        "capabilities/sleeps"
    }
    assert not re.search(
        r"\| *\|", PAGE.read_text().partition("## WebAssembly modules")[2].partition("\n## ")[0].replace("|---", "")
    )


TELLS = """
  (data (i32.const 400) "{\\22Fail\\22:{\\22message\\22:\\22seen\\22,\\22violations\\22:[" "{\\22path\\22:\\22x\\22,\\22message\\22:\\22")
  ;; Says the request, with single quotation marks, in a violation.
  (func (export "library_check") (param $place i32) (param $length i32) (result i64)
    (local $at i32) (local $byte i32) (local $target i32)
    (memory.copy (i32.const 40000) (i32.const 400) (i32.const 63))
    (local.set $target (i32.const 40063))
    (loop $next
      (local.set $byte (i32.load8_u (i32.add (local.get $place) (local.get $at))))
      (i32.store8 (local.get $target)
        (select (i32.const 39) (local.get $byte) (i32.eq (local.get $byte) (i32.const 34))))
      (local.set $at (i32.add (local.get $at) (i32.const 1)))
      (local.set $target (i32.add (local.get $target) (i32.const 1)))
      (br_if $next (i32.lt_u (local.get $at) (local.get $length))))
    (i32.store (local.get $target) (i32.const 0x7d5d7d22))
    (i32.store8 offset=4 (local.get $target) (i32.const 125))
    (call $answer (i32.const 40000) (i32.sub (i32.add (local.get $target) (i32.const 5)) (i32.const 40000))))
"""


def test_a_request_says_nothing_of_the_machine(project: Path) -> None:
    configure(project, built(TELLS), ALL)
    (violation,) = tried(run(project)).violations
    assert violation.message == "{'function':'holds','args':[],'workspace':'/workspace'}"


@pytest.mark.parametrize("permissions", [(), ("clock = true",)], ids=["counted", "real"])
def test_a_short_sleep_is_possible(project: Path, permissions: tuple[str, ...]) -> None:
    configure(project, Guest(FOLDER / "capabilities/sleeps.wat").module, permissions)
    assert tried(run(project)).status == "pass"


def test_a_plugin_that_may_write_writes_into_the_workspace_only(project: Path) -> None:
    configure(project, Guest(FOLDER / "capabilities/writes_file.wat").module, ('filesystem = ["read", "write"]',))
    assert tried(run(project)).status == "pass"
    assert (project / "made.txt").read_text() == "made.txt"
    assert (project.parent / "secret.txt").read_text() == "secret"


def test_standard_output_of_a_plugin_that_may_write_is_captured(
    project: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its files go through another function than its standard streams."""
    guest = Guest(FOLDER / "hostile/wasm/exit_1.wat")
    configure(project, guest.module, ('filesystem = ["read", "write"]',))
    (failure,) = tried(run(project)).failures
    assert failure.message == "the plugin `tried` ended itself with exit status 1; it wrote: panic"
    assert capfd.readouterr() == ("", "")
