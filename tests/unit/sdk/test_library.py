"""Functions in Python as a library: what it says of itself, what becomes of results, arguments and exceptions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hielements.sdk import ConnectionPoint, Dependency, Fail, Host, Library, Scope, Undecided, Violation
from hielements.sdk.describing import WrongFunctionError
from hielements.sdk.errors import RequestError
from hielements.sdk.testing import PluginSession
from hielements.sdk.values import from_wire, to_wire


def answering(function: Any, kind: str = "check", **more: Any) -> PluginSession:
    library = Library("sample")
    if kind == "check":
        library.check(**more)(function) if more else library.check(function)
    else:
        library.selector(function)
    return PluginSession(library, services=None)


def described(function: Any, kind: str = "selector") -> dict[str, Any]:
    library = Library("sample")
    getattr(library, kind)(function)
    found: Any = library.documentation()
    return {**found["functions" if kind == "selector" else "checks"][0]}


def test_signatures_and_docstrings_describe_functions() -> None:
    def modules(host: Host, folder: str, deep: bool = True, names: list[str] | None = None) -> Scope:
        """The modules below a folder,
        one by one.

        Args:
            folder: Where to look,
                from the root.
            deep (bool): Whether folders in it count.

        Returns:
            folder: is no parameter here
        Example: scope s = x.modules('src')
        """
        return Scope([folder, str(deep), str(names), host.workspace])

    assert described(modules) == {
        "name": "modules",
        "description": "The modules below a folder, one by one.",
        "parameters": [
            {"name": "folder", "type": "String", "description": "Where to look, from the root."},
            {
                "name": "deep",
                "type": "Bool",
                "description": "Whether folders in it count.",
                "default": {"Bool": True},
                "required": False,
            },
            {"name": "names", "type": "List[String] or Null", "description": "", "default": None, "required": False},
        ],
        "return_type": "Scope",
        "example": "scope s = x.modules('src')",
    }


def test_the_other_common_style_of_docstrings_is_read_too() -> None:
    def named(a: int, b: float) -> bool:
        """Says it.

        :param int a: the first
        :param b: the second
        """
        return a > b

    found = described(named, "check")
    assert [each["description"] for each in found["parameters"]] == ["the first", "the second"]
    assert found["description"] == "Says it."
    assert "return_type" not in found


@pytest.mark.parametrize(
    ("annotation", "expected"),
    [
        (str, "String"),
        (ConnectionPoint, "ConnectionPoint"),
        (list[Scope], "List[Scope]"),
        (Sequence[int], "List[Int]"),
        (Any, "Any"),
        (object, "Any"),
        (int | None, "Int or Null"),
    ],
)
def test_annotations_are_types_of_the_language(annotation: object, expected: str) -> None:
    def function(a):  # type: ignore[no-untyped-def]
        return a

    function.__annotations__ = {"a": annotation}
    assert described(function)["parameters"][0]["type"] == expected


def test_functions_that_no_specification_could_call_are_refused_with_their_name() -> None:
    def keyword(*, a: int) -> bool:
        return a > 0

    def odd(a: bytes) -> bool:
        return bool(a)

    def default(a: object = b"") -> bool:
        return bool(a)

    def unknown(a: "Nonsense") -> bool:  # type: ignore[name-defined]  # noqa: F821, UP037
        return bool(a)

    for function, words in (
        (keyword, "`keyword` has parameters with `\\*`"),
        (odd, "`a` of `odd`"),
        (default, "`a` of `default`"),
        (unknown, "the type of `a` of `unknown` is unknown"),
    ):
        with pytest.raises(WrongFunctionError, match=words):
            described(function, "check")


def test_two_functions_of_one_name_are_refused() -> None:
    library = Library("sample")
    library.check(lambda_named("same"))
    with pytest.raises(WrongFunctionError, match="two functions that are called `same`"):
        library.selector(lambda_named("same"))


def lambda_named(name: str) -> Any:
    def function() -> bool:
        return True

    function.__name__ = name
    return function


def test_checks_say_what_they_found() -> None:
    place = Violation("bad", "/w/a.py", 3, 4, evidence="x")

    def holds() -> Iterator[Violation]:
        yield from ()

    def one() -> Iterator[Violation]:
        yield place

    def failing() -> Fail:
        return Fail("all is bad", [place])

    assert answering(holds).check("holds") == []
    assert answering(one).check("one") == [place]
    assert answering(failing).check("failing") == [place]
    assert answering(lambda_named("yes")).check("yes") == []

    def no() -> bool:
        return False

    assert answering(no).check("no") == [Violation("`no` does not hold")]


@pytest.mark.parametrize("result", [None, "fine", {"Pass": None}, 3, ["bad"]])
def test_a_check_that_gives_no_verdict_does_not_pass(result: object) -> None:
    def silent():  # type: ignore[no-untyped-def]
        return result

    with pytest.raises(TypeError, match=r"`silent` (returned|gave)"):
        answering(silent).check("silent")


def test_undecided_carries_its_reason_and_place() -> None:
    def unsure() -> bool:
        raise Undecided("half of it", "/w/a", 3, "look there")

    with pytest.raises(Undecided, match="half of it") as caught:
        answering(unsure).check("unsure")
    assert (caught.value.path, caught.value.line, caught.value.help) == ("/w/a", 3, "look there")
    with pytest.raises(Undecided, match="half of it"):
        answering(unsure, "selector").call("unsure")


def test_arguments_are_held_to_their_types() -> None:
    def taking(text: str, number: int, share: float = 0.5, flag: bool = False) -> bool:
        assert (type(text), type(number), type(share), type(flag)) == (str, int, float, bool)
        return True

    session = answering(taking)
    assert session.check("taking", "a", 1) == []
    assert session.check("taking", "a", 1, 2, True) == []
    for arguments, words in (
        ((1, 1), "argument 1 is not a string"),
        (("a", True), "argument 2 is not an integer"),
        (("a", 1.5), "argument 2 is not an integer"),
        (("a", 1, "x"), "argument 3 is not a number"),
        (("a", 1, 1.0, 1), "argument 4 is not a boolean"),
        (("a",), "argument 2 is not an integer"),
        (("a", 1, 1.0, True, 5), "`taking` takes 4 arguments, not 5"),
    ):
        with pytest.raises(Undecided, match=words):
            session.check("taking", *arguments)


def test_a_list_of_scopes_is_their_union_where_one_is_expected() -> None:
    def counted(files: Scope) -> Iterator[Violation]:
        yield from (Violation("here", path) for path in files.paths)

    found = answering(counted).check("counted", [Scope(["/w/b", "/w/c"]), Scope(["/w/a", "/w/b"])])
    assert [each.path for each in found] == ["/w/a", "/w/b", "/w/c"]


def test_unknown_functions_and_methods_are_request_errors() -> None:
    library = Library("sample")
    library.check(lambda_named("known"))
    host = Host("/w")
    for method, params in (
        ("library.check", {"function": "unknown", "args": []}),
        ("library.call", {"function": "known", "args": []}),
        ("library.check", {"function": "known", "args": 3}),
        ("library.dependencies", {"files": []}),
        ("library.checkMany", {}),
        ("library.nonsense", {}),
    ):
        with pytest.raises(RequestError):
            library.answer(method, params, host)


def test_many_checks_are_answered_one_by_one() -> None:
    library = Library("sample")

    @library.check
    def positive(number: int) -> bool:
        return 1 // number > 0

    checks = [
        {"function": name, "args": [n]} for name, n in (("positive", 1), ("positive", -5), ("positive", 0), ("no", 1))
    ]
    found: Any = library.answer("library.checkMany", {"checks": checks}, Host("/w"))
    assert found["results"][:2] == [{"Pass": None}, {"Fail": "`positive` does not hold"}]
    assert "ZeroDivisionError" in found["results"][2]["Error"]
    assert "test_library.py, line" in found["results"][2]["Error"]
    assert found["results"][3] == {"Error": "there is no check `no`"}


def test_dependencies_are_reported_with_what_could_not_be_read() -> None:
    library = Library("sample")

    @library.dependencies("terraform")
    def uses(host: Host, files: list[str]) -> Iterator[Dependency]:
        yield Dependency(files[0], 3, "module.vpc", ["/w/vpc.tf"], tags=["dynamic"])
        raise Undecided("cannot read the other", files[1])

    found: Any = library.answer("library.dependencies", {"files": ["/w/a.tf", "/w/b.tf"]}, Host("/w"))
    assert found["dependencies"][0]["name"] == "module.vpc"
    assert found["failures"] == [{"message": "cannot read the other", "path": "/w/b.tf"}]
    assert library.metadata()["languages"] == ["terraform"]


def test_large_scopes_are_fetched_in_portions_and_only_when_looked_at() -> None:
    asked = []

    def scope_paths(params: Any) -> object:
        asked.append(params["offset"])
        return {
            "paths": [f"/w/{n}" for n in range(params["offset"], params["offset"] + 2)],
            "next": 2 if params["offset"] == 0 else None,
        }

    library = Library("sample")

    @library.selector
    def same(files: Scope) -> Scope:
        return files

    @library.check
    def listed(files: Scope) -> Iterator[Violation]:
        assert len(files.paths) == 4
        yield from (Violation("here", path) for path in files.paths)

    services = {"host.scope_paths": scope_paths}
    host = PluginSession(library, services=services).host
    wire = {"Scope": {"kind": {"Folder": ""}, "handle": "h", "count": 4, "resolved": True}}
    answer: Any = library.answer("library.call", {"function": "same", "args": [wire]}, host)
    assert answer["Scope"]["handle"] == "h"
    assert asked == []
    verdict: Any = library.answer("library.check", {"function": "listed", "args": [wire]}, host)
    assert [each["path"] for each in verdict["Fail"]["violations"]] == ["/w/0", "/w/1", "/w/2", "/w/3"]
    assert asked == [0, 2]


def test_files_are_read_from_the_host_where_that_is_granted_and_else_from_disk(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"disk\r\n")
    (tmp_path / "b.bin").write_bytes(b"\xff\xfe")
    host = PluginSession(Library("sample"), tmp_path).host
    assert host.read_file("a.txt") == "disk\r\n"
    for path, words in (("none.txt", "cannot read none.txt"), ("b.bin", "b.bin is not UTF-8 text")):
        with pytest.raises(Undecided, match=words):
            host.read_file(str(tmp_path / path))
    services = {"host.read_file": lambda params: {"path": params["path"], "text": "editor"}}
    assert PluginSession(Library("sample"), tmp_path, services).host.read_file("a.txt") == "editor"


def test_facts_come_in_portions_that_hosts_answer() -> None:
    asked = []

    def facts(params: Any) -> object:
        asked.append(len(params["paths"]))
        return {"files": [{"path": path} for path in params["paths"]]}

    host = PluginSession(Library("sample"), services={"host.facts": facts}).host
    paths = [f"/w/{n}" for n in range(10_001)]
    assert [each["path"] for each in host.facts(paths)] == paths
    assert asked == [10_000, 1]


PATHS = st.lists(st.text(max_size=5), max_size=3)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8)
)
SCOPES = st.builds(
    Scope, PATHS, st.text(max_size=5), st.sampled_from(["File", "Folder", "Glob"]), st.none() | st.text()
)
VALUES = st.recursive(
    SCALARS | SCOPES,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.builds(
            ConnectionPoint, st.text(), st.text(), st.dictionaries(st.text(), inner, max_size=3), st.none() | st.text()
        )
    ),
    max_leaves=8,
)


# No deadline and no complaint about slow examples: what a busy machine needs for one says nothing about the law.
@settings(deadline=None, suppress_health_check=list(HealthCheck))
@given(VALUES)
def test_values_come_back_from_the_wire_as_they_were(value: object) -> None:
    assert from_wire(to_wire(value), lambda _handle: []) == value
