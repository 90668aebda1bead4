"""The language of `--filter`: which checks a glob selects.

Comes in: the text of a filter. Goes out: whether an element path or a check text matches it. Knows nothing of how
checks are evaluated.

A filter is matched against the dotted paths of elements. There `*` stands for any part of one name, `?` for one
character of it, and `**` for any number of names:

    shop.api       the checks of the element shop.api itself
    shop.*         those of the direct children of shop
    shop.**        those of shop and of everything below it
    **.db          those of every element named db, wherever it stands

A filter that matches the path of no element with checks is matched against the texts of checks, with white space
collapsed. There `*` stands for any text and `?` for one character; the whole text must match:

    *no_dependency*
    python.no_import(*

Matching tells upper case from lower case. Several filters select what any of them selects.
"""

from __future__ import annotations

import re
from collections.abc import Callable

Matcher = Callable[[str], object]


def path_matcher(pattern: str) -> Matcher:
    """A predicate over dotted element paths. `**` as a whole segment stands for any number of names, also none."""
    segments = [
        segment
        for segment, previous in zip(pattern.split("."), ["", *pattern.split(".")], strict=False)
        if not segment == previous == "**"
    ]
    if segments == ["**"]:
        return lambda _path: True
    expression = ""
    for position, segment in enumerate(segments):
        if segment == "**":
            # At the start it eats `name.` pieces, elsewhere `.name` pieces, so that it can also stand for nothing.
            expression += r"(?:[^.]+\.)*" if position == 0 else r"(?:\.[^.]+)*"
            continue
        if position > 0 and not (position == 1 and segments[0] == "**"):
            expression += r"\."
        expression += _glob(segment, "[^.]")
    return re.compile(expression).fullmatch


def text_matcher(pattern: str) -> Matcher:
    """A predicate over check texts; white space on both sides is collapsed before they are compared."""
    match = re.compile(_glob(collapse(pattern), "."), re.DOTALL).fullmatch
    return lambda text: match(collapse(text))


def collapse(text: str) -> str:
    """The text with every run of white space turned into one space."""
    return " ".join(text.split())


def _glob(pattern: str, character: str) -> str:
    """The regular expression of a glob whose wildcards stand for `character`. Whatever stands between two stars is
    taken where it first occurs and never moved again (an atomic group), so that many stars cannot take long."""
    pieces = [
        "".join(character if letter == "?" else re.escape(letter) for letter in piece)
        for piece in re.split(r"\*+", pattern)
    ]
    if len(pieces) == 1:
        return pieces[0]
    middle = "".join(f"(?>{character}*?{piece})" for piece in pieces[1:-1])
    return f"{pieces[0]}{middle}{character}*{pieces[-1]}"
