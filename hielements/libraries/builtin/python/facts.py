"""What is known about one Python file: its imports and its definitions.

Comes in: nothing; this module only says what the facts are. Goes out: records, and the plain tuples that the cache
keeps. It must never know where facts come from (a parser, the cache) nor what a module name leads to.

Lines and columns are 1-based and count characters. A fact stands where its statement starts: an import at the word
`import` or `from`, a dynamic import at its call, a definition at `def`, `async def` or `class`.
"""

from __future__ import annotations

from typing import Any, Final

from hielements.record import Record

FORMAT: Final = 2
"""Part of the name of every cache entry. Raise it whenever the tuples below or their meaning change."""

# Tags of an import, as bits.
TYPE_CHECKING: Final = 1
FUNCTION: Final = 2
CONDITIONAL: Final = 4
DYNAMIC: Final = 8
STAR: Final = 16

TAG_NAMES: Final = {
    TYPE_CHECKING: "type-checking",
    FUNCTION: "function",
    CONDITIONAL: "conditional",
    DYNAMIC: "dynamic",
    STAR: "star",
}


class Import(Record):
    """One imported name. `import a.b as c` has the module `a.b` and no name; `from ..a import b as c` has level 2,
    module `a` and name `b`; a star import has the name `*`. A statement with several names gives several imports.

    `importlib.import_module("a.b")` and `__import__("a.b")` with literal arguments count as `import a.b`.
    """

    line: int
    column: int
    level: int
    module: str
    name: str | None
    alias: str | None
    tags: int

    @property
    def text(self) -> str:
        """The import as a statement of its own, which is what reports quote."""
        source = "." * self.level + self.module
        suffix = f" as {self.alias}" if self.alias else ""
        if self.tags & DYNAMIC:
            return f"import_module({source!r})"
        return f"import {source}{suffix}" if self.name is None else f"from {source} import {self.name}{suffix}"


class Definition(Record):
    """A function, a method or a class. `name` is qualified: `Order.total`, `make.<locals>.inner`.

    `first_line` is that of the first decorator, `line` and `column` those of the definition itself, `end_line` the
    last line of the body. `decorators`, `bases` and `returns` are source text with white space collapsed; bases
    include keyword arguments (`metaclass=ABCMeta`). `docstring` is the raw text of the string, None without one.
    """

    kind: str
    name: str
    first_line: int
    line: int
    column: int
    end_line: int
    decorators: tuple[str, ...]
    bases: tuple[str, ...]
    returns: str | None
    docstring: str | None

    @property
    def is_class(self) -> bool:
        return self.kind == "class"


class FileFacts(Record):
    """The facts about one file that could be read and parsed. `is_blank` says that it holds no statement at all."""

    imports: tuple[Import, ...]
    definitions: tuple[Definition, ...]
    docstring: str | None
    is_blank: bool


def tag_names(tags: int) -> frozenset[str]:
    """The tags in words, as `Dependency.tags` has them."""
    return _TAG_SETS.get(tags) or _TAG_SETS.setdefault(
        tags, frozenset(name for bit, name in TAG_NAMES.items() if tags & bit)
    )


_TAG_SETS: dict[int, frozenset[str]] = {}

_IMPORT_SHAPE: Final = (int, int, int, str, (str, type(None)), (str, type(None)), int)
_DEFINITION_SHAPE: Final = (str, str, int, int, int, int, tuple, tuple, (str, type(None)), (str, type(None)))


def to_plain(facts: FileFacts) -> tuple[Any, ...]:
    """Nested tuples of strings and integers, which `marshal` can write."""
    return (
        tuple(tuple(getattr(each, field) for field in Import._fields) for each in facts.imports),
        tuple(tuple(getattr(each, field) for field in Definition._fields) for each in facts.definitions),
        facts.docstring,
        facts.is_blank,
    )


def from_plain(plain: object) -> FileFacts | None:
    """The facts in plain tuples; None when they do not have the expected shape."""
    if not isinstance(plain, tuple) or len(plain) != 4:
        return None
    imports, definitions, docstring, is_blank = plain
    if not isinstance(docstring, (str, type(None))) or not isinstance(is_blank, bool):
        return None
    if not _all_fit(imports, _IMPORT_SHAPE) or not _all_fit(definitions, _DEFINITION_SHAPE):
        return None
    return FileFacts(
        tuple([Import(*each) for each in imports]),
        tuple([Definition(*each) for each in definitions]),
        docstring,
        is_blank,
    )


def _all_fit(items: object, shape: tuple[Any, ...]) -> bool:
    return isinstance(items, tuple) and all(
        isinstance(item, tuple) and len(item) == len(shape) and all(map(isinstance, item, shape)) for item in items
    )
