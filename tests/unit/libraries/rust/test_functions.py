"""The table of functions, and what the cases of the language reference leave out."""

from __future__ import annotations

import pytest

from codebases.rust import call, check, module, places, reasons, rust, select
from hielements.libraries.builtin.rust.type_texts import parse_type, same_type
from hielements.libraries.outcomes import Failure, Outcome, Passed
from hielements.libraries.values import ConnectionPoint

CODE = {
    "src/lib.rs": "mod a; mod b;",
    "src/a.rs": "//! Documented.\nuse crate::b::{f, T};\npub fn g(t: T) { f() }\npub fn h() {}\n",
    "src/b.rs": "pub fn f() {}\npub struct T;\npub struct U;\n",
}


def test_every_function_is_described() -> None:
    library = rust({})
    for name in library.function_names():
        function = library.function(name)
        assert function is not None and function.name == name
        assert function.doc and function.example.replace("check ", "").count(f"rust.{name}(") == 1
        assert all(parameter.doc for signature in function.signatures for parameter in signature.parameters)


def passed(outcome: Outcome) -> bool:
    return isinstance(outcome, Passed)


def test_an_item_as_the_first_scope_stands_for_its_lines() -> None:
    library = rust(CODE)
    a, b = module(library, "a"), module(library, "b")
    assert passed(check(library, "depends_on", select(library, "function_selector", a, "g"), b))
    assert passed(check(library, "no_dependency", select(library, "function_selector", a, "h"), b))


def test_an_item_as_the_second_scope_stands_for_what_names_it() -> None:
    library = rust(CODE)
    a = module(library, "a")
    assert passed(check(library, "depends_on", a, select(library, "struct_selector", "T")))
    assert passed(check(library, "no_dependency", a, select(library, "struct_selector", "U")))
    assert not passed(check(library, "depends_on", a, select(library, "struct_selector", "U")))


def test_a_scope_that_lies_in_the_other_is_undecided() -> None:
    library = rust(CODE)
    a = module(library, "a")
    (reason,) = reasons(check(library, "no_dependency", a, a))
    assert "what that uses of itself is not known" in reason


def test_chains_are_reported_step_by_step() -> None:
    library = rust(
        {
            "src/lib.rs": "mod a; mod b; mod c;",
            "src/a.rs": "use crate::b::f;",
            "src/b.rs": "pub fn f() { crate::c::g() }",
            "src/c.rs": "pub fn g() {}",
        }
    )
    outcome = check(library, "no_dependency", module(library, "a"), module(library, "c"), indirect=True)
    assert places(outcome) == ["src/a.rs:1:5: uses crate::b::f, which leads to c"]


def test_public_functions_without_a_scope() -> None:
    value = call(rust(CODE), "public_functions")
    assert isinstance(value, ConnectionPoint)
    assert value.data["names"] == ("f", "g", "h")


def test_a_failure_of_a_selector_is_a_value() -> None:
    value = call(rust({"src/lib.rs": "fn ("}), "struct_selector", "T")
    assert isinstance(value, Failure) and value.reason == "syntax" and value.line == 1


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("&'a mut Token", "Token", True),
        ("a::b::Token", "Token", True),
        ("Vec<Token>", "&[Token]", True),
        ("[Token; 3]", "Vec<Token>", True),
        ("String", "&'static str", True),
        ("Box<dyn Library + Send>", "Box<Library>", True),
        ("Result<A, B>", "Result<A, C>", False),
        ("Result<A>", "Result<A, C>", False),
        ("Option<A>", "A", False),
        ("(A, B)", "(A, B)", True),
        ("(A, B)", "(B, A)", False),
        ("()", "()", True),
        ("()", "(A, B)", False),
        ("impl Fn(A) -> B", "impl Fn(A) -> B", True),
        ("impl Fn(A) -> B", "impl Fn(A) -> C", False),
        ("HashMap<_, A>", "HashMap<B, A>", True),
        ("<A as B>::C", "<A as B>::C", True),
        ("<A as B>::C", "<A as B>::D", False),
        ("PathBuf", "&Path", True),
        ("Vec<Vec<u8>>", "&[&[u8]]", True),
        ("impl Iterator<Item = A>", "impl Iterator<Item = B>", False),
    ],
)
def test_types(first: str, second: str, same: bool) -> None:
    assert same_type(parse_type(first), parse_type(second)) is same


@pytest.mark.parametrize("text", ["", "<", "((((", "A<" * 500, "[" * 5000, "A::", "-> -> &", "'a", "fn(A) -> B"])
def test_odd_types_end(text: str) -> None:
    assert str(parse_type(text)) is not None
