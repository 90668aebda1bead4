"""`crate_selector`: the library and the programs of a package."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import select_crate
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "crate_selector",
    "selector",
    "Selects the code of a crate: all Rust files that its library and its programs are compiled from. Examples, "
    "integration tests, benches and build.rs belong to the package and not to the crate: see package_selector. "
    "Relative paths start from the folder of the package: `files.exists(crate, 'Cargo.toml')`.\n\n"
    "The name is that of the package in Cargo.toml (`hielements-core`) or that of the crate in code "
    "(`hielements_core`), or the folder of the package (`crates/core`). Without Cargo.toml, a folder that holds "
    "`lib.rs` or `main.rs`, itself or in `src`, is a crate of its own name.",
    (Signature((Parameter("name", STRING, "such as `shop-core`, `shop_core` or `crates/core`"),), SCOPE),),
    example="scope core = rust.crate_selector('shop-core')",
)


def evaluate(arguments: Arguments, library: Rust) -> ScopeValue:
    return select_crate(library.code, arguments.text("name"), False)
