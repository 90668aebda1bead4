"""The composition root: the only place that knows every layer."""

from __future__ import annotations

import sys
from wsgiref.simple_server import make_server

from shop.services.browsing import Browsing
from shop.services.checkout import Checkout
from shop.storage.database import connect
from shop.storage.orders import SqliteOrders
from shop.storage.products import SqliteProducts
from shop.web.application import Application


def build(database: str) -> Application:
    """Wires the layers together over one database file."""
    connection = connect(database)
    products = SqliteProducts(connection)
    return Application(Browsing(products), Checkout(products, SqliteOrders(connection)))


def main() -> None:
    database = sys.argv[1] if len(sys.argv) > 1 else "shop.sqlite"
    with make_server("127.0.0.1", 8080, build(database)) as server:
        server.serve_forever()


if __name__ == "__main__":
    main()
