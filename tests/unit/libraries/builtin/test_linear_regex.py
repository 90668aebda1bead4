"""Linear regular expressions: the same verdicts as `re`, in linear time, or a refusal."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.libraries.builtin.linear_regex import LinearRegex, RegexProblem, compile_regex


def regex(pattern: str) -> LinearRegex:
    compiled = compile_regex(pattern)
    assert isinstance(compiled, LinearRegex), compiled
    return compiled


PATTERNS = st.recursive(
    st.sampled_from(
        [
            "a",
            "b",
            "1",
            "_",
            ".",
            r"\d",
            r"\w",
            r"\W",
            r"\s",
            "[ab]",
            "[^a]",
            "[a-c1]",
            r"[^\W_]",
            "^",
            "$",
            r"\b",
            r"\B",
            "\\.",
            r"\A",
            r"\Z",
            "A",
        ]
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map("".join),
        st.lists(inner, min_size=1, max_size=3).map(lambda options: f"(?:{'|'.join(options)})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "*?", "+?", "{2}", "{0,2}", "{1,}"])).map(
            lambda parts: f"(?:{parts[0]}){parts[1]}"
        ),
        inner.map(lambda text: f"(?i:{text})"),
        inner.map(lambda text: f"({text})"),
    ),
    max_leaves=8,
)


@settings(max_examples=500, deadline=None)
@given(PATTERNS, st.lists(st.text(st.sampled_from("abcA1_ .-ä"), max_size=8), min_size=1, max_size=6))
def test_agrees_with_re(pattern: str, texts: list[str]) -> None:
    compiled = regex(pattern)
    expected = re.compile(pattern, re.DOTALL)
    for text in texts:
        if not text and "\\B" in pattern:
            continue  # `re` changed its mind about \\B in an empty text with Python 3.14
        assert compiled.matches(text) == (expected.fullmatch(text) is not None), text
        assert compiled.occurs_in(text) == (expected.search(text) is not None), text


@pytest.mark.parametrize(
    "pattern", ["(a+)+$", "(a|a)*b", "(a*)*c", "(.*.*.*.*.*)x", "a{0,50}" * 4 + "b", "(?:a?){60}a{60}b"]
)
def test_no_pattern_takes_long(pattern: str) -> None:
    compiled = regex(pattern)
    assert not compiled.matches("a" * 5000 + "!")
    compiled.occurs_in("a" * 5000 + "!")


@pytest.mark.parametrize(
    ("pattern", "part"),
    [
        ("(", "is wrong"),
        ("*a", "is wrong"),
        ("[a", "is wrong"),
        ("a{2,1}", "is wrong"),
        (r"(a)\1", "refers back"),
        ("(?=a)b", "looks ahead"),
        ("(?<!a)b", "looks ahead or behind"),
        ("(?>a)b", "atomic group"),
        ("a++", "possessive"),
        ("(a)?(?(1)b|c)", "asks whether"),
        ("(?a:\\w)", "flag"),
        ("(?:a{1000}){1000}", "too large"),
        ("a{1000000}", "too large"),
    ],
)
def test_what_is_not_supported_is_refused(pattern: str, part: str) -> None:
    problem = compile_regex(pattern)
    assert isinstance(problem, RegexProblem)
    assert part in problem.message


@pytest.mark.parametrize("pattern", ["(" * 5000 + "a" + ")" * 5000, "(?:" * 300 + "a" + ")*" * 300])
def test_deep_nesting_is_no_crash(pattern: str) -> None:
    compile_regex(pattern)


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("ab()[]{}*+?|^$\\.,123-:=!<>PimsxuaL#d"), max_size=20))
def test_any_text_gives_a_regex_or_a_problem(pattern: str) -> None:
    compiled = compile_regex(pattern)
    if isinstance(compiled, LinearRegex):
        compiled.occurs_in("ab12")
