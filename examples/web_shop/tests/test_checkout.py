from shop.domain.money import Money
from shop.domain.orders import Order
from shop.domain.products import Product
from shop.services.checkout import Checkout


class FakeProducts:
    def find(self, sku: str) -> Product | None:
        return Product(sku, sku.title(), Money(100), 5)

    def matching(self, text: str) -> list[Product]:
        return []


class FakeOrders:
    def __init__(self) -> None:
        self.saved: list[Order] = []

    def next_number(self) -> int:
        return len(self.saved) + 1

    def save(self, order: Order) -> None:
        self.saved.append(order)


def test_an_order_is_saved() -> None:
    orders = FakeOrders()
    order = Checkout(FakeProducts(), orders).order("ada", {"tea": 2})
    assert orders.saved == [order]
    assert order.total == Money(200)
