"""The base of the built-in libraries, and what must hold for each of them."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest

from hielements.libraries.builtin.files.library import FilesLibrary
from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, Undecidable, union, verdict
from hielements.libraries.catalog import Catalog
from hielements.libraries.library import Call, Environment, Library
from hielements.libraries.outcomes import Dependencies, Failure, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import BOOL, Function, Required
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace


def environment(name: str = "files") -> Environment:
    return Environment(MemoryWorkspace({"a.txt": "a"}), {}, NoCache())


def test_table_and_modules_agree() -> None:
    for name, module_name in FilesLibrary.FUNCTIONS.items():
        module: Any = import_module(f"{FilesLibrary.PACKAGE}.{module_name}")
        assert module.FUNCTION.name == name
        assert callable(module.evaluate)


def test_every_function_is_documented() -> None:
    for function in FilesLibrary(environment()).describe().functions:
        assert len(function.doc) > 40, function.name
        assert f"files.{function.name}(" in function.example
        assert function.example.startswith("scope " if function.kind == "selector" else "check ")
        for signature in function.signatures:
            assert (signature.returns == BOOL) == (function.kind == "check")
            for parameter in signature.parameters:
                assert parameter.doc.endswith(".") or parameter.doc.endswith("`."), (function.name, parameter.name)
            required = [isinstance(parameter.default, Required) for parameter in signature.parameters]
            assert required == sorted(required, reverse=True), "defaults come last"


def test_names_are_answered_without_loading(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: BuiltinLibrary, name: str) -> Any:
        raise AssertionError(name)

    library = FilesLibrary(environment())
    monkeypatch.setattr(BuiltinLibrary, "_load", refuse)
    assert "exists" in library.function_names()
    assert library.function("exist") is None


def test_one_function_is_described_alone() -> None:
    function = FilesLibrary(environment()).function("exists")
    assert isinstance(function, Function)
    assert function.about_existence


def test_a_library_without_languages_has_no_dependencies() -> None:
    assert FilesLibrary(environment()).dependencies(["a.txt"]) == Dependencies(())


def test_unknown_functions_and_wrong_kinds_are_failures() -> None:
    library = FilesLibrary(environment())
    assert isinstance(library.call(Call("nothing", {})), Failure)
    assert isinstance(library.check(Call("nothing", {})), Undecided)
    assert isinstance(library.check(Call("file_selector", {"path": "a.txt"})), Undecided)
    assert isinstance(library.call(Call("exists", {"path": "a.txt"})), Failure)


@pytest.mark.parametrize("value", [None, 1, True, "text", ("a", 1), (), 1.5])
def test_values_of_the_wrong_type_are_failures_that_name_the_parameter(value: Value) -> None:
    outcome = FilesLibrary(environment()).check(Call("max_size", {"scope": value, "limit": 1}))
    assert isinstance(outcome, Undecided)
    assert "'scope' of 'max_size' must be a" in outcome.failures[0].message


def test_arguments_convert_what_may_stand_for_each_other() -> None:
    first, second = ScopeValue("file", "b", "b", ("b",)), ScopeValue("file", "a", "a", ("a", "b"))
    arguments = Arguments("f", {"one": first, "many": (first, second), "text": "x", "texts": ("x", "y"), "flag": True})
    assert arguments.scope("one") is first
    assert arguments.scope("many").files == ["a", "b"]
    assert arguments.scopes("one") == (first,)
    assert arguments.texts("text") == ("x",)
    assert arguments.texts("texts") == ("x", "y")
    with pytest.raises(Undecidable):
        arguments.integer("flag")


def test_a_union_of_nothing_says_why() -> None:
    empty = ScopeValue("folder", "a", None, (), absence="there is no folder 'a'")
    assert union([empty, empty]).absence == "there is no folder 'a'; there is no folder 'a'"
    assert union([empty, ScopeValue("file", "b", "b", ("b",))]).absence is None


def test_verdicts() -> None:
    violation, failure = Violation("bad", path="b", line=2), Failure("unreadable", "cannot be read")
    assert verdict("m", []) == Passed()
    assert verdict("m", [], [failure]) == Undecided((failure,))
    ordered = verdict("m", [violation, Violation("bad", path="a", line=9), Violation("bad", path="b", line=1)])
    assert isinstance(ordered, Violated)
    assert [(each.path, each.line) for each in ordered.violations] == [("a", 9), ("b", 1), ("b", 2)]
    both = verdict("m", [violation], [failure])
    assert isinstance(both, Violated)
    assert both.message == "m (and 1 place could not be looked at)"


class Recorded(FilesLibrary):
    opened = 0
    closed = 0

    def __init__(self, given: Environment) -> None:
        super().__init__(given)
        type(self).opened += 1

    def close(self) -> None:
        type(self).closed += 1


def test_the_catalog_opens_each_library_once_and_when_needed() -> None:
    from concurrent.futures import ThreadPoolExecutor

    Recorded.opened = Recorded.closed = 0
    catalog = Catalog({"files": Recorded, "other": Recorded}, environment)
    assert catalog.names() == ["files", "other"]
    assert catalog.get("nothing") is None
    assert Recorded.opened == 0
    with ThreadPoolExecutor(8) as pool:
        libraries = set(map(id, pool.map(catalog.get, ["files"] * 50)))
    assert (len(libraries), Recorded.opened) == (1, 1)
    catalog.close()
    catalog.close()
    assert Recorded.closed == 1


def test_a_library_that_fails_to_close_keeps_no_other_open() -> None:
    class Stubborn(Recorded):
        def close(self) -> None:
            raise OSError("stubborn")

    Recorded.closed = 0
    factories: dict[str, Any] = {"a": Recorded, "b": Stubborn, "c": Recorded}
    catalog = Catalog(factories, environment)
    opened: list[Library | None] = [catalog.get(name) for name in factories]
    assert None not in opened
    with pytest.raises(OSError, match="stubborn"):
        catalog.close()
    assert Recorded.closed == 2
