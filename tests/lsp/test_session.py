"""What the server answers, over the client of pytest-lsp. One session for all tests of this file: each begins with the
same text."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from language_clients.projects import BAD_CODE, FIXED, GOOD_CODE, make_project
from language_clients.session import Session
from lsprotocol import types

SPEC = "hielements.hie"
VIEWS = "shop/api/views.py"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    session = Session(make_project(tmp_path_factory.mktemp("project"), FIXED))
    session.open(SPEC)
    session.open(VIEWS)
    yield session
    session.close()


@pytest.fixture
def session(shared: Session) -> Session:
    if shared.texts[SPEC] != FIXED:
        shared.replace(SPEC, FIXED)
    return shared


def _hover(session: Session, piece: str, inside: int = 0) -> str:
    params = types.HoverParams(session.identifier(SPEC), session.at(SPEC, piece, inside))
    found = session.run(session.client.text_document_hover_async(params))
    assert found is not None, piece
    assert isinstance(found.contents, types.MarkupContent)
    return found.contents.value


def _proposals(session: Session, text: str) -> list[types.CompletionItem]:
    """The proposals where `|` stands in a text."""
    session.replace(SPEC, text.replace("|", ""))
    # What was typed before has to be understood, as it is when somebody types.
    session.run(
        session.client.text_document_document_symbol_async(types.DocumentSymbolParams(session.identifier(SPEC)))
    )
    position = session.position(session.texts[SPEC], text.index("|"))
    params = types.CompletionParams(session.identifier(SPEC), position)
    found = session.run(session.client.text_document_completion_async(params))
    assert isinstance(found, types.CompletionList)
    return list(found.items)


def _definition(session: Session, piece: str, inside: int = 0) -> list[str]:
    params = types.DefinitionParams(session.identifier(SPEC), session.at(SPEC, piece, inside))
    found: Any = session.run(session.client.text_document_definition_async(params))
    return [f"{Path(each.uri).name}:{each.range.start.line + 1}" for each in found]


def _actions(session: Session, name: str, found: types.Diagnostic) -> list[types.CodeAction]:
    params = types.CodeActionParams(session.identifier(name), found.range, types.CodeActionContext([found]))
    answer: Any = session.run(session.client.text_document_code_action_async(params))
    return list(answer)


def test_a_mistake_is_seen_while_it_is_typed_and_mended_by_its_action(session: Session) -> None:
    start = session.texts[SPEC].index("package_selector('shop.db')")
    session.type(SPEC, start, start + len("package_selector"), "package_selektor")
    found = session.wait_for(SPEC, "undefined-function")[0]
    assert session.text_of(SPEC, found.range) == "package_selektor"
    assert "did you mean `package_selector`" in found.message
    action = next(each for each in _actions(session, SPEC, found) if each.is_preferred)
    assert action.edit is not None
    session.apply(action.edit)
    session.wait(lambda: not session.diagnostics(SPEC), "the mistake is gone")
    assert session.texts[SPEC] == FIXED


def test_a_broken_rule_is_shown_at_the_line_that_breaks_it_with_a_link_to_the_rule(session: Session) -> None:
    session.replace(VIEWS, BAD_CODE)
    session.save(VIEWS)
    (found,) = session.wait_for(VIEWS, "architecture")
    assert session.text_of(VIEWS, found.range).startswith("import shop.db")
    assert found.related_information is not None
    rule = found.related_information[0].location
    assert rule.uri == session.uri(SPEC)
    assert session.text_of(SPEC, rule.range) == "python.no_import(src, 'shop.db')"
    assert "The interface must not know how things are stored." in found.message
    titles = [each.title for each in _actions(session, VIEWS, found)]
    assert titles == [
        "Allow this violation; write the reason between the parentheses",
        "Add this violation to the baseline",
    ]
    assert "1 of 2 checks violated" in _hover(session, "api implements")
    lenses: Any = session.run(
        session.client.text_document_code_lens_async(types.CodeLensParams(session.identifier(SPEC)))
    )
    assert {"Run this check", "Run this element", "1 violation", "implemented by 1 element"} <= {
        each.command.title for each in lenses
    }
    session.replace(VIEWS, GOOD_CODE)
    session.save(VIEWS)
    session.wait(lambda: not session.diagnostics(VIEWS), "the violation is gone")


def test_a_violation_can_be_allowed_with_a_comment_and_by_the_baseline(session: Session) -> None:
    session.replace(VIEWS, BAD_CODE)
    session.save(VIEWS)
    (found,) = session.wait_for(VIEWS, "architecture")
    allow, _ = _actions(session, VIEWS, found)
    assert allow.edit is not None
    session.apply(allow.edit)
    assert "import shop.db  # hielements: allow()\n" in session.texts[VIEWS]
    at = session.texts[VIEWS].index("allow()") + len("allow(")
    session.type(VIEWS, at, at, "it moves in May")
    session.save(VIEWS)
    session.wait(lambda: not session.diagnostics(VIEWS), "the comment allows it")
    session.replace(VIEWS, BAD_CODE)
    session.save(VIEWS)
    session.wait_for(VIEWS, "architecture")
    # The client of pytest-lsp takes an action with a command for a bare command, and loses what it is called with.
    line = found.range.start.line + 1
    known = {"element": "shop.api", "check": "python.no_import(src, 'shop.db')", "path": VIEWS, "line": line}
    arguments = [session.uri(VIEWS), {**known, "target": "shop.db"}]
    params = types.ExecuteCommandParams("hielements.addToBaseline", arguments)
    assert session.run(session.client.workspace_execute_command_async(params)) is True
    session.wait(lambda: not session.diagnostics(VIEWS), "the baseline accepts it")
    (session.folder / "hielements-baseline.jsonl").unlink()
    session.replace(VIEWS, GOOD_CODE)
    session.save(VIEWS)


def test_hover_tells_what_stands_there(session: Session) -> None:
    assert "Holds when no file of the scope imports the module" in _hover(session, "no_import(src", 3)
    assert "Library `files`" in _hover(session, "import files", 8)
    assert "The interface must not know" not in _hover(session, "api implements")
    assert "What customers see." in _hover(session, "api implements")
    assert "What every layer is. 🏗" in _hover(session, "implements layer", 13)
    assert "From the language reference" in _hover(session, "check files", 1)
    session.save(SPEC)
    session.wait(lambda: "**2 files**" in _hover(session, "src<python> binds"), "the number of files")


CALL = "files.exists(src, '__init__.py')"


@pytest.mark.parametrize(
    ("old", "new", "expected", "absent"),
    [
        (FIXED, "|", ["import", "element", "pattern"], ["scope"]),
        (f"check {CALL}", "|", ["check", "scope", "element"], ["import", "requires"]),
        ("    check python.no_import(code", "    |\n    check python.no_import(code", ["requires", "forbids"], []),
        ("python.package_selector('shop.db')", "python.|", ["package_selector", "class_selector"], ["no_import"]),
        ("files.exists(src,", "files.|(src,", ["exists"], []),
        (CALL, "|", ["src", "shop", "docker"], []),
        (CALL, "shop.api.|", ["src"], ["db"]),
        ("element db {", "element db implements | {", ["layer"], []),
        ("binds layer.code", "binds |", ["layer.code"], []),
        ("binds layer.code", "binds layer.|", ["code"], []),
        ("src<python> binds", "src<|> binds", ["python", "rust"], []),
        ("import files", "import |", ["files", "python", "patterns"], []),
        ("'__init__.py'", "'sh|'", ["shop/", "hielements.toml"], []),
        ("(src, 'shop.db')", "(src, |)", ["name=", "ignore="], []),
        ("## What customers see.", "## What |", [], ["check"]),
    ],
)
def test_completion_proposes_what_can_stand_there(
    session: Session, old: str, new: str, expected: list[str], absent: list[str]
) -> None:
    labels = [each.label for each in _proposals(session, FIXED.replace(old, new))]
    assert [each for each in expected if each not in labels] == []
    assert [each for each in absent if each in labels] == []


def test_a_library_that_is_not_imported_comes_with_its_import(session: Session) -> None:
    text = FIXED.replace("import files\n", "").replace("files.exists(src, '__init__.py')", "fil|")
    item = next(each for each in _proposals(session, text) if each.label == "files")
    assert [each.new_text for each in item.additional_text_edits or ()] == ["import files\n"]


def test_functions_are_written_with_places_to_fill_in_and_described_on_demand(session: Session) -> None:
    text = FIXED.replace("files.exists(src, '__init__.py')", "python.no_im|")
    item = next(each for each in _proposals(session, text) if each.label == "no_import")
    assert item.text_edit is not None
    assert item.text_edit.new_text == "no_import(${1:scope}, '${2:name}')$0"
    resolved = session.run(session.client.completion_item_resolve_async(item))
    assert "Holds when no file of the scope imports" in resolved.documentation.value  # type: ignore[union-attr]


def test_signature_help_says_which_argument_is_due(session: Session) -> None:
    def active(piece: str, inside: int) -> tuple[str, int | None]:
        params = types.SignatureHelpParams(session.identifier(SPEC), session.at(SPEC, piece, inside))
        found = session.run(session.client.text_document_signature_help_async(params))
        assert found is not None
        return found.signatures[0].label.partition("(")[0], found.active_parameter

    assert active("no_import(src", len("no_import(")) == ("python.no_import", 0)
    assert active("(src, 'shop.db'", len("(src, ")) == ("python.no_import", 1)


def test_definitions_are_found_in_files_patterns_and_paths(session: Session) -> None:
    assert _definition(session, "(src, 'shop.db'", 2) == [f"{SPEC}:13"]
    assert _definition(session, "implements layer", 12) == [f"{SPEC}:5"]
    assert _definition(session, "layer.code", 7) == [f"{SPEC}:6"]
    session.replace(SPEC, FIXED.replace("'__init__.py'", "'shop/api/views.py'"))
    assert _definition(session, "shop/api/views", 3) == ["views.py:1"]


def test_references_highlights_and_rename_know_every_place_in_all_files(session: Session) -> None:
    (session.folder / "other.hie").write_text("from './hielements.hie' import layer\n\nelement x implements layer\n")
    try:
        identifier, position = session.identifier(SPEC), session.at(SPEC, "pattern layer", 9)
        context = types.ReferenceContext(include_declaration=True)
        params = types.ReferenceParams(context=context, text_document=identifier, position=position)
        session.call(
            lambda: session.client.workspace_did_change_watched_files(
                types.DidChangeWatchedFilesParams(
                    [types.FileEvent(session.uri("other.hie"), types.FileChangeType.Created)]
                )
            )
        )
        found: Any = session.run(session.client.text_document_references_async(params))
        places = sorted((Path(each.uri).name, each.range.start.line + 1) for each in found)
        assert places == [(SPEC, 5), (SPEC, 12), (SPEC, 13), ("other.hie", 1), ("other.hie", 3)]
        highlighted: Any = session.run(
            session.client.text_document_document_highlight_async(types.DocumentHighlightParams(identifier, position))
        )
        assert len(highlighted) == 3
        prepared = session.run(
            session.client.text_document_prepare_rename_async(types.PrepareRenameParams(identifier, position))
        )
        assert isinstance(prepared, types.Range)
        assert session.text_of(SPEC, prepared) == "layer"
        renamed = session.run(
            session.client.text_document_rename_async(types.RenameParams(identifier, position, "tier"))
        )
        assert renamed is not None and renamed.changes is not None
        assert {Path(uri).name: len(edits) for uri, edits in renamed.changes.items()} == {SPEC: 3, "other.hie": 2}
        library = session.at(SPEC, "python.no_import", 1)
        refused = session.run(
            session.client.text_document_prepare_rename_async(types.PrepareRenameParams(identifier, library))
        )
        assert refused is None
    finally:
        (session.folder / "other.hie").unlink()


def test_symbols_folds_selections_links_hints_and_tokens(session: Session) -> None:
    identifier, client = session.identifier(SPEC), session.client
    symbols: Any = session.run(client.text_document_document_symbol_async(types.DocumentSymbolParams(identifier)))
    assert [(each.name, len(each.children or ())) for each in symbols] == [("layer", 2), ("shop", 2)]
    everywhere: Any = session.run(client.workspace_symbol_async(types.WorkspaceSymbolParams("shopapi")))
    assert [(each.container_name, each.name) for each in everywhere] == [("shop", "api"), ("shop.api", "src")]
    folds: Any = session.run(client.text_document_folding_range_async(types.FoldingRangeParams(identifier)))
    assert (0, 1, "imports") in [(each.start_line, each.end_line, each.kind) for each in folds]
    selected: Any = session.run(
        client.text_document_selection_range_async(
            types.SelectionRangeParams(identifier, [session.at(SPEC, "'shop.db'", 3)])
        )
    )
    grown = []
    at = selected[0]
    while at is not None:
        grown.append(session.text_of(SPEC, at.range))
        at = at.parent
    assert grown[:3] == ["shop.db", "'shop.db'", "python.no_import(src, 'shop.db')"]
    assert grown[-1] == FIXED
    whole = types.Range(types.Position(0, 0), types.Position(30, 0))
    hints: Any = session.run(client.text_document_inlay_hint_async(types.InlayHintParams(identifier, whole)))
    assert "scope:" in [each.label for each in hints]
    tokens: Any = session.run(client.text_document_semantic_tokens_full_async(types.SemanticTokensParams(identifier)))
    assert len(tokens.data) % 5 == 0 and len(tokens.data) > 200
    formatted: Any = session.run(
        client.text_document_formatting_async(
            types.DocumentFormattingParams(identifier, types.FormattingOptions(4, True))
        )
    )
    assert not formatted


def test_formatting_and_upgrading_old_spellings(session: Session) -> None:
    session.replace(SPEC, "template t {\n  scope a : python\n}\nelement e{\n}\n")
    identifier = session.identifier(SPEC)
    formatted: Any = session.run(
        session.client.text_document_formatting_async(
            types.DocumentFormattingParams(identifier, types.FormattingOptions(4, True))
        )
    )
    session.apply(types.WorkspaceEdit(changes={session.uri(SPEC): formatted}))
    assert session.texts[SPEC] == "template t {\n    scope a: python\n}\nelement e {}\n"
    params = types.CodeActionParams(
        identifier, types.Range(types.Position(0, 0), types.Position(0, 3)), types.CodeActionContext([])
    )
    actions: Any = session.run(session.client.text_document_code_action_async(params))
    upgrade = next(each for each in actions if each.title.startswith("Upgrade"))
    session.apply(upgrade.edit)
    assert session.texts[SPEC] == "pattern t {\n    scope a<python>\n}\nelement e {}\n"


def test_missing_bindings_are_written_by_an_action(session: Session) -> None:
    session.replace(SPEC, FIXED.replace(" binds layer.code", ""))
    found = next(each for each in session.wait_for(SPEC, "missing-binding") if each.code == "missing-binding")
    action = next(each for each in _actions(session, SPEC, found) if each.is_preferred)
    assert action.edit is not None
    session.apply(action.edit)
    session.wait(lambda: not any(each.code == "missing-binding" for each in session.diagnostics(SPEC)), "bound")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-32"])
def test_positions_are_counted_as_the_client_does(tmp_path: Path, encoding: str) -> None:
    line = "element shop { scope s🏗 = files.folder_selektor('🏗🏗') } # 🏗"
    (make_project(tmp_path, "") / SPEC).write_text(f"import files\n\n{line}\n".replace("s🏗", "sß"))
    session = Session(tmp_path, encoding, {"checkOnOpen": False}, pull=True)
    try:
        assert session.answer.capabilities.position_encoding == encoding
        session.open(SPEC)
        start = session.texts[SPEC].index("'🏗🏗'")
        session.type(SPEC, start, start + 4, "'🏗é🏗' , x = 𐍈nknown")
        answer: Any = session.run(
            session.client.text_document_diagnostic_async(types.DocumentDiagnosticParams(session.identifier(SPEC)))
        )
        assert "folder_selektor" in [session.text_of(SPEC, each.range) for each in answer.items]
        assert "𐍈nknown" in [session.text_of(SPEC, each.range) for each in answer.items]
        assert not session.diagnostics(SPEC), "a client that pulls is not told twice"
    finally:
        session.close()
