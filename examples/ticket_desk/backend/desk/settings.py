"""Settings come from the environment and are read here, once."""

from __future__ import annotations

import os
from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    host: str
    port: int
    database: str
    smtp_host: str


def load() -> Settings:
    return Settings(
        host=os.environ.get("DESK_HOST", "0.0.0.0"),
        port=int(os.environ.get("DESK_PORT", "8000")),
        database=os.environ["DESK_DATABASE"],
        smtp_host=os.environ.get("DESK_SMTP_HOST", "localhost"),
    )
