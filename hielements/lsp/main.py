"""Starts the language server.

Comes in: how the client speaks to it. Goes out: an exit status, when the client is gone.
"""

from __future__ import annotations

import sys
from logging import ERROR, NullHandler, getLogger

from hielements.lsp import (
    features_actions,
    features_architecture,
    features_diagnostics,
    features_documents,
    features_files,
    features_formatting,
    features_language,
    features_places,
    features_tokens,
)
from hielements.lsp.server import HielementsServer

SWITCH_INTERVAL = 0.001
"""Seconds after which an analysis in its thread lets the loop go on: what is asked meanwhile is answered at once."""


_FEATURES = (
    features_documents,
    features_diagnostics,
    features_language,
    features_places,
    features_files,
    features_tokens,
    features_formatting,
    features_actions,
    features_architecture,
)


def make_server() -> HielementsServer:
    """A server with all features, not started."""
    server = HielementsServer()
    for module in _FEATURES:
        module.register(server)
    return server


def serve_stdio() -> int:
    """Speaks with a client that started this process, over standard input and output."""
    _prepared(make_server()).start_io()
    return 0


def serve_tcp(host: str, port: int) -> int:
    """Waits for one client on a port."""
    _prepared(make_server()).start_tcp(host, port)
    return 0


def _prepared(server: HielementsServer) -> HielementsServer:
    server.garbage.begin()
    sys.setswitchinterval(SWITCH_INTERVAL)
    logger = getLogger("pygls")
    logger.addHandler(NullHandler())
    logger.setLevel(ERROR)
    return server
