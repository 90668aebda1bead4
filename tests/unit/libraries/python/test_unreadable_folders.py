"""Folders that cannot be listed: no function of the library takes what it does not know for absent."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from codebases import check, failure, module, places, prepared, reasons, select
from hielements.libraries.builtin.library import union
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Passed, Undecided
from hielements.libraries.signatures import Required
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace
from hielements.source.tree_workspace import Listing


class Locked(MemoryWorkspace):
    """A workspace whose folder `shop/closed` cannot be listed."""

    def list_folder(self, path: str) -> Listing:
        if path == "shop/closed":
            raise PermissionError(13, "Permission denied")
        return super().list_folder(path)


FILES = {
    "shop/__init__.py": '"""A shop."""\n',
    "shop/api.py": '"""Api."""\nimport shop.tools\ndef handle(): pass\n',
    "shop/tools.py": '"""Tools."""\nfrom shop.closed import secret\n',
    "shop/db/__init__.py": '"""Data."""\n',
    "shop/closed/secret.py": "import shop.db\n",
    "other/__init__.py": '"""Else."""\n',
    "third/__init__.py": "",
}


@pytest.fixture
def library() -> Python:
    return Python(Environment(Locked(FILES), {}, NoCache()))


def folder_scope(path: str, *files: str) -> ScopeValue:
    return ScopeValue("folder", path, path, files, library="files")


SHOP = folder_scope("shop", "shop/api.py", "shop/tools.py")
OTHER = folder_scope("other", "other/__init__.py")


@pytest.mark.parametrize("name", ["shop", "shop.closed", "shop.closed.secret", "shop/closed/secret.py"])
def test_modules_that_may_be_there_are_not_absent(library: Python, name: str) -> None:
    assert "cannot list shop/closed: Permission denied" in failure(library, "module_selector", name).message


def test_other_modules_are_selected_as_ever(library: Python) -> None:
    assert select(library, "module_selector", "shop.api").files == ("shop/api.py",)
    assert select(library, "package_selector", "shop.db").files == ("shop/db/__init__.py",)
    assert select(library, "module_selector", "shop.nothing").is_empty


CHECKS: Sequence[tuple[str, tuple[Value, ...]]] = (
    ("imports", (SHOP, "shop.db")),
    ("no_import", (SHOP, "sqlite3")),
    ("no_dependency", (SHOP, OTHER)),
    ("no_dependency", (OTHER, SHOP)),
    ("depends_on", (SHOP, OTHER)),
    ("depends_on", (OTHER, SHOP)),
    ("no_circular_imports", (SHOP,)),
    ("has_docstring", (SHOP,)),
    ("function_exists", (SHOP, "nothing")),
    ("class_exists", (SHOP, "Nothing")),
    ("layers", (SHOP, ("api", "tools"))),
    ("layers", ((SHOP, OTHER),)),
    ("independent", ((SHOP, OTHER),)),
    ("independent", (("shop", "other"),)),
    ("acyclic", (SHOP,)),
    ("imported_only_by", (SHOP, ())),
    ("imported_only_by", (OTHER, ())),
    ("interface", (SHOP, ("api",))),
    ("interface", (OTHER, ("api",))),
)


@pytest.mark.parametrize(("function", "arguments"), CHECKS)
def test_checks_of_scopes_with_such_folders_are_undecided(
    library: Python, function: str, arguments: tuple[Value, ...]
) -> None:
    outcome = check(library, function, *arguments)
    assert "cannot list shop/closed" in reasons(outcome)[0]


def test_no_check_of_any_scope_with_such_a_folder_passes(library: Python) -> None:
    """The same for every check that there is or will be, with arguments made up from the types of its parameters.
    Where existence is asked for, what was found proves it."""
    made_up: dict[str, Value] = {"Scope": OTHER, "String": "nothing", "Int": 1, "Float": 1.0, "List": ("nothing",)}
    tried = 0
    for function in library.describe().functions:
        for signature in function.signatures if function.kind == "check" and not function.about_existence else ():
            if not signature.parameters or signature.parameters[0].type.name != "Scope":
                continue
            given: dict[str, Value] = {
                each.name: made_up.get(each.type.name) if isinstance(each.default, Required) else each.default
                for each in signature.parameters
            }
            outcome = library.check(Call(function.name, {**given, signature.parameters[0].name: SHOP}))
            assert not isinstance(outcome, Passed), (function.name, outcome)
            tried += 1
    assert tried >= 12


def test_a_union_that_lies_beside_such_a_folder_is_undecided(library: Python) -> None:
    both = union([module(library, "shop.api"), module(library, "other")])
    assert isinstance(check(library, "no_import", both, "sqlite3"), Undecided)
    both = union([module(library, "other"), module(library, "third")])
    assert isinstance(check(library, "no_import", both, "sqlite3"), Passed)


def test_a_definition_may_be_in_what_cannot_be_listed(library: Python) -> None:
    assert isinstance(check(library, "function_exists", "handle"), Passed)
    assert isinstance(check(library, "function_exists", "reveal"), Undecided)
    assert isinstance(library.call(prepared(library, "function_selector", "handle")), ScopeValue)
    assert failure(library, "function_selector", "reveal").reason == "unreadable"


def test_chains_may_lead_through_what_cannot_be_listed(library: Python) -> None:
    api, tools, data = (module(library, f"shop.{name}") for name in ("api", "tools", "db"))
    assert isinstance(check(library, "no_dependency", api, data), Passed)
    assert reasons(check(library, "no_dependency", api, data, indirect=True)) == [
        "unreadable: imports shop.closed.secret, which cannot be read: Permission denied"
    ]
    for function, scopes in (("layers", (data, api)), ("independent", (data, tools))):
        outcome = check(library, function, scopes)
        assert "imports shop.closed.secret" in reasons(outcome)[0], outcome
    assert isinstance(check(library, "acyclic", tools), Undecided)


def test_what_is_known_to_be_violated_stays_so(library: Python) -> None:
    api, tools = module(library, "shop.api"), module(library, "shop.tools")
    assert places(check(library, "imported_only_by", tools, ())) == ["shop/api.py:2:1: imports shop.tools"]
    assert len(places(check(library, "independent", (api, tools)))) == 1


def test_dependencies_tell_what_they_cannot_know(library: Python) -> None:
    found = library.dependencies(["shop/tools.py", "shop/api.py"])
    assert [(each.reason, each.path, each.line) for each in found.failures] == [("unreadable", "shop/tools.py", 2)]
