"""Routes: /health and /api/tickets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

from desk.api.encoding import ticket_to_json
from desk.core.store import Store
from desk.settings import Settings

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def application(settings: Settings) -> Application:
    store = Store(settings.database)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if path == "/health":
            start_response("200 OK", [("Content-Type", "text/plain")])
            return [b"ok"]
        if path == "/api/tickets":
            start_response("200 OK", [("Content-Type", "application/json")])
            return [json.dumps([ticket_to_json(ticket) for ticket in store.open_tickets()]).encode()]
        start_response("404 Not Found", [("Content-Type", "text/plain")])
        return [b"no such page"]

    return answer
