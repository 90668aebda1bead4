"""The library `rust` itself: its description, the table of its functions, and its dependencies.

Comes in: the environment. Goes out: a `Library`. What the functions mean stands in their own modules.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import ClassVar

from hielements.libraries.builtin.library import BuiltinLibrary, Undecidable
from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.resolution import STANDARD
from hielements.libraries.library import Environment, TypeCount
from hielements.libraries.outcomes import Dependencies, Failure


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
        "re-export (`pub use`) depends on the file that defines what it names and on the files that re-export it, but "
        "for modules around the code itself (`crate::Lexer` depends on no `lib.rs`). Code under `#[cfg(test)]` counts; "
        "the checks have an option to leave it out. A name that a glob brings in depends on what defines it. Where a "
        "`cfg` decides which file a module is, or what a name brings in, all of them count. External crates are what "
        "no package of the workspace provides; where Cargo.toml renames one, both names are known. A file that "
        "cannot be parsed leaves every check undecided that depends on it, or on what is used through it.\n\n"
        "Where a function takes a scope first, it may be left out where the signatures say so: then the whole "
        "workspace is meant."
    )
    PACKAGE: ClassVar[str] = "hielements.libraries.builtin.rust"
    FUNCTIONS: ClassVar[Mapping[str, str]] = {
        "can_import": "functions.can_import",
        "const_selector": "functions.const_selector",
        "crate_selector": "functions.crate_selector",
        "dependency_exists": "functions.depends_on",
        "depends_on": "functions.depends_on",
        "derives": "functions.derives",
        "enum_exists": "functions.item_existence",
        "enum_selector": "functions.item_selectors",
        "function_exists": "functions.item_existence",
        "function_selector": "functions.item_selectors",
        "has_derive": "functions.derives",
        "has_docs": "functions.has_docs",
        "has_tests": "functions.has_tests",
        "impl_exists": "functions.impl_exists",
        "impl_selector": "functions.impl_selector",
        "implements": "functions.implements",
        "implements_trait": "functions.implements",
        "imports": "functions.uses",
        "imports_only": "functions.imports_only",
        "module_exists": "functions.module_exists",
        "module_selector": "functions.module_selector",
        "no_circular_imports": "functions.no_circular_imports",
        "no_dependency": "functions.no_dependency",
        "package_selector": "functions.package_selector",
        "pipeline_connects": "functions.types_compared",
        "public_functions": "functions.public_functions",
        "struct_exists": "functions.item_existence",
        "struct_selector": "functions.item_selectors",
        "trait_exists": "functions.item_existence",
        "trait_selector": "functions.item_selectors",
        "type_compatible": "functions.types_compared",
        "uses": "functions.uses",
        "uses_crate": "functions.uses",
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
        return Dependencies(edges, self.code.edge_failures(paths))

    def file_facts(self, path: str) -> Mapping[str, object] | Failure:
        """The uses and items of a Rust file, for plugins."""
        from hielements.libraries.builtin.rust.shared_facts import shared_facts

        facts = self.code.facts(path)
        return facts if isinstance(facts, Failure) else shared_facts(facts)

    def count_types(self, files: Sequence[str]) -> TypeCount:
        from hielements.libraries.builtin.rust.abstract_types import count_types

        return count_types(self.code, [path for path in files if path.endswith(".rs")])

    def own_files(self) -> Sequence[str]:
        """The Rust files of the workspace; what cargo builds and what it vendored is none of them."""
        return [path for path in self.code.rust_files if not path.startswith("vendor/") and "/vendor/" not in path]

    def knows_module(self, name: str) -> bool:
        """Whether a name is that of a module of the workspace, of the standard library, or of a declared crate."""
        first, _, rest = name.replace("::", ".").partition(".")
        if first in STANDARD or first in self._declared:
            return True
        return bool(self.files_named(name)) or (not rest and first in ("crate", "main", "lib"))

    def module_names(self) -> Sequence[str]:
        """The names of modules and crates as a connection rule writes them: `db.pool`, `serde`."""
        crates = self.code.crates.all
        own = {".".join(path) for crate in crates for path in crate.modules if path}
        return sorted({*own, *(crate.name for crate in crates if crate.name), *STANDARD, *self._declared})

    def knows_name(self, name: str) -> bool:
        """Whether a name is that of a known module or crate, or of something in a module of the workspace."""
        name = name.replace("-", "_")
        outer, separator, last = name.rpartition("::")
        if not separator or self.knows_module(name):
            return self.knows_module(name)
        files = self.own_files() if outer in ("crate", "self") else self.files_named(outer)
        return self.knows_name(outer) if not files else any(self._may_define(path, last) for path in files)

    def could_be_external(self, name: str) -> bool:
        """Whether no module or crate of the workspace has the first part of the name."""
        top = name.replace("-", "_").partition("::")[0]
        return top not in ("crate", "self", "super") and not self.files_named(top)

    def _may_define(self, path: str, name: str) -> bool:
        """Whether a file may have something of a name: the name stands in its text, or it passes on all names of
        another module."""
        import re

        if isinstance(self.code.facts(path), Failure):
            return True
        text = self.workspace.read(path).decode(errors="replace")
        return bool(re.search(rf"\b{re.escape(name)}\b|\bpub(\([^)]*\))? +use +[^;]*\*", text))

    def files_named(self, name: str) -> Sequence[str]:
        """The files of the module or crate of a name or a path."""
        from hielements.libraries.builtin.rust.selection import select_crate, select_module

        try:
            return select_module(self.code, name).files or select_crate(self.code, name, False).files
        except Undecidable:
            return ()

    @cached_property
    def _declared(self) -> frozenset[str]:
        """The names of the crates that some Cargo.toml declares to depend on."""
        return frozenset(name for package in self.code.manifests.packages for name in package.requirements)
