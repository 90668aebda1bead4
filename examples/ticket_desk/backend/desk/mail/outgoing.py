"""Tells a sender what became of a ticket."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

from desk.core.tickets import Ticket


def notify(ticket: Ticket, smtp_host: str) -> None:
    message = EmailMessage()
    message["To"] = ticket.sender
    message["Subject"] = f"[{ticket.number}] {ticket.subject}"
    message.set_content(f"Your ticket is now {ticket.state}.")
    with smtplib.SMTP(smtp_host, timeout=10) as server:
        server.send_message(message)
