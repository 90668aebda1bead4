"""What an editor asks about a place or a file: every question of `ide`, with the protocol's words around it.

Hover, completion and signature help are answered at once, from what the text meant some keystrokes ago if need be; all
others wait until the present text is understood.
"""

from __future__ import annotations

from typing import Any

from lsprotocol import types

from hielements.ide import actions as ide_actions
from hielements.ide import hints as ide_hints
from hielements.ide import navigation, outline, renaming
from hielements.ide.completion import complete
from hielements.ide.describing import hover as describe
from hielements.ide.highlighting import MODIFIERS, TOKEN_KINDS, highlights
from hielements.ide.navigation import PathLink
from hielements.ide.signature_help import signature_help
from hielements.ide.typing_context import offset_before, typing_context
from hielements.libraries.documentation import function_markdown
from hielements.lsp.conversions import SYMBOL_KINDS, markdown, uri_of
from hielements.lsp.documents import Document
from hielements.lsp.server import HielementsServer
from hielements.source.text import Location

_LEGEND = types.SemanticTokensLegend(list(TOKEN_KINDS), list(MODIFIERS))


def _offset(ls: HielementsServer, document: Document, position: types.Position) -> int:
    return ls.converter.positions.offset(document.source, position)


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""
    _at_once(server)
    _places(server)
    _files(server)
    _additions(server)


def _at_once(server: HielementsServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hover(ls: HielementsServer, params: types.HoverParams) -> types.Hover | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        analysis = await ls.recent_analysis(document)
        if analysis.tree is None:
            return None
        offset = _offset(ls, document, params.position)
        known = analysis.tree.source
        found = describe(
            analysis,
            document.workbench.findings,
            document.name,
            offset_before(known.text, document.source.text, offset),
        )
        if found is None:
            return None
        is_present = known.text == document.source.text
        range_ = ls.converter.positions.range(document.source, found.start, found.end) if is_present else None
        return types.Hover(markdown(found.markdown), range_)

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION,
        types.CompletionOptions(trigger_characters=[".", "'", '"', "/", "<", " ", "("], resolve_provider=True),
    )
    async def completion(ls: HielementsServer, params: types.CompletionParams) -> types.CompletionList | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        offset = _offset(ls, document, params.position)
        analysis = await ls.recent_analysis(document)
        source = document.source
        trigger = params.context.trigger_character if params.context is not None else None
        proposals = complete(analysis, document.workbench.inputs, source, offset)
        if trigger == " " and all(each.kind == "keyword" and each.order == "6" and each.snippet for each in proposals):
            return None  # indentation is no question
        word = typing_context(source.text, offset).word
        default = ls.converter.positions.range(source, offset - len(word), offset)
        items = [ls.converter.proposal(source, each, default, index) for index, each in enumerate(proposals)]
        return types.CompletionList(is_incomplete=False, items=items)

    @server.feature(types.COMPLETION_ITEM_RESOLVE)
    def resolve(ls: HielementsServer, item: types.CompletionItem) -> types.CompletionItem:
        data: Any = item.data
        if not isinstance(data, dict):
            return item
        for workbench in ls.workbenches.values():
            library = workbench.inputs.catalog.get(data.get("library", ""))
            function = library.function(data.get("function", "")) if library is not None else None
            if function is not None:
                item.documentation = markdown(function_markdown(data["library"], function, 3))
                break
        return item

    @server.feature(
        types.TEXT_DOCUMENT_SIGNATURE_HELP,
        types.SignatureHelpOptions(trigger_characters=["(", ","], retrigger_characters=["="]),
    )
    async def signature(ls: HielementsServer, params: types.SignatureHelpParams) -> types.SignatureHelp | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        offset = _offset(ls, document, params.position)
        analysis = await ls.recent_analysis(document)
        found = signature_help(analysis, document.source, offset)
        if found is None:
            return None
        forms = [
            types.SignatureInformation(
                form.label,
                markdown(found.doc),
                [types.ParameterInformation(text, markdown(doc)) for text, doc in form.parameters],
            )
            for form in found.forms
        ]
        return types.SignatureHelp(forms, found.active_form, found.active_parameter)


def _places(server: HielementsServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(ls: HielementsServer, params: types.DefinitionParams) -> list[types.Location]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        offset = _offset(ls, document, params.position)
        workbench, name = document.workbench, document.name
        found = await ls.think(lambda: navigation.definition(workbench, workbench.analysis(name), name, offset))
        result = []
        for each in found:
            if isinstance(each, PathLink):
                start = types.Position(0, 0)
                result.append(types.Location(uri_of(each.path), types.Range(start, start)))
            elif (place := ls.converter.location(workbench, each)) is not None:
                result.append(place)
        return result

    @server.feature(types.TEXT_DOCUMENT_REFERENCES)
    async def references(ls: HielementsServer, params: types.ReferenceParams) -> list[types.Location]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        offset = _offset(ls, document, params.position)
        workbench, name = document.workbench, document.name

        def work() -> list[navigation.Reference]:
            analysis = workbench.analysis(name)
            at = navigation.symbol_at(analysis, name, offset)
            return navigation.references(workbench, analysis, at[0]) if at is not None else []

        wanted = [
            each for each in await ls.think(work) if params.context.include_declaration or not each.is_declaration
        ]
        return _located(ls, document, [each.location for each in wanted])

    @server.feature(types.TEXT_DOCUMENT_IMPLEMENTATION)
    async def implementation(ls: HielementsServer, params: types.ImplementationParams) -> list[types.Location]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        offset = _offset(ls, document, params.position)
        workbench, name = document.workbench, document.name
        found = await ls.think(lambda: navigation.implementations(workbench, workbench.analysis(name), name, offset))
        return _located(ls, document, found)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(ls: HielementsServer, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        offset = _offset(ls, document, params.position)
        workbench, name = document.workbench, document.name
        found = await ls.think(lambda: navigation.highlights(workbench.analysis(name), name, offset))
        return [
            types.DocumentHighlight(
                ls.converter.positions.range_of(each.location),
                types.DocumentHighlightKind.Write
                if each.is_declaration or each.binds
                else types.DocumentHighlightKind.Read,
            )
            for each in found
        ]

    @server.feature(types.TEXT_DOCUMENT_PREPARE_RENAME)
    async def prepare(ls: HielementsServer, params: types.PrepareRenameParams) -> types.Range | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        offset = _offset(ls, document, params.position)
        workbench, name = document.workbench, document.name
        found = await ls.think(lambda: renaming.prepare(workbench.analysis(name), name, offset))
        if isinstance(found, renaming.Refusal):
            return None
        return ls.converter.positions.range_of(found.location)

    @server.feature(types.TEXT_DOCUMENT_RENAME, types.RenameOptions(prepare_provider=True))
    async def rename(ls: HielementsServer, params: types.RenameParams) -> types.WorkspaceEdit | None:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return None
        offset = _offset(ls, document, params.position)
        workbench, name = document.workbench, document.name
        found = await ls.think(
            lambda: renaming.rename(workbench, workbench.analysis(name), name, offset, params.new_name)
        )
        if isinstance(found, renaming.Refusal):
            from pygls.exceptions import JsonRpcInvalidParams

            raise JsonRpcInvalidParams(found.message)
        return ls.converter.workspace_edit(workbench, found)


def _located(ls: HielementsServer, document: Document, places: list[Location]) -> list[types.Location]:
    found = (ls.converter.location(document.workbench, place) for place in places)
    return [place for place in found if place is not None]


def _files(server: HielementsServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    async def symbols(ls: HielementsServer, params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = ls.specification(params.text_document.uri)
        analysis = await ls.analysis(document) if document is not None else None
        if analysis is None or analysis.tree is None:
            return []
        return ls.converter.symbols(analysis.tree.source, outline.outline(analysis.tree))

    @server.feature(types.WORKSPACE_SYMBOL)
    async def workspace_symbols(
        ls: HielementsServer, params: types.WorkspaceSymbolParams
    ) -> list[types.WorkspaceSymbol]:
        wanted = params.query.lower()
        result: list[types.WorkspaceSymbol] = []
        for workbench in list(ls.workbenches.values()):
            analyses = await ls.think(workbench.all_analyses)
            for analysis in analyses:
                if analysis.tree is None:
                    continue
                source = analysis.tree.source
                waiting = [(item, "") for item in outline.outline(analysis.tree)]
                while waiting:
                    item, around = waiting.pop(0)
                    path = f"{around}.{item.name}" if around else item.name
                    waiting += [(child, path) for child in item.children]
                    if item.kind not in ("check", "requirement") and _matches(wanted, path):
                        place = ls.converter.location(workbench, Location(source, item.name_start, item.name_end))
                        if place is not None:
                            kind = SYMBOL_KINDS[item.kind]
                            result.append(types.WorkspaceSymbol(place, item.name, kind, container_name=around or None))
        return result

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _LEGEND)
    async def tokens(ls: HielementsServer, params: types.SemanticTokensParams) -> types.SemanticTokens:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return types.SemanticTokens([])
        workbench, name = document.workbench, document.name

        def work() -> list[int]:
            analysis = workbench.analysis(name)
            if analysis.tree is None:
                return []
            return ls.converter.tokens(analysis.tree.source, highlights(analysis, name))

        return types.SemanticTokens(await ls.think(work))

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    async def folding(ls: HielementsServer, params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        document = ls.specification(params.text_document.uri)
        analysis = await ls.analysis(document) if document is not None else None
        if analysis is None or analysis.tree is None:
            return []
        return [
            types.FoldingRange(fold.start - 1, fold.end - 1, kind=types.FoldingRangeKind(fold.kind))
            for fold in outline.folds(analysis.tree)
        ]

    @server.feature(types.TEXT_DOCUMENT_SELECTION_RANGE)
    async def selection(ls: HielementsServer, params: types.SelectionRangeParams) -> list[types.SelectionRange]:
        document = ls.specification(params.text_document.uri)
        analysis = await ls.analysis(document) if document is not None else None
        if document is None or analysis is None or analysis.tree is None:
            return []
        source = analysis.tree.source
        result = []
        for position in params.positions:
            parent: types.SelectionRange | None = None
            for start, end in reversed(
                outline.selections(analysis.tree, ls.converter.positions.offset(source, position))
            ):
                parent = types.SelectionRange(ls.converter.positions.range(source, start, end), parent)
            assert parent is not None
            result.append(parent)
        return result


def _additions(server: HielementsServer) -> None:
    @server.feature(types.TEXT_DOCUMENT_INLAY_HINT)
    async def inlay(ls: HielementsServer, params: types.InlayHintParams) -> list[types.InlayHint]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        workbench, name, positions = document.workbench, document.name, ls.converter.positions
        start, end = _offset(ls, document, params.range.start), _offset(ls, document, params.range.end)
        found = await ls.think(lambda: ide_hints.hints(workbench.analysis(name), workbench.findings, name, start, end))
        wanted = {
            "parameter": ls.settings.parameter_hints,
            "files": ls.settings.file_hints,
            "verdict": ls.settings.verdict_hints,
        }
        return [
            types.InlayHint(
                positions.position(document.source, each.offset),
                each.text,
                kind=types.InlayHintKind.Parameter if each.kind == "parameter" else None,
                tooltip=each.tooltip or None,
                padding_right=each.kind == "parameter",
            )
            for each in found
            if wanted[each.kind]
        ]

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_LINK)
    async def links(ls: HielementsServer, params: types.DocumentLinkParams) -> list[types.DocumentLink]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        workbench, name = document.workbench, document.name
        found = await ls.think(lambda: navigation.links(workbench, workbench.analysis(name), name))
        source = document.source
        return [
            types.DocumentLink(ls.converter.positions.range(source, each.start, each.end), uri_of(each.path))
            for each in found
        ]

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def formatting(ls: HielementsServer, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        source = document.source
        edit = await ls.think(lambda: ide_actions.formatting(source))
        return ls.converter.text_edits([edit]) if edit is not None else []


def _matches(wanted: str, path: str) -> bool:
    """Whether the letters that were typed occur in a path, in this order."""
    rest = iter(path.lower())
    return all(letter in rest for letter in wanted)
