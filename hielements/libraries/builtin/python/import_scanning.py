"""The imports of a Python file without parsing all of it.

Comes in: the text of a file. Goes out: its imports as rows, or None where the text holds anything that this module is
not sure about: then the parser of Python decides (`extraction`). Being sure and wrong would be a defect; a test
compares it with the parser on thousands of files and on generated layouts. This module must never know where texts
come from.

Parsing is most of the work of a first run, and imports are a small part of a text. So the scan jumps from one word
`import` to the next, leaves out those in strings and comments, reads each different statement once, and looks upwards
by indentation for the blocks that hold an import. Before that one look at all of the text makes sure that strings and
brackets close, so that what is no Python text is left to the parser, which says what is wrong with it.
"""

from __future__ import annotations

import re
from typing import Final

from hielements.libraries.builtin.python.facts import (
    CONDITIONAL,
    FUNCTION,
    TYPE_CHECKING,
)

SMALL: Final = 500
"""Texts of fewer characters are not scanned: parsing them takes no longer."""

Statement = tuple[str, ...]
"""What one statement imports, each source as `import_rows` writes it."""

Row = tuple[int, int, int, Statement]
"""Line, column and tags of a statement, and what it imports."""

# Strings and comments. Nothing but quotes, `#` and brackets can make one text mean another.
_DOUBLE: Final = r'"""[^"\\]*(?:(?:\\.|"(?!""))[^"\\]*)*"""'
_SINGLE: Final = r"'''[^'\\]*(?:(?:\\.|'(?!''))[^'\\]*)*'''"
_LONG: Final = rf"{_DOUBLE}|{_SINGLE}"
_SHORT: Final = r'"[^"\\\n]*(?:\\.[^"\\\n]*)*"|' + r"'[^'\\\n]*(?:\\.[^'\\\n]*)*'"
_LEXICAL: Final = re.compile(rf"#[^\n]*|{_LONG}|{_SHORT}", re.DOTALL)
_LONG_STRING: Final = re.compile(_LONG, re.DOTALL)
_NOT_STRUCTURE: Final = bytes(set(range(256)) - set(b"()[]{}'\""))

_LINES: Final = re.compile(r"(?:\n(?:from|import)[ \t][^\n(\\]*(?=\n|\Z))+")
_FROM_PREFIX: Final = re.compile(r"from[ \t.][\w. \t]*\Z")
_PARENTHESES: Final = re.compile(r"\((?:[^()#]|#[^\n]*)*\)")
_COMMENT: Final = re.compile(r"#[^\n]*")
_REST: Final = re.compile(r"[ \t]*(?:#[^\n]*)?(?:\n|\Z)")
_AFTER: Final = re.compile(r"\w")
_KEYWORDS: Final = frozenset({
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
    "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
    "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
})  # fmt: skip

_HEADER: Final = re.compile(r"(?:async[ \t]+)?(def|class|if|elif|else|try|except|finally|for|while|with|match|case)\b")
_HEADER_END: Final = re.compile(r":[ \t]*(?:#.*)?\Z")

# What makes the parser look: a character that changes what indentation means, and the marks of an unfinished merge.
_SUSPICIOUS: Final = ("\f", "<<<<<<<")

# Letters beyond ASCII that the parser of Python reads as those of `import_module` and `__import__` (NFKC).
_LOOKALIKES: Final = re.compile(
    "[\u00ba\u017f\u02b3\u02e1\u1d48\u1d49\u1d50\u1d52\u1d56\u1d57\u1d58\u1d62\u1d63\u1d64\u2071\u2080-\u209c"
    "\u2100-\u214f\u2160-\u217f\u24d0-\u24e9\u2c7c\ufb00-\ufb06\ufe33\ufe34\ufe4d-\ufe4f\uff3f\uff41-\uff5a"
    "\U0001d400-\U0001d7ff]"
)


def scan(text: str, known: dict[str, Statement]) -> list[Row] | None:
    """The imports of a text, in its order; None when the parser must decide. `known` keeps statements that were read
    before, in any text."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for each in _SUSPICIOUS:
        if each in text:
            return None
    if not _closes(text) or (not text.isascii() and _LOOKALIKES.search(text)):
        return None
    return _Scan(text, known).rows() if "import" in text else []


def _closes(text: str) -> bool:
    """Whether all strings and brackets close."""
    structure = text.encode("utf-8", "replace").translate(None, _NOT_STRUCTURE)
    # Where all of it closes even with what stands in strings and comments, a closer look is spared.
    if structure.count(b'"') % 2 == structure.count(b"'") % 2 == 0 and _nests(structure.translate(None, b"\"'")):
        return True
    return _nests(_LEXICAL.sub(" ", text).encode("utf-8", "replace").translate(None, _NOT_STRUCTURE))


def _nests(brackets: bytes) -> bool:
    while brackets:
        fewer = brackets.replace(b"()", b"").replace(b"[]", b"").replace(b"{}", b"")
        if len(fewer) == len(brackets):
            return False
        brackets = fewer
    return True


class _Unsure(Exception):  # noqa: N818 - an early return from however deep
    """The parser must decide."""


class _Scan:
    """One pass over one text, from its beginning to its end."""

    __slots__ = (
        "_double",
        "_known",
        "_lines",
        "_long",
        "_long_end",
        "_single",
        "_text",
    )

    def __init__(self, text: str, known: dict[str, Statement]) -> None:
        self._text = text
        self._known = known
        self._lines: list[str] | None = None
        self._double = self._single = -1
        self._long = self._next_long(0)
        self._long_end = 0

    def rows(self) -> list[Row] | None:
        text, known = self._text, self._known
        find, find_back, count, block = text.find, text.rfind, text.count, _LINES.match
        found: list[Row] = []
        line, counted = 1, 0
        position = find("import")
        try:
            while position >= 0:
                if self._long < position and (inside := self._leave_strings(position)):
                    position = find("import", inside)
                    continue
                start = find_back("\n", 0, position) + 1
                end = find("\n", position)
                if end < 0:
                    end = len(text)
                statement = known.get(text[start:end])
                if statement is None:
                    begin = self._beginning(start, position)
                    if begin < 0:
                        position = find("import", self._elsewhere(position, start))
                        continue
                    statement, end = self._read(begin, position, end)
                else:
                    begin = start
                line += count("\n", counted, begin)
                counted = begin
                if start > 1 and text[start - 2] == "\\":
                    return None
                if begin > start:
                    found.append(
                        (
                            line,
                            begin - start + 1,
                            self._tags(line, begin - start),
                            statement,
                        )
                    )
                    position = find("import", end)
                    continue
                found.append((line, 1, 0, statement))
                # Statements mostly stand together, one in each line.
                together = block(text, end)
                if together:
                    first = line + count("\n", begin, end) + 1
                    for number, each in enumerate(together[0].split("\n")[1:], first):
                        statement = known.get(each)
                        if statement is None:
                            break
                        found.append((number, 1, 0, statement))
                        end += len(each) + 1
                position = find("import", end)
        except _Unsure:
            return None
        return found

    def _beginning(self, start: int, position: int) -> int:
        """Where the statement of a word `import` begins in its line, -1 when the word begins or belongs to none."""
        text = self._text
        if _AFTER.match(text, position + 6):
            return -1
        inner = text[start:position].lstrip(" ")
        return position - len(inner) if not inner or _FROM_PREFIX.match(inner) else -1

    def _elsewhere(self, position: int, start: int) -> int:
        """The word stands somewhere within a line: in a string, a comment, a name, or behind `:` or `;`. Gives the
        place to go on from."""
        text = self._text
        after = position + 6
        prefix = text[start:position]
        if text.startswith(("_module", "__"), after):
            raise _Unsure  # perhaps a call that imports
        if prefix.lstrip().startswith("lazy"):
            raise _Unsure  # a statement of Python 3.15
        if _AFTER.match(text, after) or _AFTER.match(prefix[-1:]):
            return after
        if "\t" not in prefix and ":" not in prefix and ";" not in prefix:
            return after
        token = self._token_over(self._line_start(position), position)
        if token is None:
            raise _Unsure
        return token

    def _read(self, begin: int, position: int, end: int) -> tuple[Statement, int]:
        """Reads a statement; `end` is that of its first line. Gives what it imports and where it ends."""
        text = self._text
        bracket = text.find("(", position, end)
        if bracket >= 0:
            inside = _PARENTHESES.match(text, bracket)
            if inside is None or not _REST.match(text, inside.end()):
                raise _Unsure
            end = inside.end()
        written = text[begin:end]
        statement = self._known.get(written)
        if statement is None:
            plain = _COMMENT.sub("", written) if "#" in written else written
            statement = _parse(plain, position - begin)
            if statement is None:
                raise _Unsure
            self._known[written] = statement
        return statement, end

    # Strings over several lines.

    def _next_long(self, start: int) -> int:
        if self._double < start:
            found = self._text.find('"""', start)
            self._double = found if found >= 0 else len(self._text)
        if self._single < start:
            found = self._text.find("'''", start)
            self._single = found if found >= 0 else len(self._text)
        return min(self._double, self._single)

    def _leave_strings(self, position: int) -> int:
        """Goes past the strings that begin before a position. Gives the end of the one that holds it, or 0."""
        text = self._text
        while self._long < position:
            start = self._long
            line = self._line_start(start)
            before = text[line:start]
            end = -1
            if '"' in before or "'" in before or "#" in before:
                over = self._token_over(line, start)
                if over is None:
                    raise _Unsure
                end = over
            else:
                end = text.find(text[start : start + 3], start + 3)
                if end >= 0 and text[end - 1] == "\\":
                    string = _LONG_STRING.match(text, start)
                    end = string.end() - 3 if string else -1
                if end < 0:
                    raise _Unsure
                end += 3
            self._long_end = end
            self._long = self._next_long(end)
            if end > position:
                return end
        return 0

    def _line_start(self, position: int) -> int:
        """Where the line of a position starts, or what of it stands behind a long string: in no string."""
        start = self._text.rfind("\n", 0, position) + 1
        if start > 1 and self._text[start - 2] == "\\" and start > self._long_end:
            raise _Unsure  # perhaps a short string goes on here
        return max(start, self._long_end)

    def _token_over(self, start: int, position: int) -> int | None:
        """The end of the string or comment that covers a position; None when none does. `start` is in no string."""
        while True:
            token = _LEXICAL.search(self._text, start)
            if token is None or token.start() > position:
                return None
            if token.end() > position:
                return token.end()
            start = token.end()

    # Blocks.

    def _tags(self, line: int, indent: int) -> int:
        """The tags of an import by the blocks that it stands in."""
        text = self._text
        if self._lines is None:
            self._lines = (_LEXICAL.sub(_blank, text) if self._long_end or self._long < len(text) else text).split("\n")
        lines = self._lines
        number = line - 1
        guarded = "TYPE_CHECKING" in text
        if guarded and "TYPE_CHECKING as" in text:
            raise _Unsure
        tags = 0
        while indent:
            number, indent, header = _header_above(lines, number, indent)
            keyword = _HEADER.match(header)
            if keyword is None or not _HEADER_END.search(header):
                raise _Unsure
            word = keyword[1]
            if word == "def":
                tags |= FUNCTION
            elif word != "class":
                tags |= CONDITIONAL
                if word in ("if", "elif") and "TYPE_CHECKING" in header and _guard(header) > 0:
                    tags |= TYPE_CHECKING
                if guarded and word in ("elif", "else") and _guarded_before(lines, number, indent):
                    tags |= TYPE_CHECKING
        return tags


def _header_above(lines: list[str], number: int, indent: int) -> tuple[int, int, str]:
    """The nearest line above that is indented less: its number, its indentation, and what it says. The header of a
    block may span lines, when the last one begins with the closing bracket."""
    number, found, text = _line_above(lines, number, indent)
    if text[0] not in ")]}":
        return number, found, text
    last, closing = number, found
    while text[0] in ")]}":
        number, found, text = _line_above(lines, number, closing + 1)
    if found != closing:
        raise _Unsure
    return number, found, "\n".join([text, *lines[number + 1 : last + 1]])


def _guarded_before(lines: list[str], number: int, indent: int) -> bool:
    """Whether a condition that an `else` or `elif` goes on from can only fail for a type checker."""
    while True:
        number, found, text = _line_above(lines, number, indent + 1)
        keyword = _HEADER.match(text)
        if found != indent or keyword is None or not _HEADER_END.search(text):
            raise _Unsure
        if keyword[1] in ("if", "elif") and "TYPE_CHECKING" in text and _guard(text) < 0:
            return True
        if keyword[1] not in ("elif", "except", "else"):
            return False


def _line_above(lines: list[str], number: int, indent: int) -> tuple[int, int, str]:
    while number > 0:
        number -= 1
        line = lines[number]
        text = line.lstrip(" ")
        found = len(line) - len(text)
        if found < indent and text and text[0] != "#":
            break
    else:
        raise _Unsure
    before = lines[number - 1] if number else ""
    if text[0] == "\t" or before.endswith("\\") or (text[0] not in ")]}" and before.endswith(("(", "[", "{", ","))):
        raise _Unsure  # the line may go on from the one before
    return number, found, text


def _blank(token: re.Match[str]) -> str:
    """A string over several lines as blank lines and a comment: nothing in it, nor what follows it on its last line,
    can open a block."""
    lines = token[0].count("\n")
    return '""' + "\n" * lines + "#" if lines else token[0]


_guards: dict[str, int] = {}


def _guard(header: str) -> int:
    """What the condition of an `if` or `elif` means for a type checker: see `extraction.guard`."""
    known = _guards.get(header)
    if known is None:
        import _ast

        from hielements.libraries.builtin.python.extraction import guard

        try:
            tree = compile(f"{header.removeprefix('el')}\n pass", "", "exec", _ast.PyCF_ONLY_AST, dont_inherit=True)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            raise _Unsure from None
        test = tree.body[0].test  # type: ignore[attr-defined]
        known = _guards[header] = guard(test, {"TYPE_CHECKING"})
    return known


def _parse(written: str, keyword: int) -> Statement | None:
    """What a statement imports, whose word `import` stands at a place in it; None for one in an unusual form."""
    names = written[keyword + 6 :]
    if not written.isascii() or names[:1] not in (" ", "\t", "(", "*"):
        return None  # among other things, names beyond ASCII may be written in several ways
    if not keyword:
        modules = [_named(each, dotted=True) for each in names.split(",")]
        return None if None in modules else tuple([f"import {each}" for each in modules])
    source = _source(written[4:keyword])
    names = names.strip()
    if source is None or not names:
        return None
    if names == "*":
        return (f"from {source} import *",)
    listed = names[1:-1].split(",") if names[0] == "(" and names[-1] == ")" else names.split(",")
    if names[0] == "(" and len(listed) > 1 and not listed[-1].strip():
        del listed[-1]
    imported = [_named(each) for each in listed]
    return None if None in imported else (f"from {source} import {', '.join(filter(None, imported))}",)


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
