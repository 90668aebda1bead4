"""What the use cases need from storage, as interfaces."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from shop.domain.orders import Order
from shop.domain.products import Product


class Products(Protocol):
    def find(self, sku: str) -> Product | None: ...

    def matching(self, text: str) -> Sequence[Product]: ...


class Orders(Protocol):
    def next_number(self) -> int: ...

    def save(self, order: Order) -> None: ...
