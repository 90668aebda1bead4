"""Which types implement which traits: `impl` blocks and derives.

Comes in: a codebase and names. Goes out: places in the code, and what could not be read.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.facts import Impl
from hielements.libraries.builtin.rust.selection import facts_of, items_in
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.record import Record


class Implementation(Record):
    """A type that implements a trait ("" for an inherent impl), and where. `impl` is None for a derive."""

    path: str
    line: int
    type: str
    trait: str
    impl: Impl | None


def implementations(code: Codebase, scope: ScopeValue | None) -> tuple[list[Implementation], tuple[Failure, ...]]:
    """All impl blocks and derives in a scope, or in the workspace. A scope that is one struct, enum or trait has those
    of this type, wherever they stand: an impl may stand in another module than its type."""
    if scope is not None and scope.symbol and scope.kind in ("struct", "enum", "union", "type"):
        every, failures = implementations(code, None)
        name = scope.symbol.rpartition(".")[2]
        code.files_of(scope)
        return [each for each in every if same_name(each.type, name)], failures
    files: Sequence[str] = code.rust_files if scope is None else code.files_of(scope)
    code.store.load(files)
    found = []
    for path, facts in facts_of(code, files):
        found += [
            Implementation(path, impl.line, impl.type, impl.trait, impl)
            for impl in facts.impls
            if _within(scope, impl.line)
        ]
    items, failures = items_in(code, scope)
    for each in items:
        found += [
            Implementation(each.path, each.item.line, each.item.name, derive, None) for derive in each.item.derives
        ]
    return found, failures


def _within(scope: ScopeValue | None, line: int) -> bool:
    return scope is None or scope.lines is None or scope.lines[0] <= line <= scope.lines[1]


def same_name(path: str, name: str) -> bool:
    """Whether a path in code is called by a name: `fmt::Display` by `Display`, `fmt::Display` and
    `std::fmt::Display` (code may import a part of the path), and not by `io::Display`."""
    own = path.replace("crate::", "").split("::")
    wanted = name.replace("crate::", "").split("::")
    shorter = min(len(own), len(wanted))
    return own[-shorter:] == wanted[-shorter:]
