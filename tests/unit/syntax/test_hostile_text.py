# ruff: noqa: E501
"""Any text at all gives a tree and diagnostics, in time that grows with its length and not faster."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hielements.source.text import SourceText
from hielements.syntax import tree
from hielements.syntax.parsed import Parsed
from hielements.syntax.parsing import parse
from hielements.syntax.tokens import tokenize
from hielements.syntax.tree_json import to_json

_FRAGMENTS = [
    "element", "pattern", "scope", "ref", "check", "requires", "forbids", "allows", "descendant", "implements", "uses",
    "binds", "import", "from", "as", "language", "connection_check", "connection", "to", "template", "connection_point",
    "not", "and", "or", "in", "true", "null", "a", "b.c", "files.exists(", "f(x, y=1)", "'text'", '"x\\n"', "'open", "12",
    "-3.5", "(", ")", "[", "]", "{", "}", ":", "=", "==", "<", ">", ",", ".", ".*", "!", "\n", "\n    ", "\n        ", "\n\t",
    "\r\n", "# note\n", "## doc\n", "###", "### block ###", " ", "\\", "\x00", "\ufeff", "é", "\u2028",
]  # fmt: skip
_TEXTS = st.one_of(st.text(max_size=200), st.lists(st.sampled_from(_FRAGMENTS), max_size=60).map(" ".join))


def _parse(text: str) -> Parsed:
    return parse(SourceText("spec.hie", text))


def _names(parsed: Parsed) -> list[str]:
    return [diagnostic.code.name for diagnostic in parsed.diagnostics]


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_parsing_never_fails_and_spans_nest(text: str) -> None:
    parsed = _parse(text)
    for diagnostic in parsed.diagnostics:
        assert 0 <= diagnostic.location.start <= diagnostic.location.end <= len(text)
    pending: list[tree.Node] = [parsed.tree]
    while pending:
        node = pending.pop()
        for child in _children(node):
            assert node.start <= child.start <= child.end <= node.end, (node, child)
            pending.append(child)
    to_json(parsed.tree)


@settings(max_examples=400, deadline=None)
@given(_TEXTS)
def test_tokens_and_what_lies_between_them_are_the_text(text: str) -> None:
    tokens = tokenize(SourceText("spec.hie", text))
    reported = [(d.location.start, d.location.end) for d in tokens.diagnostics]
    pieces = sorted(
        [(t.start, t.end) for t in tokens.tokens if t.end > t.start]
        + [(c.start, c.end) for c in tokens.comments]
        + reported
    )
    covered = 0
    for start, end in pieces:
        assert text[covered:start].strip(" \t\f\r\n\ufeff") == "", "characters were dropped in silence"
        covered = max(covered, end)
    assert text[covered:].strip(" \t\f\r\n\ufeff") == ""


def _children(node: tree.Node) -> list[tree.Node]:
    found: list[tree.Node] = []
    for field in node._fields:
        value = getattr(node, field)
        if isinstance(value, tree.Node):
            found.append(value)
        elif isinstance(value, tuple):
            found += value
    return found


@pytest.mark.parametrize(
    "text",
    [
        "element a { check " + "(" * 5000 + "x" + ")" * 5000 + " }\n",
        "element a { check " + "f(" * 5000 + ")" * 5000 + " }\n",
        "element a { scope s = " + "[" * 5000 + "]" * 5000 + " }\n",
        "element a { check " + "not " * 5000 + "x }\n",
        "element a { check " + "not (" * 5000 + "x" + ")" * 5000 + " }\n",
        "element a {\n" * 5000 + "}\n" * 5000,
        "".join(" " * depth + "element a:\n" for depth in range(2000)),
        "element a { check " + "(" * 5000,
        "element a {" * 5000,
    ],
    ids=[
        "parentheses",
        "calls",
        "lists",
        "not",
        "not with parentheses",
        "braces",
        "columns",
        "open parentheses",
        "open braces",
    ],
)
def test_deep_nesting_is_a_diagnostic(text: str) -> None:
    parsed = _parse(text)
    assert "nesting-too-deep" in _names(parsed)
    depth, level = 0, list(parsed.tree.statements)
    while level:
        depth += 1
        level = [child for node in level for child in _children(node)]  # type: ignore[misc]
    assert depth < 900, "recursion over the tree stays possible"


@pytest.mark.parametrize("text", ["", "\n\n", "# only\n## comments", "\ufeff", "### block ###"])
def test_texts_without_statements_have_no_error(text: str) -> None:
    assert not any(diagnostic.is_error for diagnostic in _parse(text).diagnostics)


@pytest.mark.parametrize("text", ["\x00", "\ufffd\ufffd", "}", ")", ":", "'", "###", "x", "check", "{"])
def test_small_texts_that_are_wrong_have_one_error(text: str) -> None:
    assert len([diagnostic for diagnostic in _parse(text).diagnostics if diagnostic.is_error]) == 1


def test_null_bytes_are_one_error() -> None:
    assert _names(_parse("\x00" * 1_000_000)) == ["unexpected-character"]


@pytest.mark.parametrize(
    "unit",
    [
        "x ", "( ", ") ", "' ", "! ", "a = ", "} ", "{ ", "check ", "not ", "a b c\n", "element x\n  y\n", "f(\n", "'a\n", "### x\n",
        "\telement a:\n element b:\n", "\\\\", "check a ==\n", "if (x) { return 1; }\n", "=> ", "## doc\n", "1.5x ",
    ],
)  # fmt: skip
def test_a_long_text_where_nothing_makes_sense_ends(unit: str) -> None:
    # Quadratic work would run into the time limit of a test; `benchmarks/linearity.py` has the ratios.
    short, long = _parse(unit * 40), _parse(unit * (240_000 // len(unit)))
    assert bool(long.diagnostics) == bool(short.diagnostics)
    assert len(long.diagnostics) <= 240_000


def test_a_line_of_a_megabyte() -> None:
    items = ", ".join(f"'item {number}'" for number in range(70_000))
    parsed = _parse(f"element a {{\n    check f([{items}])\n}}\n")
    assert not parsed.diagnostics


def test_an_endless_line_of_blanks_or_operands_takes_linear_time() -> None:
    assert not _parse(" " * 1_000_000).diagnostics
    assert not _parse("element a { check x" + " or x" * 200_000 + " }").diagnostics
    chained = _parse("element a { check x" + " == x" * 20_000 + " }")
    assert set(_names(chained)) == {"chained-comparison"}


def test_numbers_are_exact_or_refused() -> None:
    parsed = _parse(f"element a {{\n  check f({'9' * 4000}, -007, 1e400)\n  check f({'9' * 5000})\n}}")
    assert _names(parsed) == ["invalid-number", "invalid-number"]
