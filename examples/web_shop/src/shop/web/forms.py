"""What browsers send, as typed data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs


@dataclass(frozen=True)
class Form:
    customer: str
    text: str
    wishes: Mapping[str, int]


def form_of(environ: dict[str, Any]) -> Form:
    size = int(environ.get("CONTENT_LENGTH") or 0)
    body = environ["wsgi.input"].read(size).decode() if size else environ.get("QUERY_STRING", "")
    fields = {name: values[-1] for name, values in parse_qs(body).items()}
    wishes = {name[4:]: int(value) for name, value in fields.items() if name.startswith("sku-") and value.isdigit()}
    return Form(fields.get("customer", "guest"), fields.get("q", ""), wishes)
