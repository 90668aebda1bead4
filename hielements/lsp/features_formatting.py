"""Layout: of a whole file, and of a part of one."""

from __future__ import annotations

from lsprotocol import types

from hielements.ide import formatting as ide_formatting
from hielements.lsp.server import HielementsServer


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    async def whole(ls: HielementsServer, params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        source = document.source
        edit = await ls.think(lambda: ide_formatting.formatting(source))
        return ls.converter.text_edits([edit]) if edit is not None else []

    @server.feature(types.TEXT_DOCUMENT_RANGE_FORMATTING)
    async def part(ls: HielementsServer, params: types.DocumentRangeFormattingParams) -> list[types.TextEdit]:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return []
        source = document.source
        start, end = ls.offset(document, params.range.start), ls.offset(document, params.range.end)
        edit = await ls.think(lambda: ide_formatting.formatting_of_range(source, start, end))
        return ls.converter.text_edits([edit]) if edit is not None else []
