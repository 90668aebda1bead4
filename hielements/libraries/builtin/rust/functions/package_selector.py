"""`package_selector`: all Rust files of a package."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import select_crate
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "package_selector",
    "selector",
    "Selects all Rust files in the folder of a package: library, programs, examples, integration tests, benches and "
    "build.rs, without the packages in folders below it. Named as for crate_selector.",
    (Signature((Parameter("name", STRING, "such as `shop-core`, `shop_core` or `crates/core`"),), SCOPE),),
    example="scope core = rust.package_selector('shop-core')",
)


def evaluate(arguments: Arguments, library: Rust) -> ScopeValue:
    return select_crate(library.code, arguments.text("name"), True)
