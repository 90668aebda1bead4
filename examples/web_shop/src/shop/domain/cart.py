"""A cart: what a customer has chosen but not yet ordered."""

from __future__ import annotations

from dataclasses import dataclass, field

from shop.domain.errors import OutOfStock
from shop.domain.money import ZERO, Money
from shop.domain.products import Product


@dataclass
class Cart:
    lines: dict[str, tuple[Product, int]] = field(default_factory=dict)

    def add(self, product: Product, quantity: int) -> None:
        """Puts a product into the cart. Raises OutOfStock when there are not enough of it."""
        wanted = quantity + self.lines.get(product.sku, (product, 0))[1]
        if not product.can_deliver(wanted):
            raise OutOfStock(product.sku, wanted)
        self.lines[product.sku] = (product, wanted)

    def total(self) -> Money:
        return sum((product.price * quantity for product, quantity in self.lines.values()), ZERO)
