"""Facts from the text of a Rust file."""

from __future__ import annotations

import pytest

from hielements.libraries.builtin.rust.extraction import extract
from hielements.libraries.builtin.rust.facts import CONDITIONAL, FUNCTION, MACRO, REEXPORT, STAR, TEST, FileFacts
from hielements.libraries.builtin.rust.syntax_tree import Unparsable


def facts(text: str | bytes) -> FileFacts:
    found = extract(text.encode() if isinstance(text, str) else text)
    assert isinstance(found, FileFacts), found
    return found


def uses(text: str) -> list[tuple[str, str | None]]:
    return [(use.path, use.binding) for use in facts(text).uses]


def references(text: str) -> list[str]:
    return [each.path for each in facts(text).references]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("use a;", [("a", "a")]),
        ("use a::b as c;", [("a::b", "c")]),
        ("use a::b as _;", [("a::b", "_")]),
        ("use a::*;", [("a", None)]),
        ("use *;", [("crate", None)]),
        ("use ::a::b;", [("::a::b", "b")]),
        ("use {a, ::b};", [("a", "a"), ("::b", "b")]),
        ("use ::{a, b::c};", [("::a", "a"), ("::b::c", "c")]),
        ("use crate::{a::{self, b as c}, d::*};", [("crate::a", "a"), ("crate::a::b", "c"), ("crate::d", None)]),
        ("use super::super::a::{self as x};", [("super::super::a", "x")]),
        ("use self::a;", [("self::a", "a")]),
        ("use a::{ /* b, */ c, // d\n };", [("a::c", "c")]),
        ("use r#type::r#fn as r#use;", [("type::fn", "use")]),
        ("use a::{};", []),
        ("extern crate a;", [("::a", "a")]),
        ("extern crate a as b;", [("::a", "b")]),
        ("extern crate self as me;", [("crate", "me")]),
    ],
)
def test_use_trees(text: str, expected: list[tuple[str, str | None]]) -> None:
    assert uses(text) == expected


def test_tags_of_uses() -> None:
    text = """\
pub use a::*;
#[cfg(test)]
use b;
#[cfg(feature = "test")]
use c;
#[cfg(not(test))]
use d;
fn f() { use e; }
#[cfg(all(test, unix))]
mod tests { use g; }
#[test]
fn t() { use h; }
"""
    assert [(use.path, use.tags) for use in facts(text).uses] == [
        ("a", REEXPORT | STAR),
        ("b", TEST),
        ("c", CONDITIONAL),
        ("d", CONDITIONAL),
        ("e", FUNCTION),
        ("g", TEST),
        ("h", FUNCTION | TEST),
    ]
    assert facts(text).uses[4].block == (8, 8)
    assert facts(text).uses[5].inside == "tests"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("fn f() { crate::a::b(); }", ["crate::a::b"]),
        ("fn f(x: a::B<c::D>) -> e::F {}", ["a::B", "c::D", "e::F"]),
        ("fn f() { Vec::<a::B>::new(); }", ["Vec::new", "a::B"]),
        ("fn f() { <a::B as c::D>::e(); }", ["a::B", "c::D"]),
        ("fn f() { a::\n  b(); }", ["a::b"]),
        ("#[derive(a::B)] struct C;", ["a::B"]),
        ("#[a::b(c::d)] fn e() {}", ["a::b", "c::d"]),
        ("impl a::B for C {}", ["a::B"]),
        ("fn f() { Self::g(); }", []),
        ("// a::b()\n/* c::d() */ /// e::f()\nfn g() {}", []),
        ('const A: &str = "a::b"; const B: &str = r#"c::d"#;', []),
        ("pub(in crate::a) struct B;", []),
        ("use a::B; fn f(b: B) { let x: B; }", ["B"]),
        ("use a::b; fn f() { x.b(); b(); S { b: 1 } }", ["b"]),
    ],
)
def test_references(text: str, expected: list[str]) -> None:
    assert references(text) == expected


def test_paths_in_macros_are_told_from_strings_and_comments() -> None:
    text = """\
fn f() {
    println!("{} a::b", c::d(), r#"e::f"#, 'x', /* g::h */ crate::i(inner!(j::k)));  // l::m
}
macro_rules! m { ($a:expr) => { $crate::n::o($a) } }
"""
    found = facts(text).references
    assert [each.path for each in found] == ["c::d", "crate::i", "inner!", "j::k", "crate::n::o"]
    assert all(each.tags & MACRO for each in found if "::" in each.path)
    assert (found[0].line, found[0].column) == (2, 25)


def test_columns_count_characters() -> None:
    assert [(each.line, each.column) for each in facts('/* äöü */ use a;\nfn f() { g("ß", b::c()); }').uses] == [
        (1, 15)
    ]
    assert facts('fn f() { g("ß", b::c()); }').references[0].column == 17


def test_a_byte_order_mark_and_a_shebang_are_no_errors() -> None:
    assert facts(b"\xef\xbb\xbf#!/usr/bin/env run\nuse a;").uses[0].line == 2


def test_items() -> None:
    text = """\
/// A token.
#[derive(Debug, a::Clone)]
pub struct Token<'a, T: Copy, const N: usize>(&'a T);
impl<'a, T, const N: usize> Token<'a, T, N> {
    pub(crate) const LIMIT: u8 = 1;
    #[must_use]
    fn make(self, text: &str) -> Option<T> { fn inner() {} }
}
trait Read { type Out; fn read(&self); }
mod tests { #[tokio::test] async fn works() {} }
union U { a: u8 }
extern "C" { fn foreign(); }
#[macro_export]
macro_rules! exported { () => {} }
"""
    found = {item.qualified: item for item in facts(text).items}
    assert list(found) == [
        "Token", "Token::LIMIT", "Token::make", "Read", "Read::Out", "Read::read", "works", "U", "foreign", "exported",
    ]  # fmt: skip
    token, make = found["Token"], found["Token::make"]
    assert (token.first_line, token.line, token.end_line, token.visibility) == (1, 3, 3, "pub")
    assert (token.derives, token.generics, token.documented) == (("Debug", "a::Clone"), ("T",), True)
    assert (make.first_line, make.parameters, make.type, make.generics) == (6, ("self", "&str"), "Option<T>", ("T",))
    assert found["Token::LIMIT"].visibility == "crate"
    assert found["works"].is_test and found["works"].inside == "tests"
    assert found["exported"].visibility == "pub"
    assert found["Read"].visibility == ""


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ("8_080u16", 8080), ("0xFFu8", 255), ("0b1010", 10), ("0o17", 15), ("-5", -5), ("1_f64", 1.0),
        ("2.5e3", 2500.0), ("1f32", 1.0), ("true", True), ("!true", False), ('"a\\n\\u{e4}\\x41"', "a\näA"),
        ('r##"a"#b"##', 'a"#b'), ("'c'", "c"), ("60 * (1_000 + 1)", 60060), ("7 / -2", -3), ("1 << 10", 1024),
        ("1 / 0", None), ("f()", None), ("OTHER", None), ('b"a"', None), ("1.0 + 2.0", None), ("&[1]", None),
    ],
)  # fmt: skip
def test_values_of_constants(expression: str, value: object) -> None:
    found = facts(f"const A: T = {expression};").items[0].value
    assert found == (None if value is None else (value,))
    assert found is None or type(found[0]) is type(value)


@pytest.mark.parametrize(
    ("text", "reason", "line"),
    [
        (b"fn f() {}\nfn g( {\n", "syntax", 2),
        (b"struct A {", "syntax", 1),
        (b"fn f() {}\n\0", "syntax", 2),
        (b"fn f() {}\n// \xff\n", "unreadable", 2),
        (b"\x7fELF\x01\x02", "syntax", 1),
    ],
)
def test_what_cannot_be_parsed_says_where(text: bytes, reason: str, line: int) -> None:
    found = extract(text)
    assert isinstance(found, Unparsable)
    assert (found.reason, found.line) == (reason, line)


def test_deep_nesting_ends() -> None:
    for text in (
        "mod a {" * 3000 + "}" * 3000,
        "fn f() {" + "(" * 20000 + ")" * 20000 + "}",
        "use " + "a::{" * 3000 + "b" + "}" * 3000 + ";",
    ):
        assert extract(text.encode()) is not None


def test_long_lines_end() -> None:
    found = facts("use a::b; fn f() {" + "b();" * 50_000 + "}")
    assert len(found.references) == 1


def test_a_macro_with_the_name_of_a_type_is_read() -> None:
    found = facts('fn f() { let text = str![["str![x]"]]; crate::a::b(); }\n')
    assert [each.path for each in found.references] == ["str!", "crate::a::b"]
