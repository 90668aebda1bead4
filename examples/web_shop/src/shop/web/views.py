"""Pages."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from string import Template

from shop.domain.orders import Order
from shop.domain.products import Product

_TEMPLATES = Path(__file__).parents[3] / "templates"


def _page(name: str, **fields: str) -> str:
    return Template((_TEMPLATES / name).read_text(encoding="utf-8")).substitute(fields)


def product_list(products: Sequence[Product]) -> str:
    rows = "".join(f"<li>{escape(product.title)}: {product.price}</li>" for product in products)
    return _page("products.html", rows=rows)


def confirmation(order: Order) -> str:
    return _page("confirmation.html", number=str(order.number), total=str(order.total))


def trouble(message: str) -> str:
    return _page("trouble.html", message=escape(message))
