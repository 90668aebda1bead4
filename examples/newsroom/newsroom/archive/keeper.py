"""Keeps each revision as a text file that is never written again."""

from __future__ import annotations

from newsroom.editing.interface import RELEASED, Article
from newsroom.platform.events import Events
from newsroom.platform.files import write


class Keeper:
    def __init__(self, events: Events, folder: str) -> None:
        self._folder = folder
        events.listen(RELEASED, self.keep)

    def keep(self, article: Article) -> None:
        write(f"{self._folder}/{article.slug}/{article.revision:04d}.txt", f"{article.title}\n\n{article.body}\n")
