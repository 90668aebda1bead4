"""The `scopes` library: against sets of Python, its laws, its descriptions, and what it answers for parts of files."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.libraries.builtin.scopes.library import Scopes
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import Required
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace

LIBRARY = Scopes(Environment(MemoryWorkspace({}), {}, NoCache()))
PATHS = ("a.py", "b.rs", "src/a.py", "src/b.py", "src/deep/a.py", "src/deep/test_a.py", "tests/test_a.py")
LANGUAGES = st.sampled_from((None, "python", "rust"))


@st.composite
def scopes(draw: st.DrawFn) -> ScopeValue:
    files = sorted(draw(st.sets(st.sampled_from(PATHS))))
    name = draw(st.sampled_from(("one", "two", "three")))
    absence = None if files else f"there is no {name}"
    root = draw(st.sampled_from((None, "")))
    return ScopeValue("folder", name, root, files, language=draw(LANGUAGES), library="files", absence=absence)


def answer(function: str, *arguments: Value) -> Value | Failure:
    description = LIBRARY.function(function)
    assert description is not None
    names = next(
        [parameter.name for parameter in signature.parameters]
        for signature in description.signatures
        if len(signature.parameters) == len(arguments)
    )
    return LIBRARY.call(Call(function, dict(zip(names, arguments, strict=True))))


def made(function: str, *arguments: Value) -> ScopeValue:
    value = answer(function, *arguments)
    assert isinstance(value, ScopeValue), value
    return value


def files(function: str, *arguments: Value) -> list[str]:
    value = made(function, *arguments)
    assert list(value.files) == sorted(set(value.files))
    assert value.files or value.absence, "an empty scope says why"
    return list(value.files)


def function_of(path: str, name: str, first: int, last: int) -> ScopeValue:
    return ScopeValue("function", name, path, (path,), "python", "python", symbol=name, lines=(first, last))


@given(scopes(), scopes(), scopes())
def test_files_are_those_of_sets(one: ScopeValue, two: ScopeValue, three: ScopeValue) -> None:
    a, b, c = set(one.files), set(two.files), set(three.files)
    assert files("union", one, two) == sorted(a | b)
    assert files("union", (one, two, three)) == sorted(a | b | c)
    assert files("intersection", one, two) == sorted(a & b)
    assert files("intersection", (one, two, three)) == sorted(a & b & c)
    assert files("difference", one, two) == sorted(a - b)
    assert files("difference", one, (two, three)) == sorted(a - b - c)
    assert files("intersection", (one, (two, three))) == sorted(a & (b | c))


@given(scopes(), scopes(), scopes())
def test_laws(one: ScopeValue, two: ScopeValue, three: ScopeValue) -> None:
    shared, rest = made("intersection", one, two), made("difference", one, two)
    assert files("union", shared, rest) == list(one.files)
    assert files("intersection", shared, rest) == []
    assert files("difference", one, made("union", two, three)) == files("difference", rest, three)
    assert files("union", two, one) == files("union", one, two)
    assert files("intersection", two, one) == files("intersection", one, two)


@given(scopes(), scopes())
def test_what_is_kept(one: ScopeValue, two: ScopeValue) -> None:
    for value in (made("difference", one, two), made("filter", one, "*.py")):
        assert (value.kind, value.root, value.language, value.library) == (
            one.kind,
            one.root,
            one.language,
            one.library,
        )
    same = one.language == two.language
    assert made("union", one, two).language == (one.language if same else None)
    known = {one.language, two.language} - {None}
    assert made("intersection", one, two).language == (known.pop() if len(known) == 1 else None)


@given(scopes(), scopes())
def test_an_empty_part_is_a_gap(one: ScopeValue, two: ScopeValue) -> None:
    missing = [scope for scope in (one, two) if scope.is_empty]
    for function in ("union", "intersection", "difference"):
        assert list(made(function, one, two).gaps) == missing
    assert list(made("filter", one, "*").gaps) == [scope for scope in (one,) if scope.is_empty]


@given(scopes())
def test_the_empty_list_adds_and_takes_nothing(one: ScopeValue) -> None:
    assert made("union", one, ()) == one
    assert made("difference", one, ()) == one
    shared = made("intersection", one, ())
    assert not shared.files
    assert shared.absence == f"folder '{one.selector}' and the empty list have no file in common"


@pytest.mark.parametrize(
    ("glob", "expected"),
    [
        ("*.rs", ["b.rs"]),
        ("a.py", ["a.py", "src/a.py", "src/deep/a.py"]),
        ("src/*.py", ["src/a.py", "src/b.py"]),
        ("**/test_*", ["src/deep/test_a.py", "tests/test_a.py"]),
        ("*.{js,ts}", []),
    ],
)
def test_filters(glob: str, expected: list[str]) -> None:
    assert files("filter", ScopeValue("folder", ".", "", PATHS), glob) == expected


@pytest.mark.parametrize(
    ("one", "two", "expected"),
    [
        ("", "src", "src"),
        ("src", "src/deep", "src/deep"),
        ("src", "srcs", None),
        (None, "src", "src"),
        (None, None, None),
    ],
)
def test_the_root_of_an_intersection(one: str | None, two: str | None, expected: str | None) -> None:
    first, second = ScopeValue("folder", "1", one, ("x",)), ScopeValue("folder", "2", two, ("x",))
    assert made("intersection", first, second).root == expected
    assert made("intersection", second, first).root == expected


def test_parts_of_files() -> None:
    whole = ScopeValue("module", "m", "m.py", ("m.py",), "python", "python")
    other = ScopeValue("module", "n", "n.py", ("n.py",), "python", "python")
    first, second = function_of("m.py", "f", 1, 2), function_of("m.py", "g", 4, 5)
    kept = made("intersection", whole, first)
    assert (kept.kind, kept.symbol, kept.lines) == ("function", "f", (1, 2))
    assert made("union", first, first) is first
    absorbed = made("union", first, whole)
    assert (absorbed.symbol, absorbed.lines, list(absorbed.files)) == (None, None, ["m.py"])
    assert made("difference", first, other).symbol == "f"
    assert files("difference", first, whole) == []
    assert files("difference", other, first) == ["n.py"]
    assert files("intersection", other, first) == []
    assert made("filter", first, "*.py").lines == (1, 2)
    for function, arguments in {
        "union": (first, second),
        "intersection": (first, second),
        "difference": (whole, first),
    }.items():
        failure = answer(function, *arguments)
        assert isinstance(failure, Failure)
        assert failure.reason == "unsupported"


def test_words_for_what_is_left_of_a_union() -> None:
    one, two, three = (ScopeValue("folder", name, name, (f"{name}/a.py",)) for name in ("one", "two", "three"))
    left = made("difference", (one, two), three)
    assert left.selector == "(one and two) without three"
    assert left.title == "folders 'one' and 'two' without folder 'three'"


def test_texts_stay_readable() -> None:
    value = ScopeValue("folder", "src", "src", ("src/a.py",))
    for _ in range(40):
        value = made("union", value, made("filter", made("intersection", value, value), "*.py"))
    assert len(value.selector) < 300
    assert len(value.title) < 600


def test_table_and_modules_agree_and_are_documented() -> None:
    for name, module_name in Scopes.FUNCTIONS.items():
        module: Any = import_module(f"{Scopes.PACKAGE}.{module_name}")
        function = module.FUNCTION
        assert function.name == name
        assert len(function.doc) > 40
        assert f"scopes.{name}(" in function.example
        for signature in function.signatures:
            for parameter in signature.parameters:
                assert parameter.doc.endswith(".")
                assert isinstance(parameter.default, Required)
