"""What the checks of the library `python` answer."""

from __future__ import annotations

import pytest

from codebases import check, failure, module, places, prepared, python, reasons, select
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Call
from hielements.libraries.outcomes import Passed, Undecided, Violated, Violation
from hielements.libraries.values import ScopeValue

API = """\
import json
from shop import services

def handle():
    from shop.db import connect
    return connect()
"""
SERVICES = """\
from typing import TYPE_CHECKING
from .db.models import Order
if TYPE_CHECKING:
    import shop.api
"""
MODELS = """\
class Order:
    '''An order.'''
    def total(self) -> int:
        return 1
    class Line: pass

async def load(): pass
"""
PROPERTY = """\
@a
@b
def f():
    pass

class C:
    @property
    def p(self): return 1
    @p.setter
    def p(self, x): pass
"""
FILES = {
    "shop/__init__.py": "",
    "shop/api.py": API,
    "shop/services.py": SERVICES,
    "shop/db/__init__.py": '"""Data."""\ndef connect(): pass\n',
    "shop/db/models.py": MODELS,
    "shop/web.py": "import shop.services as services\n",
    "shop/broken.py": "import os\nimport shop.db\ndef f(:\n",
    "shop/empty.py": "# nothing\n",
    "README.md": "",
}
SOUND = {path: text for path, text in FILES.items() if path != "shop/broken.py"}


@pytest.fixture
def shop() -> Python:
    return python(SOUND)


@pytest.fixture
def broken() -> Python:
    return python(FILES)


def first(outcome: object) -> Violation:
    assert isinstance(outcome, Violated), outcome
    return outcome.violations[0]


# The check `imports`


def test_imports(shop: Python) -> None:
    api = module(shop, "shop.api")
    for name in ("json", "shop", "shop.services", "shop.db", "shop.db.connect"):
        assert isinstance(check(shop, "imports", api, name), Passed), name
    assert isinstance(check(shop, "imports", module(shop, "shop.services"), "shop.db.models.Order"), Passed)
    assert isinstance(check(shop, "imports", module(shop, "shop"), "typing"), Passed)


def test_imports_that_are_missing(shop: Python) -> None:
    outcome = check(shop, "imports", module(shop, "shop.api"), "shop.service")
    assert isinstance(outcome, Violated)
    assert outcome.message == "nothing in module 'shop.api' imports 'shop.service'"
    assert outcome.violations == (
        Violation("does not import 'shop.service'", "shop/api.py", help="the nearest imports there: shop.services"),
    )


def test_an_import_that_is_found_decides_and_one_that_is_not_does_not(broken: Python) -> None:
    package = module(broken, "shop")
    assert isinstance(check(broken, "imports", package, "json"), Passed)
    assert "syntax: shop/broken.py is not valid Python" in reasons(check(broken, "imports", package, "sqlite3"))[0]


# The check `no_import`


def test_no_import(shop: Python) -> None:
    package = module(shop, "shop")
    assert isinstance(check(shop, "no_import", package, "sqlalchemy"), Passed)
    outcome = check(shop, "no_import", package, "shop.db")
    assert places(outcome) == [
        "shop/api.py:5:5: imports shop.db.connect",
        "shop/services.py:2:1: imports shop.db.models.Order",
    ]
    assert first(outcome).evidence == "from shop.db import connect"


def test_no_import_of_some_kinds(shop: Python) -> None:
    package = module(shop, "shop")
    assert isinstance(check(shop, "no_import", package, "shop.api", ignore_type_checking=True), Passed)
    assert places(check(shop, "no_import", package, "shop.api")) == ["shop/services.py:4:5: imports shop.api"]
    outcome = check(shop, "no_import", package, "shop.db", ignore_function_level=True)
    assert places(outcome) == ["shop/services.py:2:1: imports shop.db.models.Order"]


def test_a_violation_stays_one_beside_a_broken_file(broken: Python) -> None:
    package = module(broken, "shop")
    outcome = check(broken, "no_import", package, "json")
    assert places(outcome) == ["shop/api.py:1:1: imports json"]
    assert isinstance(check(broken, "no_import", package, "sqlite3"), Undecided)


@pytest.mark.parametrize("name", ["", "shop.", "shop/db", "shop.*", ".db"])
@pytest.mark.parametrize("function", ["imports", "no_import"])
def test_a_senseless_module_name_is_refused(shop: Python, function: str, name: str) -> None:
    assert reasons(check(shop, function, module(shop, "shop"), name))[0].startswith("argument: ")


# no_dependency and depends_on


def test_no_dependency(shop: Python) -> None:
    database = module(shop, "shop.db")
    assert isinstance(check(shop, "no_dependency", database, module(shop, "shop.api")), Passed)
    assert places(check(shop, "no_dependency", module(shop, "shop.api"), database)) == [
        "shop/api.py:5:5: imports shop.db.connect"
    ]
    assert isinstance(check(shop, "no_dependency", module(shop, "shop.web"), database), Passed)


def test_no_dependency_of_a_function_means_its_lines(shop: Python) -> None:
    api = module(shop, "shop.api")
    handle = select(shop, "function_selector", api, "handle")
    services, database = module(shop, "shop.services"), module(shop, "shop.db")
    assert isinstance(check(shop, "no_dependency", handle, services), Passed)
    assert isinstance(check(shop, "no_dependency", api, services), Violated)
    assert places(check(shop, "no_dependency", handle, database)) == ["shop/api.py:5:5: imports shop.db.connect"]


def test_no_indirect_dependency(shop: Python) -> None:
    outcome = check(shop, "no_dependency", module(shop, "shop.web"), module(shop, "shop.db"), indirect=True)
    assert places(outcome) == ["shop/web.py:1:1: imports shop.services, which leads to shop.db.models"]
    assert [(hop.path, hop.line, hop.column, hop.name) for hop in first(outcome).chain] == [
        ("shop/web.py", 1, 1, "shop.services"),
        ("shop/services.py", 2, 1, "shop.db.models.Order"),
    ]


def test_a_chain_belongs_to_the_import_that_leaves_the_scope_last() -> None:
    library = python(
        {
            "a/x.py": "import a.y",
            "a/y.py": "import b",
            "b.py": "import a.z",
            "a/z.py": "import c",
            "c.py": "import d",
            "d.py": "",
        }
    )
    outcome = check(library, "no_dependency", module(library, "a"), module(library, "d"), indirect=True)
    assert places(outcome) == ["a/z.py:1:1: imports c, which leads to d"]


def test_kinds_of_imports_are_left_out_of_chains_as_well() -> None:
    library = python({"a.py": "import b", "b.py": "def f():\n    import c", "c.py": ""})
    a, c = module(library, "a"), module(library, "c")
    assert isinstance(check(library, "no_dependency", a, c, indirect=True), Violated)
    assert isinstance(check(library, "no_dependency", a, c, indirect=True, ignore_function_level=True), Passed)


def test_a_broken_file_on_the_way_leaves_the_chain_undecided() -> None:
    library = python({"a.py": "import b", "b.py": "import c\n(", "c.py": "", "d.py": "("})
    a, c = module(library, "a"), module(library, "c")
    assert isinstance(check(library, "no_dependency", a, c), Passed)
    assert "b.py is not valid Python" in reasons(check(library, "no_dependency", a, c, indirect=True))[0]
    # Neither the file that must not be reached nor one that is not on the way matters.
    library = python({"a.py": "import b", "b.py": "", "c.py": "(", "d.py": "("})
    a, c = module(library, "a"), module(library, "c")
    assert isinstance(check(library, "no_dependency", a, c, indirect=True), Passed)


def test_scopes_that_overlap(shop: Python) -> None:
    package, database = module(shop, "shop"), module(shop, "shop.db")
    assert len(places(check(shop, "no_dependency", package, database))) == 2
    for function in ("no_dependency", "depends_on"):
        assert reasons(check(shop, function, database, package))[0].startswith("argument: all of module 'shop.db'")


def test_depends_on(shop: Python) -> None:
    services, database, web = module(shop, "shop.services"), module(shop, "shop.db"), module(shop, "shop.web")
    assert isinstance(check(shop, "depends_on", services, database), Passed)
    outcome = check(shop, "depends_on", web, database)
    assert first(outcome) == Violation(
        "does not import module 'shop.db'", "shop/web.py", help="of the workspace it imports shop.services"
    )


def test_depends_on_is_undecided_beside_a_broken_file(broken: Python) -> None:
    assert isinstance(check(broken, "depends_on", module(broken, "shop.broken"), module(broken, "shop.db")), Undecided)


def test_a_list_of_scopes_is_their_union(shop: Python) -> None:
    both = (module(shop, "shop.api"), module(shop, "shop.web"))
    assert len(places(check(shop, "no_dependency", both, module(shop, "shop.services")))) == 2


# function_exists, class_exists, and the selectors


def test_functions_and_classes_exist(shop: Python) -> None:
    models = module(shop, "shop.db.models")
    assert isinstance(check(shop, "function_exists", models, "load"), Passed)
    assert isinstance(check(shop, "function_exists", models, "Order.total"), Passed)
    assert isinstance(check(shop, "class_exists", models, "Order.Line"), Passed)
    for name in ("handle", "shop.api.handle", "Order.total", "shop.db.models.Order.total", "shop.db.connect"):
        assert isinstance(check(shop, "function_exists", name), Passed), name


@pytest.mark.parametrize(
    ("function", "arguments", "message"),
    [
        ("function_exists", ("handel",), "there is no function 'handel'; did you mean 'handle'?"),
        ("function_exists", ("total",), "there is no function 'total'; did you mean 'Order.total'?"),
        ("function_exists", ("shop.api.handl",), "there is no function 'shop.api.handl'; did you mean 'handle'?"),
        ("class_exists", ("load",), "there is no class 'load'; 'load' is a function"),
        ("class_exists", ("json",), "there is no class 'json'"),
    ],
)
def test_what_does_not_exist(shop: Python, function: str, arguments: tuple[str, ...], message: str) -> None:
    assert first(check(shop, function, *arguments)) == Violation(message)


def test_what_does_not_exist_in_a_module(shop: Python) -> None:
    outcome = check(shop, "function_exists", module(shop, "shop.api"), "connect")
    assert first(outcome) == Violation("there is no function 'connect' in module 'shop.api'", "shop/api.py")


def test_existence_in_nothing_fails(shop: Python) -> None:
    outcome = check(shop, "function_exists", module(shop, "shop.apis"), "handle")
    assert "there is no module 'shop.apis'" in first(outcome).message


def test_existence_beside_a_broken_file(broken: Python) -> None:
    assert isinstance(check(broken, "function_exists", "handle"), Passed)
    assert isinstance(check(broken, "function_exists", "f"), Undecided)
    assert isinstance(check(broken, "function_exists", module(broken, "shop.api"), "f"), Violated)


def test_selected_symbols_have_lines() -> None:
    library = python({"m.py": PROPERTY})
    f = select(library, "function_selector", "f")
    assert (f.kind, f.selector, f.root, f.files, f.symbol, f.lines) == ("function", "f", "m.py", ("m.py",), "f", (1, 4))
    c = select(library, "class_selector", module(library, "m"), "C")
    assert (c.kind, c.symbol, c.lines) == ("class", "C", (6, 10))
    assert select(library, "function_selector", c, "p").lines == (9, 10)
    assert select(library, "function_selector", "m.C.p").symbol == "C.p"


def test_a_symbol_that_is_not_there_is_an_empty_scope(shop: Python) -> None:
    scope = select(shop, "class_selector", module(shop, "shop.db.models"), "Ordre")
    assert scope.is_empty
    assert scope.absence == "there is no class 'Ordre' in module 'shop.db.models'; did you mean 'Order'?"


def test_a_symbol_that_may_be_in_a_broken_file_is_a_failure(broken: Python) -> None:
    assert failure(broken, "function_selector", "f").path == "shop/broken.py"


def test_a_symbol_of_several_files_is_ambiguous() -> None:
    library = python({"a.py": "def run(): pass", "b.py": "def run(): pass"})
    problem = failure(library, "function_selector", "run")
    assert problem.message == "'run' is defined in 2 files: a.py, b.py"
    assert isinstance(check(library, "function_exists", "run"), Passed)
    assert select(library, "function_selector", "b.run").root == "b.py"


@pytest.mark.parametrize("name", ["", "a b", "f()", "a..b", "Order."])
def test_a_senseless_symbol_is_refused(shop: Python, name: str) -> None:
    assert failure(shop, "function_selector", name).reason == "argument"


# The check `no_circular_imports`


def test_no_circular_imports(shop: Python) -> None:
    package = module(shop, "shop")
    outcome = check(shop, "no_circular_imports", package)
    assert places(outcome) == ["shop/api.py:2:1: circular import: shop.api -> shop.services -> shop.api"]
    assert [(hop.path, hop.line) for hop in first(outcome).chain] == [("shop/api.py", 2), ("shop/services.py", 4)]
    assert isinstance(check(shop, "no_circular_imports", package, ignore_type_checking=True), Passed)
    assert isinstance(check(shop, "no_circular_imports", module(shop, "shop.db")), Passed)


def test_a_circle_through_a_module_counts_wherever_it_leads(shop: Python) -> None:
    assert len(places(check(shop, "no_circular_imports", module(shop, "shop.services")))) == 1
    assert isinstance(check(shop, "no_circular_imports", module(shop, "shop.web")), Passed)


def test_one_violation_for_each_group_of_modules() -> None:
    library = python(
        {
            "a.py": "import b",
            "b.py": "import c\nimport a",
            "c.py": "import a",
            "x.py": "import y",
            "y.py": "import x",
            "z.py": "import z",
        }
    )
    everything = module(library, ".")
    outcome = check(library, "no_circular_imports", everything)
    assert places(outcome) == [
        "a.py:1:1: circular import: a -> b -> a (one circle among 3 modules that depend on each other)",
        "x.py:1:1: circular import: x -> y -> x",
    ]
    assert check(library, "no_circular_imports", (module(library, "x"), module(library, "a"))) != outcome
    assert len(places(check(library, "no_circular_imports", (module(library, "x"), module(library, "a"))))) == 2


def test_a_circle_that_may_pass_a_broken_file_is_undecided() -> None:
    library = python({"a.py": "import b", "b.py": "(", "c.py": "("})
    assert "b.py" in reasons(check(library, "no_circular_imports", module(library, "a")))[0]
    assert len(reasons(check(library, "no_circular_imports", module(library, "a")))) == 1


# The check `has_docstring`


def test_has_docstring(shop: Python) -> None:
    assert isinstance(check(shop, "has_docstring", module(shop, "shop.empty")), Passed)
    assert places(check(shop, "has_docstring", module(shop, "shop.db"))) == [
        "shop/db/models.py:1:1: the module has no docstring"
    ]
    models = module(shop, "shop.db.models")
    assert isinstance(check(shop, "has_docstring", models, "Order"), Passed)
    assert isinstance(check(shop, "has_docstring", select(shop, "class_selector", "Order")), Passed)
    undocumented = ["shop/db/models.py:3:5: the function 'Order.total' has no docstring"]
    assert places(check(shop, "has_docstring", models, "Order.total")) == undocumented
    assert places(check(shop, "has_docstring", select(shop, "function_selector", "Order.total"))) == undocumented
    assert "no function or class 'Nothing'" in reasons(check(shop, "has_docstring", models, "Nothing"))[0]


def test_blank_docstrings_and_broken_files() -> None:
    library = python({"a.py": "'  '\n", "b.py": "("})
    assert places(check(library, "has_docstring", module(library, "a"))) == ["a.py:1:1: the module has no docstring"]
    assert isinstance(check(library, "has_docstring", module(library, "b")), Undecided)


# scopes of any kind


@pytest.mark.parametrize(
    "function", ["imports", "no_import", "no_dependency", "depends_on", "no_circular_imports", "has_docstring"]
)
def test_a_check_that_sees_nothing_does_not_pass(shop: Python, function: str) -> None:
    for scope in (
        ScopeValue("folder", "docs", None, (), absence="there is no folder docs"),
        ScopeValue("file", "README.md", "README.md", ("README.md",)),
    ):
        second: tuple[str | ScopeValue, ...] = ()
        if function in ("imports", "no_import"):
            second = ("json",)
        elif function in ("no_dependency", "depends_on"):
            second = (module(shop, "shop.db"),)
        assert reasons(check(shop, function, scope, *second))[0].startswith("empty-scope: ")
        if function in ("no_dependency", "depends_on"):
            assert reasons(check(shop, function, module(shop, "shop.db"), scope))[0].startswith("empty-scope: ")


def test_scopes_of_other_libraries_count_with_their_python_files(shop: Python) -> None:
    mixed = ScopeValue("folder", "shop", "shop", ("README.md", "shop/api.py"), library="files")
    assert places(check(shop, "no_import", mixed, "json")) == ["shop/api.py:1:1: imports json"]


def test_the_table_of_functions_agrees_with_their_modules(shop: Python) -> None:
    description = shop.describe()
    assert [each.name for each in description.functions] == list(shop.function_names())
    assert description.languages == ("python",)
    for each in description.functions:
        assert each.doc.endswith(".") and f"python.{each.name}(" in each.example
        for signature in each.signatures:
            assert all(parameter.doc for parameter in signature.parameters)


def test_unknown_functions_and_kinds(shop: Python) -> None:
    assert isinstance(shop.check(Call("nothing", {})), Undecided)
    assert isinstance(shop.check(prepared(shop, "module_selector", "shop")), Undecided)
