"""Whether the words `import_module` and `__import__` in a text are a call that imports a module whose name is known.

Comes in: a text, and the place of such a word in its code. Goes out: that it is no such call, or that only the parser
of Python can tell. `dynamic_imports` says which calls count: this module must be sure of what that one finds.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from hielements.libraries.builtin.python.lexical_structure import SHORT_STRING

_FORWARDS: Final = re.compile(r"\w{0,40}")
_BACKWARDS: Final = re.compile(r"\w*\Z")
_LONGEST: Final = 40

_REFERENCE: Final = re.compile(r"[ \t]*[,.=:\]}]")
_CALL: Final = re.compile(r"[ \t]*\(\s*+")

# An argument that begins with a name is no literal, unless the name belongs to a string or says which argument it is.
_NAME: Final = re.compile(r"[^\W\d]\w*+\s*+(?![\"'=])")
_FORMATTED: Final = re.compile(r"(?:[fF][rR]?|[rR][fF])[\"']")
_CALCULATED: Final = re.compile(r"[ \t]*[%+.*]")

# Letters beyond ASCII that the parser of Python reads as those of `import_module` and `__import__` (NFKC).
_LOOKALIKES: Final = re.compile(
    "[\u00ba\u017f\u02b3\u02e1\u1d48\u1d49\u1d50\u1d52\u1d56\u1d57\u1d58\u1d62\u1d63\u1d64\u2071\u2080-\u209c"
    "\u2100-\u214f\u2160-\u217f\u24d0-\u24e9\u2c7c\ufb00-\ufb06\ufe33\ufe34\ufe4d-\ufe4f\uff3f\uff41-\uff5a"
    "\U0001d400-\U0001d7ff]"
)


def names_no_literal(text: str, position: int) -> bool:
    """Whether the word at a place in code is surely no call with a literal as its first argument, and none whose
    arguments have names. `position` is that of its letters `import`."""
    # From the beginning of the name: it may be longer, as in `async_import_module`.
    begin, end = _name_around(text, position, position)
    if text[begin:end] not in ("import_module", "__import__"):
        return True
    if _REFERENCE.match(text, end):
        return True
    call = _CALL.match(text, end)
    if call is None:
        return False
    argument = call.end()
    if _FORMATTED.match(text, argument):
        return True
    string = SHORT_STRING.match(text, argument)
    if string is not None:
        return _CALCULATED.match(text, string.end()) is not None
    return _NAME.match(text, argument) is not None


def may_look_like_one(text: str) -> bool:
    """Whether a text beyond ASCII may hold one of the words in other letters."""
    found = set(_LOOKALIKES.findall(text))
    if not any(f"a{letter}".isidentifier() for letter in found):
        return False  # signs of units and the like, which no name can hold
    for each in _LOOKALIKES.finditer(text):
        begin, end = _name_around(text, each.start(), each.end())
        if "import" in unicodedata.normalize("NFKC", text[begin:end]):
            return True
    return False


def _name_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The name that holds a part of a text, or as much of a long one as no word here has letters."""
    before, after = _BACKWARDS.search(text[max(0, start - _LONGEST) : start]), _FORWARDS.match(text, end)
    return start - len(before[0] if before else ""), after.end() if after else end
