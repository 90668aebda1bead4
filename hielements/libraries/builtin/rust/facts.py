"""What is known about one Rust file: its `use` declarations, paths, modules, items and impls.

Comes in: nothing; this module only says what the facts are. Goes out: records, and the plain tuples that the cache
keeps. It must never know where facts come from (a parser, the cache) nor what a path leads to.

Lines and columns are 1-based and count characters. Paths are written as in Rust, without generic arguments and white
space: `crate::db::open`; one that starts with `::` starts at a crate. `inside` is the path of inline modules around a
fact, within its file: "" or `tests` or `a::b`.
"""

from __future__ import annotations

from typing import Any, Final

from hielements.record import Record

FORMAT: Final = 4
"""Part of the name of every cache entry. Raise it whenever the records below or their meaning change."""

# Tags of a fact, as bits.
TEST: Final = 1
FUNCTION: Final = 2
CONDITIONAL: Final = 4
MACRO: Final = 8
STAR: Final = 16
REEXPORT: Final = 32

TAG_NAMES: Final = {
    TEST: "test",
    FUNCTION: "function",
    CONDITIONAL: "conditional",
    MACRO: "macro",
    STAR: "star",
    REEXPORT: "reexport",
}


class Use(Record):
    """One name that a `use` or `extern crate` brings in. `use a::{b as c, d::*}` gives two.

    `binding` is the name it has here: None for a glob, `_` for none. `text` is what stands at the place;
    `block` are the lines of the block around a `use` inside a function.
    """

    line: int
    column: int
    path: str
    binding: str | None
    tags: int
    inside: str
    block: tuple[int, int] | None
    text: str


class Reference(Record):
    """A path in an expression, a type, an attribute or the arguments of a macro; of a single segment only when a
    `use` of the file brings that name in, when a glob there may do so, and for the names of macros that are called."""

    line: int
    column: int
    path: str
    tags: int
    inside: str


class Module(Record):
    """A `mod name;` or `mod name { .. }`. `paths` is what `#[path = ".."]` says; several under `cfg_attr`, with "" for
    the usual place. `visibility` is "" (private), `pub`, or what stands in the parentheses: `crate`, `super`,
    `in crate::a`."""

    name: str
    line: int
    column: int
    end_line: int
    inside: str
    is_inline: bool
    paths: tuple[str, ...]
    visibility: str
    documented: bool
    tags: int


class Item(Record):
    """A struct, enum, union, function, trait, constant, static, type alias or macro.

    An exported macro is `pub`. `owner` is the type or trait that a function or constant is associated with, "" for a
    free one. `first_line` is that of the first attribute or documentation. `parameters` are the types that a
    function takes (`self` among them), `type` what it returns (`()` for nothing), the type of a constant, or what an
    alias stands for. `generics` are the names of type parameters, those of the owner included. `value` is the literal
    value of a constant as a tuple of one, None when it is not literal.
    """

    kind: str
    name: str
    owner: str
    inside: str
    first_line: int
    line: int
    column: int
    end_line: int
    visibility: str
    documented: bool
    derives: tuple[str, ...]
    is_test: bool
    tags: int
    parameters: tuple[str, ...] = ()
    type: str = ""
    generics: tuple[str, ...] = ()
    value: tuple[Any] | None = None

    @property
    def qualified(self) -> str:
        return f"{self.owner}::{self.name}" if self.owner else self.name

    @property
    def symbol(self) -> str:
        """The qualified name within the file, inline modules included, as scopes have it in all languages: with
        dots."""
        return ".".join(part for part in (self.inside.replace("::", "."), self.owner, self.name) if part)


class Impl(Record):
    """An `impl` block. `type` and `trait` are paths without generics; `trait` is "" for an inherent one. `generics` are
    the names of its type parameters."""

    type: str
    trait: str
    inside: str
    first_line: int
    line: int
    column: int
    end_line: int
    tags: int
    generics: tuple[str, ...] = ()


class FileFacts(Record):
    """The facts about one file that could be read and parsed, each kind in the order of the text."""

    uses: tuple[Use, ...]
    references: tuple[Reference, ...]
    modules: tuple[Module, ...]
    items: tuple[Item, ...]
    impls: tuple[Impl, ...]
    documented: bool
    """Whether documentation of the file as a module stands in it: `//!`, `/*! */` or `#![doc]`."""
    tags: int
    """What holds for all of the file: `#![cfg(test)]`."""
    is_blank: bool


def tag_names(tags: int) -> frozenset[str]:
    """The tags in words, as `Dependency.tags` has them."""
    return frozenset(name for bit, name in TAG_NAMES.items() if tags & bit)


_KINDS: Final[tuple[type[Record], ...]] = (Use, Reference, Module, Item, Impl)


def to_plain(facts: FileFacts) -> tuple[Any, ...]:
    """Nested tuples of strings and numbers, which `marshal` can write."""
    lists = (facts.uses, facts.references, facts.modules, facts.items, facts.impls)
    return (
        *(tuple([tuple([getattr(each, field) for field in each._fields]) for each in facts_]) for facts_ in lists),
        facts.documented,
        facts.tags,
        facts.is_blank,
    )


def from_plain(plain: object) -> FileFacts | None:
    """The facts in plain tuples; None when they do not have the expected shape."""
    if not isinstance(plain, tuple) or len(plain) != len(_KINDS) + 3:
        return None
    lists: list[Any] = []
    for kind, items in zip(_KINDS, plain, strict=False):
        width = len(kind._fields)
        if not isinstance(items, tuple) or not all(isinstance(each, tuple) and len(each) == width for each in items):
            return None
        lists.append(tuple([kind(*each) for each in items]))
    return FileFacts(*lists, *plain[len(_KINDS) :])
