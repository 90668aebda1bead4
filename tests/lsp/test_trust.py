"""Nothing that a workspace brings along runs before the editor says that the workspace is trusted; and a run that is
stopped is gone."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import psutil
import pytest
from language_clients.session import Session
from lsprotocol import types

from hielements.app.editing import open_workbench
from hielements.app.requests import CheckRequest
from hielements.lsp.checking import run_check

SPEC = "hielements.hie"

_PLUGIN = """\
import pathlib, sys
pathlib.Path({mark!r}).write_text("ran")
sys.exit(1)
"""


def _project(tmp_path: Path) -> tuple[Path, Path]:
    """A workspace whose plugin leaves a mark when it is started."""
    mark = tmp_path / "mark"
    project = tmp_path / "project"
    project.mkdir()
    plugin = project / "plugin.py"
    plugin.write_text(_PLUGIN.format(mark=str(mark)))
    (project / "hielements.toml").write_text(
        f'[libraries]\nevil = {{ executable = "{sys.executable}", args = ["{plugin}"] }}\n'
    )
    (project / SPEC).write_text("import evil\n\nelement e {\n    check evil.anything('x')\n}\n")
    return project, mark


def test_plugins_wait_for_trust(tmp_path: Path) -> None:
    project, mark = _project(tmp_path)
    session = Session(project)
    try:
        session.open(SPEC)
        (found,) = [each for each in session.wait_for(SPEC, "unknown-library") if each.code == "unknown-library"]
        assert "has not said that the workspace is trusted" in found.message
        session.save(SPEC)
        session.run(asyncio.sleep(0))
        assert not mark.exists()
    finally:
        session.close()
    assert not mark.exists(), "neither an analysis nor a check has started the plugin"


def test_what_a_check_says_again_is_not_shown_twice(tmp_path: Path) -> None:
    """Clients that ask for the diagnostics of a text are sent those of checks beside them."""
    project, _ = _project(tmp_path)
    session = Session(project, options={"checkOnOpen": False}, pull=True)
    try:
        session.open(SPEC)
        identifier = types.TextDocumentIdentifier((project / SPEC).as_uri())
        asked = session.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(identifier))
        answer: Any = session.run(asked)
        assert [each.code for each in answer.items] == ["unknown-library"]
        ask: Any = session.client.protocol.send_request_async
        session.run(ask("hielements/run", {"uri": project.as_uri()}))
        assert [each.code for each in session.diagnostics(SPEC)] == []
    finally:
        session.close()


def test_plugins_run_in_a_trusted_workspace(tmp_path: Path) -> None:
    project, _ = _project(tmp_path)
    session = Session(project, options={"trusted": True})
    try:
        session.open(SPEC)
        # Even then it is kept apart: it runs, and the file that it wants to leave outside of the workspace is refused.
        session.wait(
            lambda: any("`evil`" in each.message for each in session.diagnostics(SPEC)), "the plugin was started"
        )
        assert not any(each.code == "unknown-library" for each in session.diagnostics(SPEC))
    finally:
        session.close()


def test_a_check_in_the_background_sees_what_is_not_saved(tmp_path: Path) -> None:
    (tmp_path / "hielements.toml").write_text("")
    (tmp_path / SPEC).write_text("import files\n\nelement e {\n    check files.exists('new.py')\n}\n")
    request = CheckRequest(workspace=str(tmp_path), folder=str(tmp_path), texts={"new.py": "x = 1\n"})
    answer = asyncio.run(run_check(request, lambda *_: None))
    assert [each.status for each in answer.report.results] == ["pass"]
    saved = asyncio.run(run_check(request.with_(texts={}), lambda *_: None))
    assert [each.status for each in saved.report.results] == ["fail"]


def test_a_stopped_run_is_gone(tmp_path: Path) -> None:
    (tmp_path / "hielements.toml").write_text("")
    (tmp_path / SPEC).write_text("import files\n\nelement e {\n    check files.exists('a')\n}\n")
    request = CheckRequest(workspace=str(tmp_path), folder=str(tmp_path))

    async def stop() -> list[psutil.Process]:
        task = asyncio.ensure_future(run_check(request, lambda *_: None))
        started: list[psutil.Process] = []
        while not started and not task.done():
            await asyncio.sleep(0)
            started = psutil.Process().children()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return started

    started = asyncio.run(stop())
    assert started
    assert not any(each.is_running() and each.status() != psutil.STATUS_ZOMBIE for each in started)


def test_analyses_are_kept_until_a_text_changes(tmp_path: Path) -> None:
    (tmp_path / "hielements.toml").write_text("")
    (tmp_path / "zones.hie").write_text("pattern zone {\n    scope s\n}\n")
    workbench = open_workbench(str(tmp_path), lambda: False)
    workbench.set_text(SPEC, "import './zones.hie'\n\nelement e implements zones.zone\n")
    first = workbench.analysis(SPEC)
    assert workbench.analysis(SPEC) is first
    assert [each.code.name for each in first.diagnostics_of(SPEC)] == ["missing-binding"]
    (tmp_path / "zones.hie").write_text("pattern zone {\n}\n")
    second = workbench.analysis(SPEC)
    assert second is not first
    assert not any(each.is_error for each in second.diagnostics_of(SPEC))
    workbench.close()
