"""What can go wrong in the shop's own terms."""

from __future__ import annotations


class ShopError(Exception):
    """Base of everything a customer may be told."""


class OutOfStock(ShopError):
    def __init__(self, sku: str, wanted: int) -> None:
        super().__init__(f"{wanted} x {sku} is more than we have")


class EmptyOrder(ShopError):
    def __init__(self, customer: str) -> None:
        super().__init__(f"the cart of {customer} is empty")


class UnknownProduct(ShopError):
    def __init__(self, sku: str) -> None:
        super().__init__(f"there is no product {sku}")
