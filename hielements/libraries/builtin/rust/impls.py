"""Which types implement which traits: `impl` blocks and derives.

Comes in: a codebase and names. Goes out: places in the code, and what could not be read. Names are resolved as far as
they can be: `impl Write for A` beside `use std::io::Write` is no impl of `fmt::Write`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.facts import Impl
from hielements.libraries.builtin.rust.resolution import STANDARD, Landing
from hielements.libraries.builtin.rust.selection import facts_of, items_in
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.record import Record

_ALIASES: Final = 8
"""Longer chains of type aliases are not followed."""


class Implementation(Record):
    """A type that implements a trait ("" for an inherent impl), and where, as written there. `impl` is None for a
    derive; `symbol` is then the type, as scopes name it."""

    path: str
    line: int
    inside: str
    type: str
    trait: str
    impl: Impl | None
    symbol: str | None = None

    @property
    def is_blanket(self) -> bool:
        """Whether it is for every type that fits: `impl<T: Display> Log for T`."""
        return self.impl is not None and self.type in self.impl.generics


def implementations(code: Codebase, scope: ScopeValue | None) -> tuple[list[Implementation], tuple[Failure, ...]]:
    """All impl blocks and derives in a scope, or in the workspace. A scope that is one struct, enum or trait has those
    of this type, wherever they stand, and the blanket impls: an impl may stand in another module than its type."""
    if scope is not None and scope.symbol and scope.kind in ("struct", "enum", "union", "type"):
        every, failures = implementations(code, None)
        code.files_of(scope)
        return [each for each in every if each.is_blanket or is_for(code, each, scope)], failures
    files: Sequence[str] = code.rust_files if scope is None else code.files_of(scope)
    code.store.load(files)
    found = []
    for path, facts in facts_of(code, files):
        found += [
            Implementation(path, impl.line, impl.inside, impl.type, impl.trait, impl)
            for impl in facts.impls
            if _within(scope, impl.line)
        ]
    items, failures = items_in(code, scope)
    for each in items:
        item = each.item
        found += [
            Implementation(each.path, item.line, item.inside, item.name, derive, None, item.symbol)
            for derive in item.derives
        ]
    return found, failures


def _within(scope: ScopeValue | None, line: int) -> bool:
    return scope is None or scope.lines is None or scope.lines[0] <= line <= scope.lines[1]


def is_for(code: Codebase, each: Implementation, type_: ScopeValue | str) -> bool:
    """Whether an impl or derive is for a type: the one of a scope, or one that is called so."""
    if isinstance(type_, ScopeValue):
        if each.symbol is not None:
            return each.symbol == type_.symbol and each.path in type_.files
        return _is_item(code, each, each.type, type_)
    return _is_called(code, each, each.type, type_)


def is_of(code: Codebase, each: Implementation, trait: ScopeValue | str) -> bool:
    """Whether an impl or derive is of a trait: the one of a scope, or one that is called so."""
    if isinstance(trait, ScopeValue):
        return _is_item(code, each, each.trait, trait)
    return _is_called(code, each, each.trait, trait)


def same_name(path: str, name: str) -> bool:
    """Whether a path in code is called by a name: `fmt::Display` by `Display`, `fmt::Display` and
    `std::fmt::Display` (code may import a part of the path), and not by `io::Display`."""
    own = path.replace("crate::", "").split("::")
    wanted = name.replace("crate::", "").split("::")
    shorter = min(len(own), len(wanted))
    return own[-shorter:] == wanted[-shorter:]


def _is_item(code: Codebase, each: Implementation, written: str, scope: ScopeValue) -> bool:
    """Whether what is written at an impl is the item of a scope; by its name where it is not known what it is."""
    found = _landings(code, each, written)
    if not found:
        return same_name(written, (scope.symbol or "").rpartition(".")[2])
    return any(_symbol(landing) == scope.symbol and _file(landing) in scope.files for landing in found)


def _is_called(code: Codebase, each: Implementation, written: str, name: str) -> bool:
    wanted = name.removeprefix("::").split("::")
    if not written or (len(wanted) == 1 and written.rpartition("::")[2] == name):
        return bool(written)
    if each.symbol is not None and written == each.type:
        places = code.places(each.path)[:1]
        paths = [[*place.path, *each.symbol.split(".")] for place in places]
        return any(_ends(place.crate.name, path, wanted) for place, path in zip(places, paths, strict=True))
    found = _landings(code, each, written)
    if not found:
        return same_name(written, name)
    return any(_lands_on(code, each, landing, wanted) for landing in found)


def _lands_on(code: Codebase, each: Implementation, landing: Landing, wanted: list[str]) -> bool:
    if landing.external is None:
        node = landing.node
        crate = landing.crate.name if landing.crate is not None else None
        return _ends(crate, [*landing.path], wanted) or (
            node is not None and _ends(node.crate.name, [*node.path, *landing.rest], wanted)
        )
    own = [_plain_crate(landing.external), *landing.rest]
    wanted = [_plain_crate(wanted[0]), *wanted[1:]]
    if own[-len(wanted) :] == wanted:
        return True
    if own[-1] != wanted[-1] or landing.external in STANDARD:
        return False
    # Where a crate re-exports what is in it takes its code: `serde::Serialize` is `serde::ser::Serialize`.
    packages = (place.crate.package for place in code.places(each.path))
    crates = {name for package in packages if package is not None for name in package.requirements} | STANDARD
    return wanted[0] in (own[0], landing.called) or wanted[0] not in crates


def _plain_crate(name: str) -> str:
    return "std" if name in ("core", "alloc") else name


def _ends(crate: str | None, path: list[str], wanted: list[str]) -> bool:
    """Whether a path from the root of a crate ends as wanted."""
    if wanted[0] in ("crate", crate):
        return path == wanted[1:]
    return path[-len(wanted) :] == wanted


def _landings(code: Codebase, each: Implementation, written: str) -> list[Landing]:
    """What is written at an impl, with type aliases followed; nothing where that is not known."""
    if not written or not written.replace("::", "_").isidentifier():
        return []
    if each.impl is not None and written in each.impl.generics:
        return []
    pending = [
        landing
        for node in code.places(each.path)[:1]
        for landing in code.resolver.reference(node, each.inside, each.line, written)
    ]
    found = []
    for _ in range(_ALIASES):
        following = []
        for landing in pending:
            meant = _alias(code, landing)
            following += [end for end in meant if end is not landing]
            if landing in meant:
                found.append(landing)
        pending = following
    return [landing for landing in found if landing.is_found]


def _alias(code: Codebase, landing: Landing) -> list[Landing]:
    """What a type alias stands for; the landing itself when it is none."""
    node, symbol = landing.node, _symbol(landing)
    facts = code.facts_or_none(node.file) if node is not None and node.file is not None else None
    for item in facts.items if facts is not None and symbol is not None else ():
        if item.kind == "type" and item.symbol == symbol and node is not None:
            path = item.type.partition("<")[0].strip()
            if not path.replace("::", "_").isidentifier():
                return [landing]
            file = next(each for each in code.places(node.file or "") if each.crate is node.crate)
            return list(code.resolver.reference(file, item.inside, item.line, path)) or [landing]
    return [landing]


def _symbol(landing: Landing) -> str | None:
    """The item of a landing as scopes name it."""
    if landing.node is None or len(landing.rest) != 1:
        return None
    return ".".join(part for part in (landing.node.inside.replace("::", "."), landing.rest[0]) if part)


def _file(landing: Landing) -> str | None:
    return landing.node.file if landing.node is not None else None
