"""Hostile WebAssembly plugins: each ends in an undecided check that says why, and nothing else of the run suffers."""

from __future__ import annotations

from pathlib import Path

import pytest

from guests.building import Guest, built, guests
from guests.running import configure, make_project, run, tried, undecided

FIXTURES = guests(Path(__file__).parent / "wasm")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.stem)
def test_a_hostile_plugin_leaves_its_own_check_undecided(project: Path, path: Path) -> None:
    guest = Guest(path)
    configure(project, guest.module, guest.permissions, guest.limits)
    before = sorted(file.relative_to(project.parent) for file in project.parent.rglob("*"))
    message = undecided(run(project))
    assert message.startswith("the plugin `tried` ")
    assert guest.says
    for part in guest.says:
        assert part in message
    assert sorted(file.relative_to(project.parent) for file in project.parent.rglob("*")) == before


FILES = {
    "a component": (b"\0asm\x0d\0\x01\0", "is a WebAssembly component, and plugins are core modules"),
    "truncated": (built("")[:-20], "is truncated or damaged"),
    "truncated header": (built("")[:6], "is truncated: it ends within its header"),
    "text": (b"import shop\n", "is not a WebAssembly module: it begins with b'impo'"),
    "text of a module": (b"(module)", "is WebAssembly text and not a module"),
    "a program": (b"\x7fELF\x02\x01\x01\0", "is not a WebAssembly module: it begins with b'\\x7fELF'"),
    "empty": (b"", "is an empty file"),
    "another version": (b"\0asm\x02\0\0\0", "has the unknown WebAssembly version 2"),
    "junk": (b"\0asm\x01\0\0\0" + b"\x63\x02ab" * 9, "is not a valid WebAssembly module"),
}


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_plugin_is_named_for_what_it_is(project: Path, name: str) -> None:
    content, says = FILES[name]
    configure(project, content)
    message = undecided(run(project))
    assert message.startswith("the plugin `tried` ")
    assert says in message


def test_a_cache_entry_that_was_tampered_with_is_not_run(project: Path) -> None:
    """What another user could write: an entry with the right name and checksum, which holds another module."""
    from hielements.libraries.wasm.engine import engine
    from hielements.libraries.wasm.module_cache import KIND, entry_name
    from hielements.source.disk_cache import DiskCache, default_folder

    configure(project, built('(func (export "library_check") (param i32 i32) (result i64) (unreachable))'))
    assert "unreachable" in undecided(run(project))
    folder = default_folder()
    assert folder is not None
    cache, content = DiskCache(folder), (project / "tried.wasm").read_bytes()
    entry = cache.get(KIND, entry_name(engine(), content))
    assert entry is not None
    honest = cache.get(KIND, entry_name(engine(), (project / "honest.wasm").read_bytes()))
    assert honest is not None
    for tampered in (honest, entry[:-64], entry[:200] + bytes(200) + entry[400:], b"\x90" * 10_000):
        cache.put(KIND, entry_name(engine(), content), tampered)
        assert "unreachable" in undecided(run(project)), "the module itself is compiled again"


def test_a_plugin_that_is_replaced_while_it_runs_answers_as_it_was(project: Path) -> None:
    """The module asks the host, and at that moment its file is replaced: a run has one plugin, not two."""
    text = """
      (data (i32.const 400) "{\\22Fail\\22:\\22{}\\22}")
      (func (export "library_check") (param i32 i32) (result i64) (call $answer (i32.const 400) (i32.const {})))
    """
    old = built(text.replace("{}", "old", 1).replace("{}", "14"))
    new = built(text.replace("{}", "new", 1).replace("{}", "14"))
    configure(project, old)
    spec = project / "spec.hie"
    spec.write_text(spec.read_text() + "element last {\n    check tried.holds()\n}\n")

    from hielements.app.checking import check
    from hielements.app.requests import CheckRequest

    seen: list[str] = []

    def replace(done: int, total: int, planned: object) -> None:
        seen.append(f"{done} of {total}")
        if done == total - 1:
            (project / "tried.wasm").write_bytes(new)

    request = CheckRequest(specs=(str(spec),), workspace=str(project), progress=replace)
    first = check(request)
    assert [result.message for result in first.results if result.status == "fail"] == ["old", "old"]
    assert seen[-1] == "4 of 5"
    second = check(request)
    assert [result.message for result in second.results if result.status == "fail"] == ["new", "new"]


def test_many_hostile_requests_at_once_leave_the_others_intact(project: Path) -> None:
    guest = Guest(Path(__file__).parent / "wasm/unreachable.wat")
    configure(project, guest.module)
    elements = "".join(
        f"element more{number} {{\n    check tried.holds()\n    check honest.holds()\n}}\n" for number in range(30)
    )
    (project / "spec.hie").write_text("import honest\nimport tried\n" + elements)
    report = run(project, jobs=4)
    assert [result.status for result in report.results] == ["error", "pass"] * 30


def test_the_fixtures_are_many() -> None:
    assert len(FIXTURES) + len(FILES) >= 60


def test_an_honest_plugin_passes(project: Path) -> None:
    configure(project, built(""))
    report = run(project)
    assert report.exit_code == 0
    assert tried(report).status == "pass"
