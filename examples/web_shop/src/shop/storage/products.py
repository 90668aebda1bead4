"""Products in SQLite."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from shop.domain.money import Money
from shop.domain.products import Product


class SqliteProducts:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def find(self, sku: str) -> Product | None:
        row = self._connection.execute("select * from products where sku = ?", (sku,)).fetchone()
        return _product(row) if row else None

    def matching(self, text: str) -> Sequence[Product]:
        rows = self._connection.execute("select * from products where title like ?", (f"%{text}%",))
        return [_product(row) for row in rows]


def _product(row: tuple[str, str, int, int]) -> Product:
    sku, title, cents, in_stock = row
    return Product(sku, title, Money(cents), in_stock)
