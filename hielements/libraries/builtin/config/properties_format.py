"""Java's properties with places. Comes in: text. Goes out: one document, or the first problem.

They are read as `java.util.Properties.load` reads them: `=`, `:` or white space behind the key, `#` and `!` before
comments, a backslash before a character, `\\u00e9`, and lines that go on. Dots in keys mean nothing to Java, and so all
keys stand at the top. Values are texts.
"""

from __future__ import annotations

from io import StringIO

from hielements.libraries.builtin.config.tree import Documents, Entry, Leaf, Problem, Table
from hielements.source.text import SourceText


def read_properties(source: SourceText) -> Documents | Problem:
    from javaproperties import InvalidUEscapeError, parse

    entries: dict[str, Entry] = {}
    line = 1
    try:
        for element in parse(StringIO(source.text)):
            text = element.source
            key, value = getattr(element, "key", None), getattr(element, "value", None)
            if isinstance(key, str) and isinstance(value, str):
                column = len(text) - len(text.lstrip()) + 1
                # Of a key that stands there twice the last counts.
                entries[key] = Entry(Leaf(value, line, column), line, column)
            line += text.count("\n")
    except InvalidUEscapeError as error:
        return Problem(f"has {error.escape}, and four hexadecimal digits must stand behind \\u", line)
    return (Table(entries, 1, 1),)
