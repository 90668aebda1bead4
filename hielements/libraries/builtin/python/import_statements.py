"""What a single import statement says, read once for each different text of a statement.

Comes in: the text of a statement, from its first word to its end. Goes out: the numbers of the sources that it imports,
or nothing for a statement in an unusual form, which the parser of Python must read. This module must never know where a
statement stands.
"""

from __future__ import annotations

import re
from typing import Final

from hielements.libraries.builtin.python.import_rows import Sources

_COMMENT: Final = re.compile(r"#[^\n]*")
_KEYWORD: Final = re.compile(r"\bimport\b")

# Nearly all statements have this form, which is the one that sources are written in.
_NAME: Final = r"[A-Za-z_]\w*"
_PLAIN: Final = re.compile(
    rf"from (\.*{_NAME}(?:\.{_NAME})*|\.+) import ({_NAME}(?: as {_NAME})?(?:, {_NAME}(?: as {_NAME})?)*)\Z", re.ASCII
)
_KEYWORDS: Final = frozenset({
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
})  # fmt: skip

_CALLS: Final = frozenset({"import_module", "__import__"})


class Statements:
    """The statements of a run. `known` has the numbers of the sources by the text of a statement."""

    __slots__ = ("_number", "known")

    def __init__(self, sources: Sources) -> None:
        self.known: dict[str, tuple[int, ...]] = {}
        self._number = sources.number

    def learn(self, written: str) -> tuple[int, ...] | None:
        """The sources of a statement that is not known yet; None when the parser must read it."""
        plain = _COMMENT.sub("", written).rstrip() if "#" in written else written
        sources = _in_plain_form(plain) or _in_any_form(plain)
        if sources is None:
            return None
        numbers = self.known[written] = tuple(map(self._number, sources))
        return numbers


def _in_plain_form(written: str) -> tuple[str, ...] | None:
    bracket = written.find("(")
    if bracket > 0 and written[-1] == ")" and written[bracket - 8 : bracket] == " import ":
        names = [each.strip() for each in written[bracket + 1 : -1].split(",")]
        if len(names) > 1 and not names[-1]:
            del names[-1]
        written = written[:bracket] + ", ".join(names)
    found = _PLAIN.match(written)
    if found is None:
        return None
    module, names_of_it = found.groups()
    words = f"{module.replace('.', ' ')} {names_of_it.replace(',', ' ')}"
    if " as " in words:
        if _renames_an_import(written):
            return None
        words = words.replace(" as ", " ")
    return (written,) if _KEYWORDS.isdisjoint(words.split()) else None


def _in_any_form(written: str) -> tuple[str, ...] | None:
    """The same for a statement whose words are separated in any way."""
    keyword = _KEYWORD.search(written)
    if keyword is None or not written.isascii():
        return None  # among other things, names beyond ASCII may be written in several ways
    names = written[keyword.end() :]
    if names[:1] not in (" ", "\t", "(", "*"):
        return None
    if not keyword.start():
        modules = [_named(each, dotted=True) for each in names.split(",")]
        return None if None in modules else tuple([f"import {each}" for each in modules])
    source = _source(written[4 : keyword.start()])
    names = names.strip()
    if source is None or not names:
        return None
    if names == "*":
        return (f"from {source} import *",)
    listed = names[1:-1].split(",") if names[0] == "(" and names[-1] == ")" else names.split(",")
    if names[0] == "(" and len(listed) > 1 and not listed[-1].strip():
        del listed[-1]
    imported = [_named(each) for each in listed]
    statement = f"from {source} import {', '.join(filter(None, imported))}"
    return None if None in imported or _renames_an_import(statement) else (statement,)


def _renames_an_import(statement: str) -> bool:
    """Whether a statement gives a function that imports another name, by which its calls cannot be found."""
    return statement.startswith("from importlib ") and any(f"{each} as " in statement for each in _CALLS)


def _source(written: str) -> str | None:
    """The module that names are imported from: what stands between `from` and `import`."""
    if written[:1] not in (" ", "\t", ".") or written[-1:] not in (" ", "\t", "."):
        return None
    words = written.split()
    source = "".join(words)
    module = source.lstrip(".")
    if len(words) > 1 and (len(words) > 2 or words[0].strip(".")):
        return None
    return source if (not module and source) or (module and _is_name(module, dotted=True)) else None


def _named(written: str, dotted: bool = False) -> str | None:
    """A name and its alias as they are written in a source."""
    words = written.split()
    if len(words) == 3 and words[1] == "as":
        return f"{words[0]} as {words[2]}" if _is_name(words[0], dotted) and _is_name(words[2]) else None
    return words[0] if len(words) == 1 and _is_name(words[0], dotted) else None


def _is_name(text: str, dotted: bool = False) -> bool:
    if text.isidentifier():
        return text not in _KEYWORDS
    return dotted and all(part.isidentifier() and part not in _KEYWORDS for part in text.split("."))
