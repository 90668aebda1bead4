"""The library `rust` itself: its description, the table of its functions, and its dependencies.

Comes in: the environment. Goes out: a `Library`. What the functions mean stands in their own modules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from hielements.libraries.builtin.library import BuiltinLibrary, Undecidable
from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Dependencies


class Rust(BuiltinLibrary):
    """Crates, modules, items and dependencies of Rust code."""

    NAME: ClassVar[str] = "rust"
    DOC: ClassVar[str] = (
        "Crates, modules, items and dependencies of Rust code, from real parsing: what stands in a comment or a string "
        "does not count. Nothing of the checked project is compiled or executed; neither rustc nor cargo is needed, "
        "and macros are not expanded: what only a macro makes does not exist.\n\n"
        "Modules are named as Rust names them, from the root of their crate (`db::pool`) or with the name of the crate "
        "(`shop::db::pool`), or by path (`src/db/pool.rs`). Files become modules by `mod` declarations (`name.rs`, "
        "`name/mod.rs`, `#[path]`, inline modules) from the targets that Cargo.toml has, or, without one, from each "
        "`lib.rs` and `main.rs`; a file that no declaration leads to is named by where it lies. `-` in the name of a "
        "package is `_` in the name of its crate; both spellings are accepted.\n\n"
        "Dependencies are `use` declarations and `extern crate`, and paths in expressions, types, attributes and the "
        "arguments of macros (`crate::db::open()`); `mod` declares and depends on nothing. A path that leads through a "
        "re-export (`pub use`) depends on the file that defines what it names and on the files that re-export it. Code "
        "under `#[cfg(test)]` counts; the checks have an option to leave it out. External crates are what no "
        "package of the workspace provides. A file that cannot be parsed leaves every check undecided that depends on "
        "it.\n\n"
        "Where a function takes a scope first, it may be left out where the signatures say so: then the whole "
        "workspace is meant."
    )
    PACKAGE: ClassVar[str] = "hielements.libraries.builtin.rust"
    FUNCTIONS: ClassVar[Mapping[str, str]] = {
        "const_selector": "functions.const_selector",
        "crate_selector": "functions.crate_selector",
        "enum_exists": "functions.item_existence",
        "enum_selector": "functions.item_selectors",
        "function_exists": "functions.item_existence",
        "function_selector": "functions.item_selectors",
        "impl_exists": "functions.impl_exists",
        "impl_selector": "functions.impl_selector",
        "module_exists": "functions.module_exists",
        "module_selector": "functions.module_selector",
        "package_selector": "functions.package_selector",
        "struct_exists": "functions.item_existence",
        "struct_selector": "functions.item_selectors",
        "trait_exists": "functions.item_existence",
        "trait_selector": "functions.item_selectors",
    }
    LANGUAGES: ClassVar[tuple[str, ...]] = ("rust",)

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        self.code = Codebase(environment)

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        """What the given files use of other files and crates; files other than `*.rs` are passed over. `external` is
        the name of a crate outside of the workspace (`std`, `serde_json`)."""
        paths = [path for path in files if path.endswith(".rs")]
        try:
            self.code.store.load(paths)
            edges = tuple(edge.dependency for path in paths for edge in self.code.edges(path))
        except Undecidable as problem:
            return Dependencies((), (problem.failure,))
        return Dependencies(edges, self.code.failures(paths))
