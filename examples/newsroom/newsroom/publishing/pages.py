"""An article as a page."""

from __future__ import annotations

from html import escape

from newsroom.editing.interface import Article
from newsroom.publishing.theme import BASE


def page(article: Article) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>\n" for text in article.body.split("\n\n"))
    return BASE.format(title=escape(article.title), author=escape(article.author), body=paragraphs)
