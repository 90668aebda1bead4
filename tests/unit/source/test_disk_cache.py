"""The cache gives back what was stored, or nothing; never anything else."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hielements.source.disk_cache import ABANDONED_AFTER, DiskCache, default_folder


def entry_files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "maintained")


def test_entries_come_back(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "deep" / "cache"))
    assert cache.get("tree", "abc123") is None
    cache.put("tree", "abc123", b"content")
    cache.put("tree", "empty", b"")
    assert cache.get("tree", "abc123") == b"content"
    assert cache.get("tree", "empty") == b""
    assert cache.get("facts", "abc123") is None
    assert DiskCache(str(tmp_path / "deep" / "cache")).get("tree", "abc123") == b"content"


@pytest.mark.parametrize(
    "key", ["", ".", "..", "../../etc/passwd", "/abs", "a/b", "k" * 5000, "ä", "\udcff", "a\0b", "CON"]
)
def test_no_key_leads_out_of_the_folder(tmp_path: Path, key: str) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    cache.put("kind", key, b"x")
    cache.put(key, "abc", b"y")
    assert cache.get("kind", key) == b"x"
    assert cache.get(key, "abc") == b"y"
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]


def test_everything_is_private_to_the_user(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        DiskCache(str(tmp_path / "cache")).put("tree", "abc", b"x")
    finally:
        os.umask(before)
    for path in [tmp_path / "cache", *(tmp_path / "cache").rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600), path


def test_a_folder_that_everybody_may_write_to_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    DiskCache(str(folder)).put("tree", "abc", b"planted")
    folder.chmod(0o777)
    cache = DiskCache(str(folder))
    assert cache.get("tree", "abc") is None
    cache.put("tree", "def", b"x")
    assert len(entry_files(folder)) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_damaged_entries_are_no_entries(tmp_path: Path, data: st.DataObject) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    cache.put("tree", "abc", b"the content of an entry")
    (path,) = entry_files(tmp_path / "cache")
    whole = path.read_bytes()
    damaged = data.draw(
        st.one_of(
            st.integers(0, len(whole) - 1).map(lambda end: whole[:end]),
            st.binary(max_size=60),
            st.tuples(st.integers(0, len(whole) - 1), st.integers(1, 255)).map(
                lambda change: whole[: change[0]] + bytes([whole[change[0]] ^ change[1]]) + whole[change[0] + 1 :]
            ),
            st.binary(min_size=1, max_size=5).map(lambda more: whole + more),
        )
    )
    path.write_bytes(damaged)
    assert cache.get("tree", "abc") is None
    cache.put("tree", "abc", b"new")
    assert cache.get("tree", "abc") == b"new"
    cache.put("tree", "abc", b"the content of an entry")


def test_an_entry_under_another_name_is_no_entry(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    cache.put("tree", "abc", b"x")
    (path,) = entry_files(tmp_path / "cache")
    path.rename(path.with_name("abd"))
    assert cache.get("tree", "abd") is None


def test_a_link_in_place_of_an_entry_is_not_followed(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    cache.put("tree", "abc", b"x")
    (path,) = entry_files(tmp_path / "cache")
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    assert cache.get("tree", "abc") is None


def test_trouble_is_silent(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    for folder in (f"{tmp_path}/file", f"{tmp_path}/file/below", "/proc/nothing/cache", f"{tmp_path}/{'n' * 5000}"):
        cache = DiskCache(folder)
        cache.put("tree", "abc", b"x")
        assert cache.get("tree", "abc") is None
        cache.maintain()
        cache.evict()
        assert cache.use().entries == 0
        assert cache.clear().entries == 0
    assert (tmp_path / "file").read_text(encoding="utf-8") == "x"


def test_the_size_is_bounded_oldest_first(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "cache"), max_bytes=10_000)
    for number in range(20):
        cache.put("tree", f"key{number:02}", b"x" * 1000)
    for path in entry_files(tmp_path / "cache"):
        age = 1000 - int(path.name[3:])
        os.utime(path, (time.time() - age, time.time() - age))
    cache.evict()
    assert cache.use().bytes <= 7_500
    assert cache.get("tree", "key19") is not None
    assert cache.get("tree", "key00") is None


def test_what_killed_runs_left_is_removed(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "cache"))
    cache.put("tree", "abc", b"x")
    (entry,) = entry_files(tmp_path / "cache")
    old, new = entry.with_name(".tmp-1-a"), entry.with_name(".tmp-2-b")
    old.touch()
    new.touch()
    os.utime(old, (time.time() - ABANDONED_AFTER - 10,) * 2)
    cache.evict()
    assert not old.exists()
    assert new.exists()
    assert cache.use().entries == 1


def test_maintenance_looks_once_a_day_and_only_after_storing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[int] = []
    monkeypatch.setattr(DiskCache, "evict", lambda self: looks.append(1))
    folder = str(tmp_path / "cache")
    DiskCache(folder).maintain()
    assert looks == []
    for _ in range(3):
        cache = DiskCache(folder)
        cache.put("tree", "abc", b"x")
        cache.maintain()
    assert looks == [1]
    os.utime(tmp_path / "cache" / "maintained", (time.time() - 100_000,) * 2)
    cache.maintain()
    assert looks == [1, 1]


def test_clearing_removes_entries_and_nothing_else(tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path))
    cache.put("tree", "abc", b"x")
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    (tmp_path / "photos" / "2024").mkdir(parents=True)
    (tmp_path / "photos" / "2024" / "cat.jpg").touch()
    (tmp_path / "photos" / "ab").mkdir()
    (tmp_path / "photos" / "ab" / "other.jpg").touch()
    assert cache.clear().entries == 1
    assert cache.get("tree", "abc") is None
    assert (tmp_path / "thesis.txt").exists()
    assert (tmp_path / "photos" / "2024" / "cat.jpg").exists()
    assert (tmp_path / "photos" / "ab" / "other.jpg").exists()


def test_runs_side_by_side_see_whole_entries(tmp_path: Path) -> None:
    program = (
        "import sys; from hielements.source.disk_cache import DiskCache\n"
        "cache = DiskCache(sys.argv[1])\n"
        "for turn in range(150):\n"
        "    for key in 'abcd':\n"
        "        found = cache.get('tree', key)\n"
        "        assert found is None or found == key.encode() * 20000, len(found)\n"
        "        cache.put('tree', key, key.encode() * 20000)\n"
        "    if turn % 50 == 49: cache.clear()\n"
    )
    runs = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path / "cache")]) for _ in range(3)]
    assert [run.wait(60) for run in runs] == [0, 0, 0]
    assert all(not path.name.startswith(".tmp-") for path in entry_files(tmp_path / "cache"))


def test_the_default_folder_follows_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("HIELEMENTS_CACHE_DIR", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert default_folder() == f"{tmp_path}/.cache/hielements"
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_folder() == f"{tmp_path}/.cache/hielements"
    monkeypatch.setenv("XDG_CACHE_HOME", f"{tmp_path}/xdg")
    assert default_folder() == f"{tmp_path}/xdg/hielements"
    monkeypatch.setattr(sys, "platform", "darwin")
    assert default_folder() == f"{tmp_path}/Library/Caches/hielements"
    monkeypatch.setenv("HIELEMENTS_CACHE_DIR", f"{tmp_path}/own")
    assert default_folder() == f"{tmp_path}/own"
