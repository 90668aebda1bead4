"""What clients ask for in part: tokens that have changed, tokens and layout of a range, diagnostics that they know
already, diagnostics of files that are not open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from language_clients.projects import FIXED, make_project
from language_clients.session import Session
from lsprotocol import types

SPEC = "hielements.hie"
OTHER = "other.hie"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    project = make_project(tmp_path_factory.mktemp("project"), FIXED)
    (project / OTHER).write_text("element x implements nothing\n", encoding="utf-8")
    session = Session(project, options={"checkOnOpen": False, "checkOnSave": False}, pull=True)
    yield session
    session.close()


@pytest.fixture
def session(shared: Session) -> Session:
    if SPEC not in shared.texts:
        shared.open(SPEC)
    elif shared.texts[SPEC] != FIXED:
        shared.replace(SPEC, FIXED)
    return shared


def _tokens(session: Session) -> types.SemanticTokens:
    params = types.SemanticTokensParams(session.identifier(SPEC))
    found = session.run(session.client.text_document_semantic_tokens_full_async(params))
    assert found is not None
    return found


def _everywhere(session: Session, known: list[types.PreviousResultId]) -> dict[str, Any]:
    params = types.WorkspaceDiagnosticParams(known)
    found = session.run(session.client.workspace_diagnostic_async(params))
    return {Path(each.uri).name: each for each in found.items}


def test_the_whole_workspace_has_diagnostics_also_where_nothing_is_open(shared: Session) -> None:
    assert SPEC not in shared.texts, "the first test: no text was opened yet"
    provider: Any = shared.answer.capabilities.diagnostic_provider
    assert provider.workspace_diagnostics and provider.inter_file_dependencies
    found = _everywhere(shared, [])
    assert set(found) == {SPEC, OTHER}
    assert [each.code for each in found[OTHER].items] == ["undefined-name"]
    assert found[SPEC].items == ()
    shared.open(SPEC)
    shared.replace(SPEC, FIXED.replace("import files\n", ""))
    known = [types.PreviousResultId(shared.uri(name), found[name].result_id) for name in found]
    again = _everywhere(shared, known)
    assert again[OTHER].kind == "unchanged"
    assert again[OTHER].result_id == found[OTHER].result_id
    assert again[SPEC].kind == "full"
    assert again[SPEC].version == shared.versions[SPEC]
    assert [each.code for each in again[SPEC].items] == ["undefined-name"]


def test_a_client_that_knows_the_diagnostics_is_told_so(session: Session) -> None:
    def ask(known: str | None) -> Any:
        params = types.DocumentDiagnosticParams(session.identifier(SPEC), previous_result_id=known)
        return session.run(session.client.text_document_diagnostic_async(params))

    session.replace(SPEC, FIXED.replace("import files\n", ""))
    first = ask(None)
    assert [each.code for each in first.items] == ["undefined-name"]
    session.replace(SPEC, session.texts[SPEC].replace("'os'", "'sys'"))
    assert ask(first.result_id).kind == "unchanged"
    session.replace(SPEC, FIXED)
    mended = ask(first.result_id)
    assert (mended.kind, mended.items) == ("full", ())


def test_only_the_tokens_that_have_changed_are_sent(session: Session) -> None:
    before = _tokens(session)
    at = session.texts[SPEC].index("api implements")
    session.type(SPEC, at, at + 3, "interface")

    def ask(known: str | None) -> Any:
        params = types.SemanticTokensDeltaParams(session.identifier(SPEC), known or "")
        return session.run(session.client.text_document_semantic_tokens_full_delta_async(params))

    delta = ask(before.result_id)
    assert isinstance(delta, types.SemanticTokensDelta)
    (edit,) = delta.edits
    data = list(before.data)
    data[edit.start : edit.start + edit.delete_count] = edit.data or []
    whole = _tokens(session)
    assert data == list(whole.data)
    assert len(edit.data or []) <= 20, "a word is a few tokens"
    assert ask(whole.result_id).edits == ()
    # What is not known any more is answered in full.
    assert ask(before.result_id).data == whole.data


def test_tokens_of_a_range_are_those_of_the_file_that_lie_in_it(session: Session) -> None:
    def places(data: Any) -> list[tuple[int, ...]]:
        found = []
        line = character = 0
        for index in range(0, len(data), 5):
            character = data[index + 1] + (0 if data[index] else character)
            line += data[index]
            found.append((line, character, *data[index + 2 : index + 5]))
        return found

    start, end = session.at(SPEC, "element shop"), session.at(SPEC, "## The interface")
    params = types.SemanticTokensRangeParams(session.identifier(SPEC), types.Range(start, end))
    found: Any = session.run(session.client.text_document_semantic_tokens_range_async(params))
    inside = [each for each in places(_tokens(session).data) if start.line <= each[0] < end.line]
    assert len(inside) > 10
    assert [each for each in places(found.data) if each[0] < end.line] == inside


def test_a_range_is_laid_out_and_nothing_beside_it(session: Session) -> None:
    text = "element  a  {\n  check x.f( 1 )\n}\n\nelement  b  {\n    check x.f( 2 )\n}\n\nelement  c  {}\n"
    session.replace(SPEC, text)
    place = session.at(SPEC, "( 2")
    params = types.DocumentRangeFormattingParams(
        session.identifier(SPEC), types.Range(place, place), types.FormattingOptions(4, True)
    )
    edits: Any = session.run(session.client.text_document_range_formatting_async(params))
    session.apply(types.WorkspaceEdit(changes={session.uri(SPEC): edits}))
    assert session.texts[SPEC] == text.replace("  b  {", " b {").replace("( 2 )", "(2)")


def test_paths_in_strings_are_links(session: Session) -> None:
    session.replace(SPEC, FIXED.replace("'__init__.py'", "'shop/api/views.py'"))
    found: Any = session.run(
        session.client.text_document_document_link_async(types.DocumentLinkParams(session.identifier(SPEC)))
    )
    assert [(session.text_of(SPEC, each.range), Path(each.target).name) for each in found] == [
        ("'shop/api/views.py'", "views.py")
    ]
