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
