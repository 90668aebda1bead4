"""Products and how many of them are in stock."""

from __future__ import annotations

from dataclasses import dataclass

from shop.domain.money import Money


@dataclass(frozen=True)
class Product:
    sku: str
    title: str
    price: Money
    in_stock: int

    def can_deliver(self, quantity: int) -> bool:
        return 0 < quantity <= self.in_stock
