from shop.domain.cart import Cart
from shop.domain.money import Money
from shop.domain.products import Product


def test_quantities_add_up() -> None:
    cart = Cart()
    tea = Product("tea", "Green tea", Money(450), 10)
    cart.add(tea, 1)
    cart.add(tea, 2)
    assert cart.total() == Money(1350)
