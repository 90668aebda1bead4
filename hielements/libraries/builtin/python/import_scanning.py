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
from array import array
from typing import Final

from hielements.libraries.builtin.python.dynamic_words import may_look_like_one, names_no_literal
from hielements.libraries.builtin.python.import_blocks import Blocks
from hielements.libraries.builtin.python.import_statements import Statements
from hielements.libraries.builtin.python.lexical_structure import LongStrings, Unsure, closes, structure_of

# A statement to the end of its last line. What is unusual within it does not matter: then nobody can read it.
_STATEMENT: Final = (
    r"(?:from[ \t.]|import[ \t])[^\n(\\#]*(?:\([^()#]*(?:#[^\n]*\n[^()#]*)*\)[ \t]*)?(?:#[^\n]*)?(?=\n|\Z)"
)
_AT: Final = re.compile(_STATEMENT)
_NEXT: Final = re.compile(rf"\n(?:[ \t]*(?:#[^\n]*)?\n)*( *)({_STATEMENT})")
_FROM_PREFIX: Final = re.compile(r"from[ \t.][\w. \t]*\Z")
_AFTER: Final = re.compile(r"\w")

# What makes the parser look: a character that changes what indentation means, and the marks of an unfinished merge.
_SUSPICIOUS: Final = ("\f", "<<<<<<<")


def scan(text: str, statements: Statements) -> array[int] | None:
    """The imports of a text as rows, in its order; None when the parser must decide."""
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    for each in _SUSPICIOUS:
        if each in text:
            return None
    structure = structure_of(text)
    if not closes(text, structure) or (not text.isascii() and may_look_like_one(text)):
        return None
    if "import" not in text:
        return array("I")
    try:
        return _Scan(text, structure, statements).rows()
    except Unsure:
        return None


class _Scan:
    """One pass over one text, from its beginning to its end."""

    __slots__ = ("_blocks", "_statements", "_strings", "_text")

    def __init__(self, text: str, structure: bytes, statements: Statements) -> None:
        self._text = text
        self._statements = statements
        self._strings = LongStrings(text, structure)
        self._blocks: Blocks | None = None

    def rows(self) -> array[int]:
        text, statements = self._text, self._statements
        known, strings = statements.known, self._strings
        find, count, following = text.find, text.count, _NEXT.match
        found = array("I")
        line, counted = 1, 0
        position = find("import")
        while position >= 0:
            if strings.next < position and (inside := strings.leave(position)):
                position = find("import", inside)
                continue
            start = text.rfind("\n", 0, position) + 1
            begin = self._beginning(start, position)
            statement = _AT.match(text, begin) if begin >= 0 else None
            if statement is None:
                if begin >= 0:
                    raise Unsure
                position = find("import", self._elsewhere(position, start))
                continue
            if start > 1 and text[start - 2] == "\\":
                raise Unsure
            indent = begin - start
            tags = self._tags(start, indent) if indent else 0
            written, end = statement[0], statement.end()
            # Statements mostly stand together.
            while True:
                numbers = known.get(written) or statements.learn(written)
                if numbers is None:
                    raise Unsure
                line += count("\n", counted, begin)
                counted = begin
                for number in numbers:
                    found.extend((line, indent + 1, tags, number))
                after = following(text, end)
                if after is None or len(after[1]) != indent:
                    break
                written, begin, end = after[2], after.start(2), after.end()
            position = find("import", end)
        return found

    def _tags(self, start: int, indent: int) -> int:
        if self._blocks is None:
            self._blocks = Blocks(self._text, self._strings.places)
        return self._blocks.tags(start, indent)

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
            token = self._strings.token_over(position)
            if token is None and not names_no_literal(text, position):
                raise Unsure  # perhaps a call that imports
            return token or after
        if prefix.lstrip().startswith("lazy"):
            raise Unsure  # a statement of Python 3.15
        if _AFTER.match(text, after) or _AFTER.match(prefix[-1:]):
            return after
        if "\t" not in prefix and ":" not in prefix and ";" not in prefix:
            return after
        token = self._strings.token_over(position)
        if token is None:
            raise Unsure
        return token
