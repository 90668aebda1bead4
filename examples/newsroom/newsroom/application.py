"""Puts the teams' parts together."""

from __future__ import annotations

from newsroom.archive.keeper import Keeper
from newsroom.editing.desk import Desk
from newsroom.platform.events import Events
from newsroom.publishing.publisher import Publisher


def build(site: str, archive: str) -> Desk:
    events = Events()
    Publisher(events, site)
    Keeper(events, archive)
    return Desk(events)
