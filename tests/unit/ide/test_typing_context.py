"""What is being typed, read from the text before the cursor (`|`)."""

from __future__ import annotations

import random

import pytest

from hielements.ide.typing_context import OpenCall, TypingContext, offset_before, typing_context


def _at(text: str) -> TypingContext:
    return typing_context(text.replace("|", ""), text.index("|"))


@pytest.mark.parametrize(
    ("text", "statement", "owner", "word"),
    [
        ("|", "", (), ""),
        ("ele|", "", (), "ele"),
        ("element shop implements la|", "element shop implements ", (), "la"),
        ("    scope src = python.pack|age('x')", "    scope src = ", ("python",), "pack"),
        ("    check a . b.c|", "    check ", ("a", "b"), "c"),
        ("check not 🏗.x|", "check not 🏗.", (), "x"),
        ("check ä.ö|", "check ", ("ä",), "ö"),
        # A statement goes on behind an open bracket, an operator, a comma; and a comment does not hide them.
        ("check f(a,\n    b|", "check f(a,     ", (), "b"),
        ("scope a =  # why\n    |", "scope a =  # why     ", (), ""),
        ("check a and\n b|", "check a and  ", (), "b"),
        ("scope a = b\nscope |", "scope ", (), ""),
        ("check f('(')\nsc|", "", (), "sc"),
        ("check x.f(1.5|", "check x.f(1.", (), "5"),
    ],
)
def test_the_statement_the_path_and_the_word(text: str, statement: str, owner: tuple[str, ...], word: str) -> None:
    found = _at(text)
    assert (found.inside, found.statement, found.owner, found.word) == ("code", statement, owner, word)


@pytest.mark.parametrize(
    ("text", "inside"),
    [
        ("check f('a|b')", "string"),
        ("check f('it\\'s|')", "string"),
        ("check f('a' |)", "code"),
        ("# it's |", "comment"),
        ("check f('#|')", "string"),
        ("check f('#') # |", "comment"),
        # A string ends with its line at the latest.
        ("check f('a\n|", "code"),
        ("## doc\n|", "code"),
    ],
)
def test_strings_and_comments_are_told_apart(text: str, inside: str) -> None:
    assert _at(text).inside == inside


def test_a_string_knows_what_of_it_stands_before_the_cursor() -> None:
    found = _at("    check files.exists(src, 'shop/a|pi')")
    assert (found.string, found.string_start) == ("shop/a", len("    check files.exists(src, '"))
    assert found.call == OpenCall(("files", "exists"), ("src", ""))


@pytest.mark.parametrize(
    ("text", "call"),
    [
        ("check f(|", OpenCall(("f",), ("",))),
        ("check a.b.f(x, y=g(1, 2), |", OpenCall(("a", "b", "f"), ("x", "y=g(1, 2)", ""))),
        ("check f(g(1, |", OpenCall(("g",), ("1", ""))),
        ("check f([1, 2, |", OpenCall(("f",), ("[1, 2,",))),
        ("check f(')', |", OpenCall(("f",), ("')'", ""))),
        ("check f(x) |", None),
        # A word of the language is no function, and what stands around its parentheses may be one.
        ("check f(x, not (|", OpenCall(("f",), ("x", "not ("))),
        ("check (|", None),
    ],
)
def test_the_innermost_call_that_is_open(text: str, call: OpenCall | None) -> None:
    assert _at(text).call == call


def test_an_offset_is_found_in_the_text_before_an_edit() -> None:
    old, new = "scope a = f()\n", "scope a🏗b = f()\n"
    assert offset_before(old, old, 5) == 5
    assert offset_before(old, new, 3) == 3
    # What was typed stands where the edit is.
    assert offset_before(old, new, new.index("b")) == old.index("a") + 1
    assert offset_before(old, new, len(new)) == len(old)
    assert offset_before(new, old, old.index("f")) == new.index("f")


def test_what_an_edit_did_not_touch_is_found_again() -> None:
    chance = random.Random(3)
    for _ in range(300):
        old = "".join(chance.choice("ab\n🏗") for _ in range(chance.randrange(20)))
        start = chance.randrange(len(old) + 1)
        end = chance.randrange(start, len(old) + 1)
        typed = "".join(chance.choice("ab\n") for _ in range(chance.randrange(4)))
        new = old[:start] + typed + old[end:]
        for offset in range(len(new) + 1):
            found = offset_before(old, new, offset)
            assert 0 <= found <= len(old)
            if offset <= start:
                assert old[:found] == new[:offset]
