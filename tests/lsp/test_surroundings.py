"""Runs of checks as an editor sees them, its settings, and its folders."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from language_clients.projects import BAD_CODE, FIXED, make_project
from language_clients.session import Session
from lsprotocol import types

SPEC = "hielements.hie"
VIEWS = "shop/api/views.py"


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    project = make_project(tmp_path / "project", FIXED)
    (project / VIEWS).write_text(BAD_CODE, encoding="utf-8")
    session = Session(project, options={"checkOnOpen": False})
    session.open(SPEC)
    yield session
    session.close()


def _run(session: Session, *arguments: str) -> None:
    params = types.ExecuteCommandParams("hielements.runChecks", list(arguments))
    assert session.run(session.client.workspace_execute_command_async(params)) is True


def _hints(session: Session) -> list[str]:
    whole = types.Range(types.Position(0, 0), types.Position(99, 0))
    params = types.InlayHintParams(session.identifier(SPEC), whole)
    found: Any = session.run(session.client.text_document_inlay_hint_async(params))
    return [str(each.label).strip() for each in found]


def _last_words(session: Session) -> list[str | None]:
    """What each run that has ended said at its end."""
    reports: list[Any] = [each[-1] for each in session.client.progress_reports.values() if each]
    return [each.message for each in reports if isinstance(each, types.WorkDoneProgressEnd)]


def test_a_run_tells_how_far_it_is_and_what_it_found_in_hovers_and_hints(session: Session) -> None:
    _run(session, session.uri(SPEC))
    session.wait(lambda: _last_words(session) == ["done"], "the run ends")
    (reports,) = session.client.progress_reports.values()
    assert isinstance(reports[0], types.WorkDoneProgressBegin) and reports[0].cancellable
    done = [each.percentage or 0 for each in reports if isinstance(each, types.WorkDoneProgressReport)]
    assert done == sorted(done) and all(each <= 100 for each in done) and done
    # The code was not open: it shows the violation all the same.
    assert [each.code for each in session.wait_for(VIEWS, "architecture")] == ["architecture"]
    hints = _hints(session)
    assert "2 files" in hints, hints
    assert "violated" in hints
    place = session.at(SPEC, "src<python> binds")
    found = session.run(session.client.text_document_hover_async(types.HoverParams(session.identifier(SPEC), place)))
    assert found is not None and "**2 files** when it was last checked" in found.contents.value
    check = session.at(SPEC, "check python.no_import(src", 2)
    found = session.run(session.client.text_document_hover_async(types.HoverParams(session.identifier(SPEC), check)))
    assert found is not None


def test_a_check_alone_can_be_run(session: Session) -> None:
    lenses: Any = session.run(
        session.client.text_document_code_lens_async(types.CodeLensParams(session.identifier(SPEC)))
    )
    place = session.at(SPEC, "check python.no_import(src")
    lens = next(
        each for each in lenses if each.command.title == "Run this check" and each.range.start.line == place.line
    )
    params = types.ExecuteCommandParams(lens.command.command, lens.command.arguments)
    assert session.run(session.client.workspace_execute_command_async(params)) is True
    session.wait_for(VIEWS, "architecture")
    # The other checks were not run, so that nothing is known of them.
    assert [each for each in _hints(session) if each in ("passed", "violated")] == ["violated"]


def _wait_for_runs(session: Session, number: int) -> None:
    session.wait(lambda: len(session.client.progress_reports) == number, "a run is announced")


def _cancel(session: Session, token: types.ProgressToken) -> None:
    params = types.WorkDoneProgressCancelParams(token)
    session.call(lambda: session.client.window_work_done_progress_cancel(params))


def test_a_run_can_be_cancelled(session: Session) -> None:
    stopped = False
    for number in range(10):
        _run(session, session.uri(SPEC))
        _wait_for_runs(session, number + 1)
        session.wait(lambda: all(session.client.progress_reports.values()), "it begins")
        for token in list(session.client.progress_reports):
            _cancel(session, token)
        session.wait(lambda: len(_last_words(session)) == len(session.client.progress_reports), "the run ends")
        if "stopped" in _last_words(session):
            stopped = True
            break
    assert stopped
    _run(session, session.uri(SPEC))
    session.wait_for(VIEWS, "architecture")


def test_settings_are_asked_for_when_they_change(session: Session) -> None:
    _run(session, session.uri(SPEC))
    session.wait_for(VIEWS, "architecture")
    assert "scope:" in _hints(session) and "violated" in _hints(session)
    session.call(lambda: session.client.set_configuration({"hielements": {"inlayHints": {"verdicts": False}}}))
    session.call(
        lambda: session.client.workspace_did_change_configuration(types.DidChangeConfigurationParams(settings=None))
    )
    session.wait(lambda: "violated" not in _hints(session), "verdicts are no longer shown")
    assert "scope:" in _hints(session)


def test_a_file_that_comes_from_elsewhere_is_seen(session: Session) -> None:
    session.replace(SPEC, FIXED.replace("import files", "import files\nimport './late.hie' as late"))
    session.wait_for(SPEC, "missing-file")
    (session.folder / "late.hie").write_text("element late {\n}\n", encoding="utf-8")
    event = types.FileEvent(session.uri("late.hie"), types.FileChangeType.Created)
    session.call(lambda: session.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event])))
    session.wait(lambda: not any(each.code == "missing-file" for each in session.diagnostics(SPEC)), "it is there")


def test_a_folder_can_be_added(session: Session, tmp_path: Path) -> None:
    other = make_project(tmp_path / "other", "element alone implements nothing\n")
    (other / "hielements.toml").unlink()
    deep = other / "deep" / "in.hie"
    deep.parent.mkdir()
    deep.write_text("import '../hielements.hie' as whole\n\nelement x {\n}\n", encoding="utf-8")
    change = types.WorkspaceFoldersChangeEvent([types.WorkspaceFolder(other.as_uri(), "other")], [])
    session.call(
        lambda: session.client.workspace_did_change_workspace_folders(types.DidChangeWorkspaceFoldersParams(change))
    )
    # Without a configuration, the folder of the editor is the workspace.
    found: Any = session.run(session.client.workspace_symbol_async(types.WorkspaceSymbolParams("alone")))
    item = types.TextDocumentItem(deep.as_uri(), "hielements", 1, deep.read_text(encoding="utf-8"))
    session.call(lambda: session.client.text_document_did_open(types.DidOpenTextDocumentParams(item)))
    session.wait(lambda: deep.as_uri() in session.client.diagnostics, "it was understood")
    found = session.run(session.client.workspace_symbol_async(types.WorkspaceSymbolParams("alone")))
    assert [each.location.uri for each in found] == [(other / SPEC).as_uri()]
