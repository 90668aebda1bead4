"""What other teams may use of editing: the article and the name of its event."""

from newsroom.editing.articles import Article
from newsroom.editing.desk import RELEASED

__all__ = ["RELEASED", "Article"]
