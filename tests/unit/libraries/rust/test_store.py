"""Each file once, the cache across runs, files that are hostile, and when tree-sitter is imported."""

from __future__ import annotations

import subprocess
import sys

import pytest

from codebases.rust import check, module, reasons, rust
from hielements.libraries.builtin.rust import store, syntax_tree
from hielements.libraries.builtin.rust.facts import FileFacts
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.store import SIZE_LIMIT, FactStore
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Failure, Undecided
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace

TEXT = """\
use a::{b as c, d::*};
#[derive(Debug)]
pub struct S;
const N: u8 = 1;
mod m { fn f() { x::y(); } }
impl S {}
"""


class MemoryCache:
    """A cache that can be looked into."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}

    def get(self, kind: str, key: str) -> bytes | None:
        return self.entries.get((kind, key))

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.entries[kind, key] = content


class CountingWorkspace(MemoryWorkspace):
    """Counts how often each file is read, and refuses one."""

    def __init__(self, files: dict[str, str | bytes], refused: str = "") -> None:
        super().__init__(files)
        self.reads: list[str] = []
        self.refused = refused

    def read(self, path: str) -> bytes:
        self.reads.append(path)
        if path == self.refused:
            raise PermissionError(13, "Permission denied")
        return super().read(path)


def test_facts_from_the_cache_are_the_facts(monkeypatch: pytest.MonkeyPatch) -> None:
    cache = MemoryCache()
    workspace = MemoryWorkspace({"a.rs": TEXT})
    first = FactStore(workspace, cache).facts("a.rs")
    assert isinstance(first, FileFacts)

    def no_parser(content: bytes) -> None:
        raise AssertionError("the file was parsed again")

    monkeypatch.setattr(syntax_tree, "parse", no_parser)
    assert FactStore(workspace, cache).facts("a.rs") == first


@pytest.mark.parametrize("damage", [b"", b"nothing", b"\0" * 64])
def test_a_damaged_entry_of_the_cache_is_parsed_again(damage: bytes) -> None:
    cache = MemoryCache()
    workspace = MemoryWorkspace({"a.rs": TEXT})
    first = FactStore(workspace, cache).facts("a.rs")
    for key, entry in list(cache.entries.items()):
        cache.entries[key] = damage or entry[:-1]
    assert FactStore(workspace, cache).facts("a.rs") == first


def test_each_file_is_read_once() -> None:
    workspace = CountingWorkspace({"src/lib.rs": "mod a;", "src/a.rs": "fn f() {}"})
    library = Rust(Environment(workspace, {}, NoCache()))
    for _ in range(3):
        check(library, "function_exists", "f")
        check(library, "no_circular_imports")
        check(library, "has_tests", module(library, "a"))
    assert sorted(workspace.reads) == ["src/a.rs", "src/lib.rs"]


def test_an_unreadable_file_leaves_undecided() -> None:
    library = Rust(Environment(CountingWorkspace({"src/lib.rs": "mod a;", "src/a.rs": ""}, "src/a.rs"), {}, NoCache()))
    assert reasons(check(library, "function_exists", "f")) == ["unreadable: cannot read src/a.rs: Permission denied"]


def test_an_enormous_file_leaves_undecided() -> None:
    library = rust({"src/lib.rs": "mod a;", "src/a.rs": b"//" + b" " * SIZE_LIMIT})
    (reason,) = reasons(check(library, "no_dependency", module(library, "a"), "serde"))
    assert reason.startswith("limit: src/a.rs has 4,000,002 bytes")


def test_without_the_package_a_check_is_undecided_and_says_the_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tree_sitter_rust", None)
    syntax_tree._grammar.cache_clear()
    try:
        outcome = check(rust({"src/lib.rs": "fn f() {}"}), "function_exists", "f")
    finally:
        syntax_tree._grammar.cache_clear()
    assert isinstance(outcome, Undecided)
    (failure,) = outcome.failures
    assert failure.reason == "library"
    assert failure.message == "Rust cannot be parsed: the package tree-sitter-rust is not installed"
    assert failure.help == "install it: pip install tree-sitter tree-sitter-rust"


def test_tree_sitter_is_imported_when_a_file_is_parsed_and_not_before() -> None:
    program = """
import sys
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.library import Environment
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace
library = Rust(Environment(MemoryWorkspace({"src/lib.rs": "fn f() {}"}), {}, NoCache()))
library.describe()
assert not [name for name in sys.modules if name.startswith("tree_sitter")]
library.code.store.load(["src/lib.rs"])
assert "tree_sitter" in sys.modules
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr


def test_what_the_store_gives_for_a_missing_file_is_a_failure() -> None:
    assert isinstance(store.FactStore(CountingWorkspace({"a.rs": ""}, "a.rs"), NoCache()).facts("a.rs"), Failure)


def test_threads_see_one_set_of_crates() -> None:
    from concurrent.futures import ThreadPoolExecutor

    files: dict[str, str | bytes] = {f"src/m{number}.rs": "use crate::m0::f;\npub fn f() {}" for number in range(40)}
    files["src/lib.rs"] = "".join(f"mod m{number};" for number in range(40))
    library = rust(files)
    with ThreadPoolExecutor(8) as pool:
        seen = list(pool.map(lambda _: (library.code.crates, library.code.resolver), range(16)))
        edges = list(pool.map(lambda number: library.code.edges(f"src/m{number}.rs"), range(1, 40)))
    assert len(set(map(id, (one for pair in seen for one in pair)))) == 2
    assert all(each[0].dependency.targets == ("src/m0.rs",) for each in edges)
