"""Which room is taken when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from booking.shared.clock import now


@dataclass(frozen=True)
class Slot:
    room: str
    start: datetime
    end: datetime

    def overlaps(self, other: Slot) -> bool:
        return self.room == other.room and self.start < other.end and other.start < self.end


def is_free(wanted: Slot, taken: list[Slot]) -> bool:
    return wanted.start >= now() and not any(wanted.overlaps(slot) for slot in taken)
