"""What is known about the inside of one Python file: calls, functions, variables, `__all__`.

Comes in: nothing; this module only says what the details are. Goes out: records, and the plain tuples that the cache
keeps. Details are kept apart from the facts of `facts`, because few checks need them: a run that asks about imports
alone reads and decodes none of this. It must never know where details come from nor what they prove.

Lines and columns are 1-based and count characters.
"""

from __future__ import annotations

from typing import Any, Final

from hielements.record import Record

FORMAT: Final = 2
"""Part of the name of every cache entry. Raise it whenever the tuples below or their meaning change."""

OWN: Final = -1
"""Level of an origin: the module itself binds the name."""

BUILTIN: Final = -2
"""Level of an origin: nothing in the file binds the name, and it is one of Python's builtins."""

UNBOUND: Final = -3
"""Level of an origin: nothing in the file binds the name; a star import may."""

Origin = tuple[int, str, str | None]
"""Where the first name of a call comes from: level, module and name of an import as `facts.Import` has them, or one of
the levels above with an empty module and the name."""

SET_BY_FUNCTION: Final = "set by a function"
"""Text of a variable that a function sets."""

REBOUND: Final = "bound by another statement"
"""Text of a variable at a place where a loop, an import, `del` or the like binds it anew. Such places are noted of
names alone that are assigned as well."""

Literal = None | bool | int | float | str | tuple["Literal", ...]


class CallSite(Record):
    """A call expression. `written` is the dotted path of what is called, as it is written: `self.log.info`. Where the
    path starts with something other than a name, that is left empty: `order().save()` calls `.save`.

    `origins` say where its first name comes from; several where branches import it from several places, none for a
    local variable, a parameter and an empty name.
    """

    line: int
    column: int
    written: str
    origins: tuple[Origin, ...]


class FunctionDetail(Record):
    """A function or method; `name`, `line` and `column` are those of its `Definition`.

    `unannotated` are the parameters without an annotation, but for the first one of a method; `returns_annotated`
    says whether there is an annotation of the result.
    """

    name: str
    line: int
    column: int
    complexity: int
    unannotated: tuple[str, ...]
    returns_annotated: bool


class Variable(Record):
    """An assignment to a name of the module or of a class (`Settings.PORT`). `value` means something where
    `is_literal`; otherwise `text` is the beginning of the expression, empty for an annotation without a value.
    `is_conditional` says that it stands in a branch, a loop or a function."""

    name: str
    line: int
    column: int
    is_literal: bool
    value: Literal
    text: str
    is_conditional: bool


class Export(Record):
    """A name in `__all__`."""

    name: str
    line: int
    column: int


class FileDetails(Record):
    """The details of one file that could be read and parsed.

    `exports` is None without an `__all__`; `exports_complete` is false when a part of it is no list of literals.
    `module_names` are the names that the module binds, sorted. `main_line` is where `if __name__ == "__main__"`
    stands. `lines` counts lines of text.
    """

    calls: tuple[CallSite, ...]
    functions: tuple[FunctionDetail, ...]
    variables: tuple[Variable, ...]
    exports: tuple[Export, ...] | None
    exports_complete: bool
    module_names: tuple[str, ...]
    main_line: int | None
    lines: int


def to_plain(details: FileDetails) -> tuple[Any, ...]:
    """Nested tuples of plain values, which `marshal` can write."""
    return (
        _rows(details.calls),
        _rows(details.functions),
        _rows(details.variables),
        None if details.exports is None else _rows(details.exports),
        details.exports_complete,
        details.module_names,
        details.main_line,
        details.lines,
    )


def from_plain(plain: object) -> FileDetails | None:
    """The details in plain tuples; None when they do not have the expected shape."""
    if not isinstance(plain, tuple) or len(plain) != len(FileDetails._fields):
        return None
    calls, functions, variables, exports, complete, names, main_line, lines = plain
    try:
        return FileDetails(
            tuple([CallSite(*each) for each in calls]),
            tuple([FunctionDetail(*each) for each in functions]),
            tuple([Variable(*each) for each in variables]),
            None if exports is None else tuple([Export(*each) for each in exports]),
            complete,
            names,
            main_line,
            lines,
        )
    except TypeError:
        return None


def _rows(items: tuple[Record, ...]) -> tuple[tuple[Any, ...], ...]:
    return tuple(tuple([getattr(each, field) for field in each._fields]) for each in items)
