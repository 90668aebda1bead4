"""Which file is which module, what Cargo.toml says, and what paths lead to."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from codebases.rust import check, edges, module, places, reasons, rust, select
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.manifests import read_manifests
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Passed
from hielements.source.cache import NoCache
from hielements.source.disk import DiskWorkspace


def modules(library: Rust) -> dict[str, str | None]:
    """All modules that declarations lead to, by path, and their files."""
    return {
        "::".join((crate.name or "crate", *path)): node.file
        for crate in library.code.crates.all
        for path, node in crate.modules.items()
        if node.is_declared
    }


def test_all_forms_of_module_files() -> None:
    library = rust(
        {
            "src/lib.rs": 'mod a; mod b; #[path = "other/c.rs"] mod c; '
            'mod d { mod e; #[path = "f.rs"] mod g; } mod none;',
            "src/a.rs": "mod inner;",
            "src/a/inner.rs": "",
            "src/b/mod.rs": "mod inner;",
            "src/b/inner.rs": "",
            "src/other/c.rs": "mod beside;",
            "src/other/beside.rs": "",
            "src/d/e.rs": "",
            "src/d/f.rs": "",
        }
    )
    assert modules(library) == {
        "crate": "src/lib.rs",
        "crate::a": "src/a.rs",
        "crate::a::inner": "src/a/inner.rs",
        "crate::b": "src/b/mod.rs",
        "crate::b::inner": "src/b/inner.rs",
        "crate::c": "src/other/c.rs",
        "crate::c::beside": "src/other/beside.rs",
        "crate::d": "src/lib.rs",
        "crate::d::e": "src/d/e.rs",
        "crate::d::g": "src/d/f.rs",
        "crate::none": None,
    }


def test_a_path_that_leads_back_ends() -> None:
    library = rust({"src/lib.rs": "mod a;", "src/a.rs": '#[path = "a.rs"] mod b;'})
    assert modules(library)["crate::a::b"] is None


MANIFEST = """\
[package]
name = "shop-x"
edition = "2021"
[lib]
name = "shop"
path = "lib/root.rs"
[[bin]]
name = "extra"
path = "tools/extra.rs"
[dependencies]
serde_json = "1"
renamed = { package = "real-name", version = "1" }
[target.'cfg(unix)'.dependencies]
nix = "0.29"
[dev-dependencies]
mock = "1"
[build-dependencies]
cc = "1"
"""


def test_targets_and_dependencies_of_a_manifest() -> None:
    files = {
        "Cargo.toml": MANIFEST,
        "lib/root.rs": "",
        "src/main.rs": "",
        "src/bin/one.rs": "",
        "src/bin/two/main.rs": "",
        "tools/extra.rs": "",
        "tests/all.rs": "",
        "tests/common/mod.rs": "",
        "examples/demo.rs": "",
        "benches/speed.rs": "",
        "build.rs": "",
    }
    library = rust(files)
    package = library.code.manifests.packages[0]
    assert [(each.kind, each.name, each.path) for each in package.targets] == [
        ("lib", "shop", "lib/root.rs"),
        ("bin", "extra", "tools/extra.rs"),
        ("bin", "one", "src/bin/one.rs"),
        ("bin", "shop-x", "src/main.rs"),
        ("bin", "two", "src/bin/two/main.rs"),
        ("example", "demo", "examples/demo.rs"),
        ("test", "all", "tests/all.rs"),
        ("bench", "speed", "benches/speed.rs"),
        ("build", "build-script-build", "build.rs"),
    ]
    assert {name: (each.package, set(each.kinds)) for name, each in package.requirements.items()} == {
        "serde_json": ("serde_json", {"normal"}),
        "renamed": ("real-name", {"normal"}),
        "nix": ("nix", {"normal"}),
        "mock": ("mock", {"dev"}),
        "cc": ("cc", {"build"}),
    }


def test_what_cargo_builds_is_no_code_of_the_workspace() -> None:
    library = rust(
        {"Cargo.toml": '[package]\nname = "a"', "src/lib.rs": "", "target/debug/out.rs": "", "src/target/x.rs": ""}
    )
    assert library.code.rust_files == ("src/lib.rs", "src/target/x.rs")


def test_edges_of_one_file() -> None:
    text = """\
use std::fmt;
use crate::db::{self, Pool};
use super::api as me;
use unknown_crate::Thing;
fn f(p: Pool) -> fmt::Result { db::open(); local(); Thing::new(); serde::x() }
fn local() { String::new(); u8::MAX; Token::A; }
enum Token { A }
"""
    library = rust(
        {
            "Cargo.toml": '[package]\nname = "shop"\nedition = "2021"\n[dependencies]\nserde = "1"',
            "src/lib.rs": "mod api; mod db;",
            "src/api.rs": text,
            "src/db.rs": "pub struct Pool; pub fn open() {}",
        }
    )
    assert edges(library, "src/api.rs") == [
        "1:5 std::fmt -> std",
        "2:17 crate::db -> src/db.rs",
        "2:23 crate::db::Pool -> src/db.rs",
        "4:5 unknown_crate::Thing -> unknown_crate",
        "5:9 crate::db::Pool -> src/db.rs",
        "5:18 std::fmt::Result -> std",
        "5:32 crate::db::open -> src/db.rs",
        "5:53 unknown_crate::Thing::new -> unknown_crate",
        "5:67 serde::x -> serde",
    ]


def test_the_edition_of_2015_starts_at_the_root() -> None:
    files = {
        "Cargo.toml": '[package]\nname = "old"',
        "src/lib.rs": "extern crate serde; mod a; mod b;",
        "src/a.rs": "use b::B; use serde::S;",
        "src/b.rs": "pub struct B;",
    }
    assert edges(rust(files), "src/a.rs") == ["1:5 crate::b::B -> src/b.rs", "1:15 serde::S -> serde"]


def test_globs_renames_and_circles_of_re_exports() -> None:
    files = {
        "src/lib.rs": "mod a; mod b; mod user; mod prelude;",
        "src/prelude.rs": "pub use crate::a::*; pub use crate::b::Thing as Other;",
        "src/a.rs": "pub use crate::b::*; pub struct A;",
        "src/b.rs": "pub use crate::a::*; pub struct Thing;",
        "src/user.rs": "use crate::prelude::*; use crate::prelude::{Thing, Other, Missing};",
    }
    assert edges(rust(files), "src/user.rs") == [
        "1:5 crate::prelude -> src/prelude.rs",
        "1:45 crate::prelude::Thing -> src/b.rs src/prelude.rs src/a.rs",
        "1:52 crate::prelude::Other -> src/b.rs src/prelude.rs",
        "1:59 crate::prelude::Missing -> src/prelude.rs",
    ]


def test_a_use_in_a_block_holds_there() -> None:
    files = {
        "src/lib.rs": "mod a; mod b; mod user;",
        "src/a.rs": "pub struct T;",
        "src/b.rs": "pub struct T;",
        "src/user.rs": "fn f() {\n use crate::a::T;\n T::x();\n}\nfn g() {\n use crate::b::T;\n T::x();\n}",
    }
    assert edges(rust(files), "src/user.rs") == [
        "2:6 crate::a::T -> src/a.rs",
        "3:2 crate::a::T::x -> src/a.rs",
        "6:6 crate::b::T -> src/b.rs",
        "7:2 crate::b::T::x -> src/b.rs",
    ]


def test_exported_macros_stand_at_the_root_of_their_crate() -> None:
    files = {
        "src/lib.rs": "mod macros; mod user;",
        "src/macros.rs": "#[macro_export]\nmacro_rules! warn_user { () => {} }",
        "src/user.rs": "use crate::warn_user;",
    }
    assert edges(rust(files), "src/user.rs") == ["1:5 crate::warn_user -> src/macros.rs"]


def test_a_file_without_any_crate_root_is_named_by_where_it_lies() -> None:
    library = rust({"src/lexer.rs": "pub fn f() {}", "src/parser/mod.rs": "use crate::lexer::f;"})
    assert module(library, "lexer").files == ("src/lexer.rs",)
    assert edges(library, "src/parser/mod.rs") == ["1:5 crate::lexer::f -> src/lexer.rs"]
    assert isinstance(check(library, "depends_on", module(library, "parser"), module(library, "lexer")), Passed)


def test_every_way_to_spell_a_path_is_a_dependency() -> None:
    text = """\
use super::db::{pool::{Pool as P, *}, self as database};
type Both = (P, crate::db::pool::Pool);
#[derive(crate::db::Derived)]
struct Item(Vec<super::db::pool::Pool>);
fn call() {
    self::super::db::open();
    println!("{}", crate::db::open());
    database::open(); // crate::db::open()
    let name = "crate::db::open()";
    <crate::db::pool::Pool as Clone>::clone();
}
macro_rules! opened { () => { $crate::db::open() } }
"""
    library = rust(
        {
            "src/lib.rs": "mod api; mod db;",
            "src/api.rs": text,
            "src/db.rs": "pub mod pool { pub struct Pool; }\npub fn open() {}",
        }
    )
    found = places(check(library, "no_dependency", module(library, "api"), module(library, "db")))
    assert [each.split(": ")[0].removeprefix("src/api.rs:") for each in found] == [
        "1:24", "1:35", "1:39", "2:14", "2:17", "3:10", "4:17", "6:5", "7:20", "8:5", "10:6", "12:31",
    ]  # fmt: skip


def test_a_broken_manifest_leaves_its_folder_undecided() -> None:
    library = rust({"Cargo.toml": "[", "src/lib.rs": "mod a {}"})
    (reason,) = reasons(check(library, "no_circular_imports"))
    assert reason.startswith("syntax: Cargo.toml is not valid TOML")


def test_interface_for_projects() -> None:
    library = rust(
        {
            "Cargo.toml": '[package]\nname = "shop"\n[dependencies]\nserde = "1"',
            "src/lib.rs": "mod db;",
            "src/db.rs": "",
            "vendor/x/lib.rs": "",
        }
    )
    assert list(library.own_files()) == ["src/db.rs", "src/lib.rs"]
    assert all(library.knows_module(name) for name in ("db", "shop.db", "serde", "serde.de", "std.fmt", "shop"))
    assert not library.knows_module("nothing.here")
    assert {"db", "serde", "std", "shop"} <= set(library.module_names())
    assert library.files_named("shop.db") == ("src/db.rs",)
    assert library.files_named("nothing") == ()


# Against the compiler and cargo themselves

needs_cargo = pytest.mark.skipif(shutil.which("cargo") is None or shutil.which("rustc") is None, reason="no Rust here")

WORKSPACE = {
    "Cargo.toml": """\
[workspace]
members = ["a", "b/*"]
[workspace.package]
edition = "2021"
[workspace.dependencies]
inner = { path = "b/inner" }
""",
    "a/Cargo.toml": """\
[package]
name = "a-b"
edition.workspace = true
autobins = false
[lib]
name = "other_name"
[[bin]]
name = "tool"
[[example]]
name = "shown"
path = "elsewhere/shown.rs"
[dependencies]
inner.workspace = true
again = { path = "../b/inner", package = "inner" }
""",
    "a/src/lib.rs": 'mod x; mod y; #[path = "odd/z.rs"] mod z; mod i { pub mod j; #[path = "k.rs"] pub mod l; }',
    "a/src/x.rs": "pub mod deep;",
    "a/src/x/deep.rs": "",
    "a/src/y/mod.rs": "pub mod deep;",
    "a/src/y/deep.rs": "",
    "a/src/odd/z.rs": "pub mod beside;",
    "a/src/odd/beside.rs": "",
    "a/src/i/j.rs": "",
    "a/src/i/k.rs": "",
    "a/src/stray.rs": "",
    "a/src/bin/tool.rs": "fn main() {}",
    "a/src/bin/ignored.rs": "fn main() {}",
    "a/elsewhere/shown.rs": "fn main() {}",
    "a/tests/all.rs": "mod common;",
    "a/tests/common/mod.rs": "",
    "a/build.rs": "fn main() {}",
    "b/inner/Cargo.toml": '[package]\nname = "inner"\n',
    "b/inner/src/lib.rs": "",
    "b/inner/src/main.rs": "fn main() {}",
    "b/inner/src/bin/more/main.rs": "fn main() {}",
}


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    for path, text in WORKSPACE.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    return tmp_path


@needs_cargo
def test_packages_are_those_of_cargo_metadata(workspace: Path) -> None:
    command = ["cargo", "metadata", "--offline", "--no-deps", "--format-version", "1"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False, timeout=60)
    if done.returncode != 0:
        pytest.skip(f"cargo does not run here: {done.stderr.strip().splitlines()[-1:]}")
    kinds = {"custom-build": "build", "proc-macro": "lib"}

    def relative(path: str) -> str:
        return Path(path).resolve().relative_to(workspace.resolve()).as_posix()

    expected = {
        package["name"]: (
            package["edition"],
            {
                (kinds.get(each["kind"][0], each["kind"][0]), each["name"], relative(each["src_path"]))
                for each in package["targets"]
            },
            {
                ((each["rename"] or each["name"]).replace("-", "_"), each["name"], relative(each["path"]))
                for each in package["dependencies"]
            },
        )
        for package in json.loads(done.stdout)["packages"]
    }
    disk = DiskWorkspace(str(workspace))
    found = {
        package.name: (
            package.edition,
            {(each.kind, each.name, each.path) for each in package.targets},
            {(each.name, each.package, each.folder) for each in package.requirements.values()},
        )
        for package in read_manifests(disk.files(), disk.read).packages
    }
    assert found == expected


@needs_cargo
def test_the_files_of_a_crate_are_those_that_rustc_reads(workspace: Path) -> None:
    command = ["rustc", "--edition", "2021", "--crate-type", "lib", "--emit", "dep-info=deps.d", "a/src/lib.rs"]
    done = subprocess.run(command, cwd=workspace, capture_output=True, text=True, check=False, timeout=60)
    if not (workspace / "deps.d").exists():
        pytest.skip(f"rustc does not run here: {done.stderr.strip().splitlines()[-1:]}")
    first = (workspace / "deps.d").read_text().splitlines()[0]
    expected = {Path(each).as_posix() for each in first.partition(":")[2].split()}
    library = Rust(Environment(DiskWorkspace(str(workspace)), {}, NoCache()))
    crate = library.code.crates.libraries["a"]
    assert {node.file for node in crate.modules.values() if node.is_declared} == expected
    assert "a/src/stray.rs" in select(library, "crate_selector", "a-b").files


def test_inline_modules_of_one_file_are_told_apart() -> None:
    text = """\
mod a { pub fn f() { crate::b::g(); } #[cfg(test)] mod tests { use super::*; } }
mod b { pub fn g() {} pub mod inner { pub struct T; } }
mod c { use super::b::inner::T; use super::Root; }
struct Root;
"""
    library = rust({"src/lib.rs": text, "src/d.rs": "use crate::Root;"})
    a, b, c, d = (module(library, name) for name in "abcd")
    assert isinstance(check(library, "depends_on", a, b), Passed)
    assert isinstance(check(library, "depends_on", c, b), Passed)
    assert isinstance(check(library, "uses", a, "crate::b"), Passed)
    assert isinstance(check(library, "no_dependency", a, c), Passed)
    assert isinstance(check(library, "no_dependency", b, a), Passed)
    assert isinstance(check(library, "no_dependency", d, a), Passed)
    assert places(check(library, "no_dependency", a, b)) == ["src/lib.rs:1:22: uses crate::b::g"]
    assert isinstance(check(library, "no_circular_imports"), Passed)


def test_many_globs_that_lead_to_each_other_are_followed_once() -> None:
    names = [f"m{number}" for number in range(40)]
    files = {f"src/{name}.rs": "".join(f"pub use crate::{each}::*;\n" for each in names) for name in names}
    files["src/lib.rs"] = "".join(f"mod {name};\n" for name in names) + "use m0::*;\nfn run(value: Unknown) {}\n"
    library = rust(files)
    assert [edge.text for edge in library.code.edges("src/lib.rs")] == ["use m0::*"]
