"""What an editor asks about a place: where what stands there is declared, named and renamed. The answers wait until the
present text is understood.
"""

from __future__ import annotations

from lsprotocol import types

from hielements.ide import navigation, renaming
from hielements.ide.navigation import PathLink
from hielements.lsp.conversions import uri_of
from hielements.lsp.documents import Document
from hielements.lsp.server import HielementsServer
from hielements.source.text import Location


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    async def definition(ls: HielementsServer, params: types.DefinitionParams) -> list[types.Location]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        offset = ls.offset(document, params.position)
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
        offset = ls.offset(document, params.position)
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
        offset = ls.offset(document, params.position)
        workbench, name = document.workbench, document.name
        found = await ls.think(lambda: navigation.implementations(workbench, workbench.analysis(name), name, offset))
        return _located(ls, document, found)

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_HIGHLIGHT)
    async def highlight(ls: HielementsServer, params: types.DocumentHighlightParams) -> list[types.DocumentHighlight]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        offset = ls.offset(document, params.position)
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
        offset = ls.offset(document, params.position)
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
        offset = ls.offset(document, params.position)
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
