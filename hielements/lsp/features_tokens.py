"""Colours by meaning: the tokens of a whole file, of a part, and what has changed since they were last asked for."""

from __future__ import annotations

from collections.abc import Sequence

from lsprotocol import types

from hielements.ide.highlighting import MODIFIERS, TOKEN_KINDS, highlights
from hielements.lsp.documents import Document
from hielements.lsp.server import HielementsServer

_LEGEND = types.SemanticTokensLegend(list(TOKEN_KINDS), list(MODIFIERS))


class _Given:
    """What each client text was last told, for those that ask only for what has changed since."""

    def __init__(self) -> None:
        self._count = 0
        self._by_uri: dict[str, tuple[str, list[int]]] = {}

    def remember(self, uri: str, data: list[int]) -> str:
        """Keeps the tokens of a text, and gives them a name."""
        self._count += 1
        self._by_uri[uri] = str(self._count), data
        return str(self._count)

    def known(self, uri: str, result_id: str) -> list[int] | None:
        """The tokens of that name, if they are the last ones of the text."""
        found = self._by_uri.get(uri)
        return found[1] if found is not None and found[0] == result_id else None

    def forget_closed(self, server: HielementsServer) -> None:
        for uri in [uri for uri in self._by_uri if uri not in server.documents]:
            del self._by_uri[uri]


def register(server: HielementsServer) -> None:
    """Adds the handlers to a server."""
    given = _Given()

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL, _LEGEND)
    async def full(ls: HielementsServer, params: types.SemanticTokensParams) -> types.SemanticTokens:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return types.SemanticTokens([])
        data = await _tokens(ls, document)
        given.forget_closed(ls)
        return types.SemanticTokens(data, given.remember(document.uri, data))

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_FULL_DELTA, _LEGEND)
    async def delta(
        ls: HielementsServer, params: types.SemanticTokensDeltaParams
    ) -> types.SemanticTokens | types.SemanticTokensDelta:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return types.SemanticTokens([])
        data = await _tokens(ls, document)
        before = given.known(document.uri, params.previous_result_id)
        name = given.remember(document.uri, data)
        if before is None:
            return types.SemanticTokens(data, name)
        return types.SemanticTokensDelta(changes(before, data), name)

    @server.feature(types.TEXT_DOCUMENT_SEMANTIC_TOKENS_RANGE, _LEGEND)
    async def part(ls: HielementsServer, params: types.SemanticTokensRangeParams) -> types.SemanticTokens:
        document = ls.specification(params.text_document.uri)
        if document is None:
            return types.SemanticTokens([])
        start, end = ls.offset(document, params.range.start), ls.offset(document, params.range.end)
        return types.SemanticTokens(await _tokens(ls, document, start, end))


async def _tokens(ls: HielementsServer, document: Document, start: int = 0, end: int | None = None) -> list[int]:
    workbench, name = document.workbench, document.name

    def work() -> list[int]:
        analysis = workbench.analysis(name)
        if analysis.tree is None:
            return []
        shown = highlights(analysis, name, start, end)
        return ls.converter.tokens(analysis.tree.source, shown)

    return await ls.think(work)


def changes(before: Sequence[int], after: Sequence[int]) -> list[types.SemanticTokensEdit]:
    """The one edit that makes these tokens of those; none where they are the same. Tokens are five numbers each, and
    places are told from one token to the next, so that an edit of a text changes few of them."""
    most = min(len(before), len(after))
    same = next((index for index in range(most) if before[index] != after[index]), most) // 5 * 5
    rest = most - same
    tail = next((index for index in range(rest) if before[-1 - index] != after[-1 - index]), rest) // 5 * 5
    if same == len(before) == len(after):
        return []
    return [types.SemanticTokensEdit(same, len(before) - same - tail, list(after[same : len(after) - tail]))]
