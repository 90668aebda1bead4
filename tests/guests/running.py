"""Whole runs with WebAssembly plugins: a project with traps in it, an honest plugin and one that is tried."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from guests.building import built
from hielements.app.checking import check
from hielements.app.requests import CheckRequest
from hielements.report.report import Report, ReportedCheck

SPEC = """\
import files
import honest
import tried

element before {
    check honest.holds()
    check files.exists('src/app.py')
}
element middle {
    check tried.holds()
}
element after {
    check honest.holds()
}
"""


def make_project(folder: Path) -> Path:
    """A workspace with secrets around it, and with what leads out of it or blocks."""
    (folder / "secret.txt").write_text("secret")
    root = folder / "shop"
    (root / "src").mkdir(parents=True)
    (root / "src/app.py").write_text("x = 1\n")
    (root / "spec.hie").write_text(SPEC)
    (root / "honest.wasm").write_bytes(built(""))
    (root / "link_out").symlink_to("../secret.txt")
    (root / "folder_out").symlink_to("..")
    os.mkfifo(root / "fifo")
    (root / "link_to_fifo").symlink_to("fifo")
    return root


def configure(
    root: Path, module: bytes, permissions: Sequence[str] = (), limits: Sequence[str] = (), options: Sequence[str] = ()
) -> None:
    """Makes `tried` the plugin of a module, with lines of its tables in the configuration."""
    (root / "tried.wasm").write_bytes(module)
    lines = ["[libraries]", 'honest = { path = "honest.wasm" }', "[libraries.tried]", 'path = "tried.wasm"']
    for name, table in (("permissions", permissions), ("limits", limits), ("options", options)):
        if table:
            lines += [f"[libraries.tried.{name}]", *table]
    (root / "hielements.toml").write_text("\n".join([*lines, ""]))


def run(root: Path, jobs: int = 1, use_cache: bool = True) -> Report:
    """Checks the project."""
    return check(CheckRequest(specs=(str(root / "spec.hie"),), workspace=str(root), jobs=jobs, use_cache=use_cache))


def undecided(report: Report) -> str:
    """The message of the check of the tried plugin. It must be undecided, and all other checks passed."""
    statuses = [(result.element, result.status) for result in report.results]
    assert statuses == [("before", "pass"), ("before", "pass"), ("middle", "error"), ("after", "pass")]
    assert report.exit_code == 2
    (failure,) = tried(report).failures
    return failure.message


def tried(report: Report) -> ReportedCheck:
    (result,) = [result for result in report.results if result.element == "middle"]
    return result
