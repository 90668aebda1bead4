"""The WSGI application: finds the view for a path."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from shop.domain.errors import ShopError
from shop.services.browsing import Browsing
from shop.services.checkout import Checkout
from shop.web.forms import form_of
from shop.web.views import confirmation, product_list, trouble

StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class Application:
    def __init__(self, browsing: Browsing, checkout: Checkout) -> None:
        self._browsing = browsing
        self._checkout = checkout

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        try:
            status, page = self._answer(environ)
        except ShopError as error:
            status, page = "409 Conflict", trouble(str(error))
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [page.encode()]

    def _answer(self, environ: dict[str, Any]) -> tuple[str, str]:
        form = form_of(environ)
        if environ["REQUEST_METHOD"] == "POST":
            order = self._checkout.order(form.customer, form.wishes)
            return "201 Created", confirmation(order)
        return "200 OK", product_list(self._browsing.search(form.text))
