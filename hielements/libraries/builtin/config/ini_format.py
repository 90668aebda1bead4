"""INI files with places. Comes in: text. Goes out: one document with a table for each section, or the first problem.

The standard library's reader decides what is in the file; nothing is interpolated, keys keep their case, and `DEFAULT`
gives its values to every section. Keys before the first section (`.editorconfig`) stand at the top. Values are texts.
"""

from __future__ import annotations

import re
from configparser import (
    DEFAULTSECT,
    ConfigParser,
    DuplicateOptionError,
    DuplicateSectionError,
    Error,
    MissingSectionHeaderError,
    ParsingError,
)
from typing import Final

from hielements.libraries.builtin.config.tree import Documents, Entry, Leaf, Problem, Table
from hielements.source.text import SourceText

_TOP: Final = "\0"
"""The name of the section that stands before the first one. No file that is read holds this character."""

Places = dict[tuple[str, str | None], tuple[int, int]]


def read_ini(source: SourceText) -> Documents | Problem:
    for header in "", f"[{_TOP}]\n":
        parser = _parser()
        try:
            parser.read_string(header + source.text)
        except MissingSectionHeaderError as error:
            if not header:
                continue
            return Problem("is neither a section nor a key with a value", error.lineno - 1)
        except Error as error:
            return _problem(error, 1 if header else 0)
        except AttributeError:
            # The reader of the standard library falls over a line that goes on a key without a value.
            return Problem("has an indented line below a key without a value, which it cannot go on", _lone(source))
        return (_document(parser, _places(parser, source)),)
    raise AssertionError("a text with a header has a header")


def _parser() -> ConfigParser:
    parser = ConfigParser(interpolation=None, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    return parser


def _lone(source: SourceText) -> int:
    """The first indented line below a key without a value."""
    depth, is_lone = 0, False
    for number in range(1, source.line_count + 1):
        line = source.line(number)
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        indent = len(line) - len(line.lstrip())
        if is_lone and indent > depth:
            return number
        depth, is_lone = indent, not re.search(r"[=:]|^\[", stripped)
    return 1


def _problem(error: Error, added: int) -> Problem:
    if isinstance(error, DuplicateOptionError):
        return Problem(f"the key '{error.option}' is there twice", (error.lineno or 1) - added)
    if isinstance(error, DuplicateSectionError):
        return Problem(f"the section '{error.section}' is there twice", (error.lineno or 1) - added)
    if isinstance(error, ParsingError) and error.errors:
        return Problem("is neither a section nor a key with a value", error.errors[0][0] - added)
    return Problem(str(error).partition("\n")[0], 1)


def _document(parser: ConfigParser, places: Places) -> Table:
    entries = {}
    defaults = [DEFAULTSECT] if parser.defaults() else []
    for name in [*parser.sections(), *defaults]:
        line, column = places.get((name, None), (1, 1))
        keys = {}
        for key, value in parser.items(name):
            if name == _TOP and (name, key) not in places:
                continue  # a default, which is for sections
            where = places.get((name, key)) or places.get((DEFAULTSECT, key)) or (line, column)
            keys[key] = Entry(Leaf(value, *where), *where)
        if name == _TOP:
            entries.update(keys)
        else:
            entries[name] = Entry(Table(keys, line, column), line, column)
    return Table(entries, 1, 1)


def _places(parser: ConfigParser, source: SourceText) -> Places:
    """Where sections and keys stand: found with the reader's own expressions. A line that goes on a value is indented
    further than its key, as the reader demands."""
    places: Places = {}
    section = _TOP
    depth = 0
    in_value = False
    for number in range(1, source.line_count + 1):
        line = source.line(number)
        stripped = line.strip()
        if not stripped or stripped.startswith(("#", ";")):
            continue
        indent = len(line) - len(line.lstrip())
        if in_value and indent > depth:
            continue
        depth, in_value = indent, False
        header = parser.SECTCRE.match(stripped)
        if header is not None:
            section = header["header"]
            places.setdefault((section, None), (number, indent + 1))
            continue
        option = parser.OPTCRE_NV.match(stripped)
        if option is not None:
            in_value = True
            places.setdefault((section, option["option"].rstrip()), (number, indent + 1))
    return places
