"""A ticket goes from open to answered to closed, and can be opened again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

State = Literal["open", "answered", "closed"]

NEXT: dict[State, tuple[State, ...]] = {
    "open": ("answered", "closed"),
    "answered": ("open", "closed"),
    "closed": ("open",),
}


@dataclass(frozen=True)
class Ticket:
    number: int
    sender: str
    subject: str
    state: State = "open"

    def moved_to(self, state: State) -> Ticket:
        """The ticket in another state. Raises ValueError when that step is not allowed."""
        if state not in NEXT[self.state]:
            raise ValueError(f"ticket {self.number} cannot go from {self.state} to {state}")
        return replace(self, state=state)
