"""Tickets in a database."""

from __future__ import annotations

import sqlite3

from desk.core.tickets import Ticket


class Store:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)

    def open_tickets(self) -> list[Ticket]:
        rows = self._connection.execute(
            "select number, sender, subject, state from tickets where state != 'closed' order by number"
        )
        return [Ticket(*row) for row in rows]

    def save(self, ticket: Ticket) -> None:
        with self._connection as transaction:
            transaction.execute(
                "insert or replace into tickets (number, sender, subject, state) values (?, ?, ?, ?)",
                (ticket.number, ticket.sender, ticket.subject, ticket.state),
            )
