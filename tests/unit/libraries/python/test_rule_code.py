"""Where names of Python code are defined: what the rules about dependencies ask of the library."""

from __future__ import annotations

import pytest

from codebases import check, module, places, python, reasons, select
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Passed

TAKES = "from .services import *\nfrom .services import put as place\nfrom json import dumps\n"
DEFINES = "from .storage import put\ndef ship(): pass\nclass Order:\n    def total(self): pass\n"
FILES = {
    "src/shop/__init__.py": "from .orders import place, undefined\nfrom . import db as database\nimport shop.db\n",
    "src/shop/orders/__init__.py": TAKES,
    "src/shop/orders/services.py": DEFINES,
    "src/shop/orders/storage.py": "def put(): pass\n",
    "src/shop/db.py": "from shop.circle import x\n",
    "src/shop/circle.py": "from shop.db import x\n",
}
S = "src/shop/"


@pytest.fixture
def library() -> Python:
    return python(FILES)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("shop", (f"{S}__init__.py", ())),
        ("shop.db", (f"{S}db.py", ())),
        ("shop.orders.services.Order.total", (f"{S}orders/services.py", ("Order", "total"))),
        ("json.dumps", None),
    ],
)
def test_places_of_names(library: Python, name: str, expected: object) -> None:
    assert library.rules.code.place_of(name) == expected


@pytest.mark.parametrize(
    ("name", "ends"),
    [
        ("shop.place", (f"{S}orders/storage.py", ("put",))),
        ("shop.orders.place", (f"{S}orders/storage.py", ("put",))),
        ("shop.orders.ship", (f"{S}orders/services.py", ("ship",))),
        ("shop.orders.Order.total", (f"{S}orders/services.py", ("Order", "total"))),
        ("shop.orders.put", (f"{S}orders/storage.py", ("put",))),
        ("shop.database.x", (f"{S}circle.py", ("x",))),
        ("shop.undefined", (f"{S}orders/__init__.py", ("undefined",))),
        ("shop.orders.dumps", (f"{S}orders/__init__.py", ("dumps",))),
        ("shop.orders.services", (f"{S}orders/services.py", ())),
        ("shop.nothing", (f"{S}__init__.py", ("nothing",))),
    ],
)
def test_re_exports_are_followed_to_the_definition(library: Python, name: str, ends: object) -> None:
    code = library.rules.code
    start = code.place_of(name)
    assert start is not None
    assert code.leads(start)[-1] == ends


def test_what_is_known_to_be_defined(library: Python) -> None:
    code = library.rules.code

    def defined(name: str) -> bool:
        place = code.place_of(name)
        return place is not None and code.defines(place)

    for name in ("shop.db", "shop.place", "shop.orders.ship", "shop.orders.services.Order.total", "shop.database"):
        assert defined(name), name
    for name in ("shop.nothing", "shop.orders.services.nothing"):
        assert not defined(name), name


def test_scopes_of_two_roots_and_names_from_above_them() -> None:
    """`shop` has no `__init__.py`, so that `orders` is also known by its own name."""
    library = python(
        {"shop/orders/__init__.py": "", "shop/orders/a.py": "", "shop/web.py": "from shop.orders import a"}
    )
    orders = module(library, "shop.orders")
    assert isinstance(check(library, "interface", orders, ("a",)), Passed)
    assert isinstance(check(library, "imported_only_by", orders, (), ignore=("shop.web -> shop.orders.a",)), Passed)
    assert isinstance(check(library, "imported_only_by", orders, (), ignore=("shop.web -> orders.*",)), Passed)
    assert places(check(library, "imported_only_by", orders, ())) == ["shop/web.py:1:1: imports shop.orders.a"]


def test_a_scope_of_installed_code_can_be_looked_at() -> None:
    """Files that do not belong to the project are in no graph of it, unless a scope names them."""
    from hielements.libraries.values import ScopeValue

    library = python({"site-packages/x.py": "import app\n", "app.py": ""})
    installed = ScopeValue("file", "x", "site-packages/x.py", ("site-packages/x.py",), library="files")
    app = module(library, "app")
    for indirect in (False, True):
        outcome = check(library, "no_dependency", installed, app, indirect=indirect)
        assert places(outcome) == ["site-packages/x.py:1:1: imports app"]
    assert isinstance(check(library, "no_dependency", app, installed), Passed)


def test_a_function_stands_for_its_lines_in_chains() -> None:
    library = python({"a.py": "import x\ndef f():\n    import y\n", "x.py": "import b", "y.py": "import b", "b.py": ""})
    f, b = select(library, "function_selector", "f"), module(library, "b")
    assert places(check(library, "no_dependency", f, b, indirect=True)) == ["a.py:3:5: imports y, which leads to b"]


def test_rules_about_modules_refuse_functions() -> None:
    library = python({"a.py": "def f(): pass\n", "b.py": ""})
    f, b = select(library, "function_selector", "f"), module(library, "b")
    for outcome in (
        check(library, "layers", (b, f)),
        check(library, "independent", (f, b)),
        check(library, "acyclic", f),
        check(library, "imported_only_by", f, ()),
        check(library, "imported_only_by", b, (f,)),
        check(library, "interface", f, ()),
    ):
        assert "function 'f' is no" in reasons(outcome)[0]
