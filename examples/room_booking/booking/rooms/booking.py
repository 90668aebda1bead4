"""Takes a room for a customer."""

from __future__ import annotations

from booking.billing.invoices import open_invoice
from booking.rooms.calendar import Slot, is_free


class Taken(Exception):
    """Somebody else has the room."""


def book(customer: str, wanted: Slot, taken: list[Slot]) -> list[Slot]:
    if not is_free(wanted, taken):
        raise Taken(wanted.room)
    open_invoice(customer, wanted)
    return [*taken, wanted]


def release(slot: Slot, taken: list[Slot]) -> list[Slot]:
    return [other for other in taken if other != slot]
