"""What a keyword means, quoted from the language reference.

Comes in: a keyword. Goes out: Markdown: what the word is for, and the first example of its section in the reference.
"""

from __future__ import annotations

import re
from functools import lru_cache

from hielements import resources

_FENCE = re.compile(r"`{3,}")

KEYWORDS = {
    "import": ("Brings a library, another specification or a standard pattern into the file.", "Imports"),
    "from": ("Brings single functions or patterns into the file.", "Single functions"),
    "as": ("Gives an import another name.", "A library under another name"),
    "language": ("Declares a language, with connection checks of its own.", "Connection checks of languages"),
    "connection_check": (
        "A check over the scopes of a language: of an element, and of its children and siblings.",
        "Connection checks of languages",
    ),
    "pattern": ("Declares a pattern: what every element that implements it must bind, and must be like.", "Patterns"),
    "element": ("Declares an element of the architecture: scopes, refs, checks and elements inside of it.", "Names"),
    "implements": ("Names the patterns that an element has to be like.", "Patterns"),
    "scope": ("Names a part of the code. It is selected once, when a check first needs it.", "Empty scopes"),
    "ref": ("Names a value of an element: a plain value, or a point where elements meet.", "Types of refs"),
    "binds": ("Says which scope or ref of a pattern this one stands for.", "Patterns"),
    "check": ("States what must hold of the code.", "Checks as expressions"),
    "uses": ("Declares a dependency that the code is meant to have.", "Uses"),
    "requires": ("What must be there, in an element that implements the pattern.", "Requirements"),
    "allows": ("What alone may be there, in an element that implements the pattern.", "Requirements"),
    "forbids": ("What must not be there, in an element that implements the pattern.", "Requirements"),
    "descendant": ("Makes a requirement apply to the whole subtree below the element.", "Requirements"),
    "connection": ("A dependency of the code: an import, a use, an include.", "Connections"),
    "to": ("What stands behind it is the target of a connection.", "Connections"),
    "and": ("Holds when both sides hold.", "Operators, one by one"),
    "or": ("Holds when one side holds.", "Operators, one by one"),
    "not": ("Holds when what follows is violated.", "Operators, one by one"),
    "in": ("Whether a list has an item, a string a part, or a scope the files of another.", "Operators, one by one"),
    "true": ("The truth value.", "Types and arguments"),
    "false": ("The truth value.", "Types and arguments"),
    "null": ("No value.", "Types and arguments"),
    "template": ("The older spelling of `pattern`.", "Older spellings"),
    "connection_point": ("The older spelling of `ref`.", "Older spellings"),
}


def keyword_help(word: str) -> str | None:
    """What the keyword means; None for a word that is none."""
    known = KEYWORDS.get(word)
    if known is None:
        return None
    what, title = known
    quoted = _section(title)
    return f"**{word}**: {what}" + (f"\n\n{quoted}" if quoted else "")


@lru_cache(maxsize=64)
def _section(title: str) -> str:
    """The first paragraph and the first example of a section of the reference, with its title; "" when the reference
    cannot be read or has no such section."""
    lines = _reference()
    fence: str | None = None
    found: list[str] | None = None
    has_example = False
    for line in lines:
        mark = _FENCE.match(line)
        if mark is not None and (fence is None or line.rstrip() == fence):
            opening = fence is None
            fence = mark[0] if opening else None
            if found is not None:
                found.append(line)
                has_example = has_example or not opening
                if has_example:
                    break
            continue
        if fence is None and line.startswith("#"):
            if found is None and line.lstrip("#").strip() == title:
                found = []
            elif found is not None and any(each.strip() for each in found) and line.startswith("## "):
                break
            continue
        if found is not None and not line.startswith("<!--"):
            found.append(line)
    text = "\n".join(found or []).strip()
    return f"From the language reference, *{title}*:\n\n{text}" if text else ""


@lru_cache(maxsize=1)
def _reference() -> tuple[str, ...]:
    try:
        with open(resources.reference_file(), encoding="utf-8") as file:
            return tuple(file.read().split("\n"))
    except OSError:
        return ()
