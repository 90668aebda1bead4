"""Writes a page for each released article."""

from __future__ import annotations

from newsroom.editing.interface import RELEASED, Article
from newsroom.platform.events import Events
from newsroom.platform.files import write
from newsroom.publishing.pages import page


class Publisher:
    def __init__(self, events: Events, folder: str) -> None:
        self._folder = folder
        events.listen(RELEASED, self.publish)

    def publish(self, article: Article) -> None:
        write(f"{self._folder}/{article.slug}.html", page(article))
