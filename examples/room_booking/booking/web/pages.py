"""The pages: free rooms and the customer's bookings."""

from __future__ import annotations

import pickle
from typing import TYPE_CHECKING

from booking.rooms.booking import book
from booking.rooms.calendar import Slot

if TYPE_CHECKING:
    from booking.billing.invoices import Invoice


def show(invoice: Invoice) -> str:
    return f"<p>{invoice.text}</p>"


def restore(cookie: bytes) -> list[Slot]:
    # The cookie holds what the customer has chosen so far.
    return list(pickle.loads(cookie))


def submit(customer: str, wanted: Slot, cookie: bytes) -> bytes:
    return pickle.dumps(book(customer, wanted, restore(cookie)))
