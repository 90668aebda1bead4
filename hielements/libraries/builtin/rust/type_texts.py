"""Types of Rust as functions and constants write them, brought into a form that can be compared.

Comes in: the text of a type. Goes out: names with arguments. References, lifetimes, `mut`, `dyn`, parentheses and the
path before the last segment do not matter for what a type is called; the pairs that Rust converts by itself are one:
`String` and `str`, `Vec<T>`, `[T]` and `[T; N]`, `PathBuf` and `Path`. Type aliases of the workspace are followed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hielements.record import Record

_TOKEN: Final = re.compile(r"'\w+\b(?!')|(?:r#)?[A-Za-z_]\w*|::|->|[<>()\[\],;=&*+!?:]|\d\w*|\S")
_SAME: Final = {"String": "str", "PathBuf": "Path", "OsString": "OsStr", "CString": "CStr", "Vec": "[]"}
_SKIPPED: Final = frozenset(("&", "*", "mut", "const", "dyn", "?", "for", "unsafe"))
_DEPTH: Final = 40

WRAPPERS: Final = frozenset(("Result", "Option", "Box", "Rc", "Arc", "Cow", "Pin", "Poll"))
"""What a step of a pipeline unwraps before it passes a value on."""

CONVERSIONS: Final = frozenset(("Into", "AsRef", "Borrow", "IntoIterator", "Iterator"))
"""Traits whose argument is what a function really takes: `impl Into<Program>`."""


class TypeText(Record):
    """`name` with `arguments`; `is_impl` for `impl Trait`."""

    name: str
    arguments: tuple[TypeText, ...] = ()
    is_impl: bool = False

    def __str__(self) -> str:
        inner = ", ".join(map(str, self.arguments))
        if self.name in ("[]", "()"):
            return f"{self.name[0]}{inner}{self.name[1]}"
        return f"{'impl ' if self.is_impl else ''}{self.name}{f'<{inner}>' if inner else ''}"


class Alias(Record):
    """`type name<parameters> = text`."""

    parameters: tuple[str, ...]
    text: str


def parse_type(text: str) -> TypeText:
    """The type that a text spells. What is no type gives one with the text as its name."""
    tokens = [each for each in _TOKEN.findall(text) if not each.startswith("'")]
    reader = _Reader(tokens)
    found = reader.read(0)
    return found if found is not None and reader.at_end else TypeText(" ".join(text.split()))


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._next = 0

    @property
    def at_end(self) -> bool:
        return self._next >= len(self._tokens)

    def _peek(self) -> str:
        return self._tokens[self._next] if self._next < len(self._tokens) else ""

    def _take(self, token: str) -> bool:
        if self._peek() == token:
            self._next += 1
            return True
        return False

    def read(self, depth: int) -> TypeText | None:
        if depth > _DEPTH:
            return None
        is_impl = False
        while self._peek() in _SKIPPED or self._peek() == "impl":
            is_impl = is_impl or self._peek() == "impl"
            self._next += 1
        if self._take("["):
            item = self.read(depth + 1)
            while self._peek() not in ("]", ""):
                self._next += 1  # the length of an array
            return TypeText("[]", (item,)) if item is not None and self._take("]") else None
        if self._take("("):
            items = self._list(")", depth)
            if items is None:
                return None
            return items[0] if len(items) == 1 else TypeText("()", items)
        if self._take("!"):
            return TypeText("!")
        return self._path(depth, is_impl)

    def _path(self, depth: int, is_impl: bool) -> TypeText | None:
        self._take("::")
        name = ""
        arguments: tuple[TypeText, ...] = ()
        while True:
            if self._peek() == "<":  # `<T as Trait>::Name`
                return None
            segment = self._peek()
            if not (segment[:1].isalpha() or segment[:1] == "_" or segment.startswith("r#")):
                return None
            self._next += 1
            name, arguments = segment.removeprefix("r#"), ()
            if self._peek() == "::" and self._next + 1 < len(self._tokens) and self._tokens[self._next + 1] == "<":
                self._next += 1
            if self._take("<"):
                items = self._list(">", depth)
                if items is None:
                    return None
                arguments = items
            elif self._take("("):  # Fn(A) -> B
                items = self._list(")", depth)
                result = self.read(depth + 1) if items is not None and self._take("->") else None
                if items is None:
                    return None
                arguments = (*items, result) if result is not None else items
            if not self._take("::"):
                break
        while self._take("+"):  # further bounds: `Library + Send`
            if self.read(depth + 1) is None and not self.at_end:
                return None
        return TypeText(_SAME.get(name, name), arguments, is_impl)

    def _list(self, end: str, depth: int) -> tuple[TypeText, ...] | None:
        items = []
        while not self._take(end):
            if self._peek().isdigit():
                self._next += 1  # a const argument
            else:
                item = self.read(depth + 1)
                if item is not None and self._take("="):  # `Item = Token`
                    item = self.read(depth + 1)
                if item is None:
                    return None
                items.append(item)
            if not self._take(",") and self._peek() != end:
                return None
        return tuple(items)


def expanded(type_: TypeText, aliases: Mapping[str, Alias], depth: int = 0) -> TypeText:
    """The type with the aliases of the workspace followed."""
    if depth > _DEPTH:
        return type_
    alias = aliases.get(type_.name)
    if alias is not None:
        meant = parse_type(alias.text)
        given = dict(zip(alias.parameters, type_.arguments, strict=False))
        # `type Result<T> = std::result::Result<T, Error>` is called like what it stands for: one step and no more.
        inner = {name: each for name, each in aliases.items() if name != type_.name}
        return expanded(_filled(meant, given), inner, depth + 1)
    return type_.with_(arguments=tuple(expanded(each, aliases, depth + 1) for each in type_.arguments))


def _filled(type_: TypeText, given: Mapping[str, TypeText]) -> TypeText:
    if type_.name in given and not type_.arguments:
        return given[type_.name]
    return type_.with_(arguments=tuple(_filled(each, given) for each in type_.arguments))


def same_type(first: TypeText, second: TypeText) -> bool:
    """Whether two types are the same. Arguments are compared where both have some: a struct that a selector found has
    none."""
    if first.name == "_" or second.name == "_":
        return True
    if first.name != second.name:
        return False
    if not first.arguments or not second.arguments:
        return first.name not in ("[]", "()") or first.arguments == second.arguments
    return len(first.arguments) == len(second.arguments) and all(
        same_type(one, other) for one, other in zip(first.arguments, second.arguments, strict=True)
    )


def carried(type_: TypeText) -> list[TypeText]:
    """The type, and what it carries when it is a wrapper: `Result<Vec<Token>, Error>` carries `[Token]`."""
    found = [type_]
    while found[-1].name in WRAPPERS and found[-1].arguments:
        found.append(found[-1].arguments[0])
    return found
