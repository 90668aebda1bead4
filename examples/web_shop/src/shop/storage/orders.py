"""Orders in SQLite."""

from __future__ import annotations

import sqlite3

from shop.domain.orders import Order


class SqliteOrders:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def next_number(self) -> int:
        (highest,) = self._connection.execute("select coalesce(max(number), 0) from orders").fetchone()
        return int(highest) + 1

    def save(self, order: Order) -> None:
        with self._connection as transaction:
            transaction.execute(
                "insert into orders values (?, ?, ?)", (order.number, order.customer, order.total.cents)
            )
            lines = [(order.number, sku, quantity) for sku, quantity in order.lines]
            transaction.executemany("insert into order_lines values (?, ?, ?)", lines)
