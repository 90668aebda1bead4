"""Orders: carts that became a promise."""

from __future__ import annotations

from dataclasses import dataclass

from shop.domain.cart import Cart
from shop.domain.errors import EmptyOrder
from shop.domain.money import Money


@dataclass(frozen=True)
class Order:
    number: int
    customer: str
    lines: tuple[tuple[str, int], ...]
    total: Money


def place(cart: Cart, number: int, customer: str) -> Order:
    """Turns a cart into an order. Raises EmptyOrder for an empty cart."""
    if not cart.lines:
        raise EmptyOrder(customer)
    lines = tuple((sku, quantity) for sku, (_, quantity) in sorted(cart.lines.items()))
    return Order(number, customer, lines, cart.total())
