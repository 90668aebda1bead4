"""What is left of messages that were handled."""

from __future__ import annotations

import asyncio

from lsprotocol import types

from hielements.lsp.main import make_server


def test_nothing_is_kept_of_notifications() -> None:
    async def talk() -> int:
        server = make_server()
        for version in range(20):
            identifier = types.VersionedTextDocumentIdentifier(version, "file:///nothing.hie")
            params = types.DidChangeTextDocumentParams(identifier, [])
            server.protocol._handle_notification(types.TEXT_DOCUMENT_DID_CHANGE, params)
            changed = types.DidChangeWatchedFilesParams([])
            server.protocol._handle_notification(types.WORKSPACE_DID_CHANGE_WATCHED_FILES, changed)
        assert server.protocol._request_futures, "the handlers of some have yet to run"
        for _ in range(1000):
            await asyncio.sleep(0)
        server.stop()
        return len(server.protocol._request_futures)

    assert asyncio.run(talk()) == 0
