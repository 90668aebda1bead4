"""The JSON form of tickets. `frontend/js/tickets.js` reads it."""

from __future__ import annotations

from desk.core.tickets import Ticket


def ticket_to_json(ticket: Ticket) -> dict[str, object]:
    return {"number": ticket.number, "sender": ticket.sender, "subject": ticket.subject, "state": ticket.state}
