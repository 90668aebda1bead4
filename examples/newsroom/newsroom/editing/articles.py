"""Articles and their revisions."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True)
class Article:
    slug: str
    title: str
    author: str
    body: str
    revision: int = 1

    def revised(self, body: str) -> Article:
        return replace(self, body=body, revision=self.revision + 1)
