"""The editor's desk: releases articles and tells whoever listens."""

from __future__ import annotations

from newsroom.accounts.people import Person
from newsroom.accounts.permissions import require_release
from newsroom.editing.articles import Article
from newsroom.platform.events import Events

RELEASED = "article released"


class Desk:
    def __init__(self, events: Events) -> None:
        self._events = events

    def release(self, article: Article, by: Person) -> None:
        require_release(by, article.author)
        self._events.send(RELEASED, article)
