"""Who may release an article: an editor, but not its author."""

from __future__ import annotations

from newsroom.accounts.people import Person


class NotAllowed(Exception):
    """This person may not do that."""


def require_release(person: Person, author: str) -> None:
    if not person.is_editor or person.name == author:
        raise NotAllowed(f"{person.name} may not release an article by {author}")
