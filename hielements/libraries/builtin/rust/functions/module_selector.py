"""`module_selector`: a module with all that lies below it."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import select_module
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "module_selector",
    "selector",
    "Selects a module: its file and the files of all modules below it. An inline module is narrowed to its lines.\n\n"
    "The name is a path from the root of a crate (`db::pool`), with the name of the crate before it if wanted "
    "(`shop::db::pool`, `crate::db::pool`). The name of a crate alone is its root with everything below; `main` and "
    "`lib` are the files `main.rs` and `lib.rs` alone, unless a module or crate has that name. A name that modules of "
    "several packages have is ambiguous: what depends on it is undecided until the crate or a path is written. A path "
    "of a file or folder (`src/db/pool.rs`, `src/db`) selects the Rust files there.",
    (Signature((Parameter("name", STRING, "such as `db::pool`, `shop::db`, `src/db/pool.rs`"),), SCOPE),),
    example="scope pool = rust.module_selector('db::pool')",
)


def evaluate(arguments: Arguments, library: Rust) -> ScopeValue:
    return select_module(library.code, arguments.text("name"))
