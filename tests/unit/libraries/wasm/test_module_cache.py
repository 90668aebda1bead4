"""Compiled modules between runs: nothing is loaded that this user did not write."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
import wasmtime

from guests.building import built
from hielements.libraries.wasm import module_cache
from hielements.libraries.wasm.engine import engine
from hielements.source.disk_cache import DiskCache

MODULE = built("")


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state/hielements/module-cache.key"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The modules that were compiled."""
    compiled: list[bytes] = []
    original = wasmtime.Module.__init__

    def counting(self: wasmtime.Module, one: wasmtime.Engine, content: bytes) -> None:
        compiled.append(content)
        original(self, one, content)

    monkeypatch.setattr(wasmtime.Module, "__init__", counting)
    return compiled


def load(cache: DiskCache) -> wasmtime.Module:
    return module_cache.compiled(engine(), MODULE, cache)


def entry(tmp_path: Path) -> Path:
    (found,) = [path for path in (tmp_path / "cache/wasm").rglob("*") if path.is_file()]
    return found


def test_a_module_is_compiled_once(tmp_path: Path, compilations: list[bytes]) -> None:
    for _ in range(3):
        assert {export.name for export in load(DiskCache(str(tmp_path / "cache"))).exports} >= {"memory", "alloc"}
    assert compilations == [MODULE]
    use = DiskCache(str(tmp_path / "cache")).use()
    assert use.entries == 1
    assert stat.S_IMODE(entry(tmp_path).stat().st_mode) == 0o600


def test_the_key_is_private(tmp_path: Path, state: Path) -> None:
    load(DiskCache(str(tmp_path / "cache")))
    assert stat.S_IMODE(state.stat().st_mode) == 0o600
    assert len(state.read_bytes()) == 32
    assert os.listdir(state.parent) == [state.name], "nothing is left of making it"


def replace(tmp_path: Path, content: bytes) -> None:
    """Writes an entry whose checksum is right, as somebody who knows the format would."""
    name = module_cache.entry_name(engine(), MODULE)
    DiskCache(str(tmp_path / "cache")).put(module_cache.KIND, name, content)


@pytest.mark.parametrize("damage", ["tampered", "truncated", "empty", "foreign key", "other module", "no tag"])
def test_a_damaged_entry_is_compiled_anew_and_never_loaded(
    tmp_path: Path, compilations: list[bytes], monkeypatch: pytest.MonkeyPatch, state: Path, damage: str
) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    load(cache)
    content = cache.get(module_cache.KIND, module_cache.entry_name(engine(), MODULE))
    assert content is not None
    middle = len(content) // 2
    damaged = {
        "tampered": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "truncated": content[:-100],
        "empty": b"",
        "foreign key": content,
        "other module": content,
        "no tag": content[32:],
    }[damage]
    if damage == "foreign key":
        state.write_bytes(bytes(32))
    if damage == "other module":
        other = built("(global i32 (i32.const 1))")
        module_cache.compiled(engine(), other, cache)
        foreign = cache.get(module_cache.KIND, module_cache.entry_name(engine(), other))
        assert foreign is not None
        damaged = foreign
    replace(tmp_path, damaged)
    compilations.clear()
    loaded: list[bytes] = []
    monkeypatch.setattr(wasmtime.Module, "deserialize", lambda one, native: loaded.append(native))
    assert load(cache) is not None
    assert compilations == [MODULE]
    assert loaded == []


def test_what_wasmtime_refuses_is_compiled_anew(tmp_path: Path, compilations: list[bytes], state: Path) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    load(cache)
    key, name = module_cache.user_key(), module_cache.entry_name(engine(), MODULE)
    assert key is not None
    replace(tmp_path, module_cache._tag(key, name, b"no module") + b"no module")
    compilations.clear()
    load(cache)
    load(cache)
    assert compilations == [MODULE], "and the entry is replaced"


def test_engines_that_count_have_entries_of_their_own() -> None:
    assert module_cache.entry_name(engine(), MODULE) != module_cache.entry_name(engine(True), MODULE)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="other systems have other permissions")
@pytest.mark.parametrize("flaw", ["readable by others", "too short", "a folder", "a link"])
def test_a_key_that_others_may_know_is_not_used(
    tmp_path: Path, compilations: list[bytes], state: Path, flaw: str
) -> None:
    state.parent.mkdir(parents=True)
    if flaw == "a folder":
        state.mkdir()
    elif flaw == "a link":
        (tmp_path / "elsewhere").write_bytes(bytes(32))
        (tmp_path / "elsewhere").chmod(0o600)
        state.symlink_to(tmp_path / "elsewhere")
    else:
        state.write_bytes(bytes(32 if flaw == "readable by others" else 5))
        state.chmod(0o644 if flaw == "readable by others" else 0o600)
    for _ in range(2):
        load(DiskCache(str(tmp_path / "cache")))
    assert compilations == [MODULE, MODULE]
    assert not (tmp_path / "cache").exists(), "nothing is cached that cannot be authenticated"


def test_where_there_is_no_place_for_a_key_nothing_is_cached(
    tmp_path: Path, compilations: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "file"))
    load(DiskCache(str(tmp_path / "cache")))
    assert compilations == [MODULE]
    assert not (tmp_path / "cache").exists()
