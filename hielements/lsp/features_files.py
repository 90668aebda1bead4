"""What an editor asks about a whole file or all of them: symbols, folds, selections, hints, links.

The answers wait until the present text is understood.
"""

from __future__ import annotations

from lsprotocol import types

from hielements.ide import hints as ide_hints
from hielements.ide import navigation, outline
from hielements.lsp.conversions import SYMBOL_KINDS, uri_of
from hielements.lsp.server import HielementsServer
from hielements.source.text import Location


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""
    _structure(server)
    _additions(server)


def _structure(server: HielementsServer) -> None:
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
        start, end = ls.offset(document, params.range.start), ls.offset(document, params.range.end)
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


def _matches(wanted: str, path: str) -> bool:
    """Whether the letters that were typed occur in a path, in this order."""
    rest = iter(path.lower())
    return all(letter in rest for letter in wanted)
