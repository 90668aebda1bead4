"""From a list of wishes to a placed order."""

from __future__ import annotations

from collections.abc import Mapping

from shop.domain.cart import Cart
from shop.domain.errors import UnknownProduct
from shop.domain.orders import Order, place
from shop.services.ports import Orders, Products


class Checkout:
    def __init__(self, products: Products, orders: Orders) -> None:
        self._products = products
        self._orders = orders

    def order(self, customer: str, wishes: Mapping[str, int]) -> Order:
        """Places an order. Raises a ShopError when it cannot be delivered."""
        cart = Cart()
        for sku, quantity in wishes.items():
            product = self._products.find(sku)
            if product is None:
                raise UnknownProduct(sku)
            cart.add(product, quantity)
        order = place(cart, self._orders.next_number(), customer)
        self._orders.save(order)
        return order
