"""Looking around in the shop."""

from __future__ import annotations

from collections.abc import Sequence

from shop.domain.errors import UnknownProduct
from shop.domain.products import Product
from shop.services.ports import Products


class Browsing:
    def __init__(self, products: Products) -> None:
        self._products = products

    def search(self, text: str) -> Sequence[Product]:
        return sorted(self._products.matching(text.strip()), key=lambda product: product.title)

    def product(self, sku: str) -> Product:
        product = self._products.find(sku)
        if product is None:
            raise UnknownProduct(sku)
        return product
