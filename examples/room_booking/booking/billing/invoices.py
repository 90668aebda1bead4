"""Invoices for booked rooms."""

from __future__ import annotations

from dataclasses import dataclass

from booking.billing.prices import price
from booking.rooms.calendar import Slot
from booking.web.formatting import euros


@dataclass(frozen=True)
class Invoice:
    customer: str
    text: str


def open_invoice(customer: str, slot: Slot) -> Invoice:
    hours = (slot.end - slot.start).total_seconds() / 3600
    return Invoice(customer, f"{slot.room}: {euros(price(slot.room, hours))}")


def unpaid(slot: Slot, taken: list[Slot]) -> list[Slot]:
    """A room that nobody pays for is free again."""
    from booking.rooms.booking import release  # not at the top: the two import each other

    return release(slot, taken)
