"""A remembered listing never differs from one that was made anew, whatever happened in between."""

from __future__ import annotations

import os
import random
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from hielements.source import known_listing, remembered_walk
from hielements.source.cache import NoCache
from hielements.source.disk import DiskWorkspace
from hielements.source.disk_cache import DiskCache

TELLS_CHANGES = remembered_walk.tells_changes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="listings are remembered on Linux alone")


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders count as being at rest at once, on every file system."""
    monkeypatch.setattr(remembered_walk, "AT_REST", 0)
    monkeypatch.setattr(remembered_walk, "tells_changes", lambda root: True)


class Tree:
    def __init__(self, folder: Path) -> None:
        self.root, self.cache = folder / "tree", folder / "cache"
        self.root.mkdir()

    def write(self, path: str, text: str = "") -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def look(self, remembering: bool = True, **options: Any) -> tuple[list[str], list[str], list[tuple[str, str]]]:
        cache = DiskCache(str(self.cache)) if remembering else NoCache()
        workspace = DiskWorkspace(str(self.root), cache=cache, **options)
        return list(workspace.files()), list(workspace.folders()), list(workspace.unreadable())

    def agrees(self, **options: Any) -> None:
        assert self.look(**options) == self.look(remembering=False, **options)


def test_an_unchanged_tree_is_not_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tree = Tree(tmp_path)
    for number in range(30):
        tree.write(f"a{number % 7}/b{number % 3}/c{number}.py")
    expected = tree.look()

    def list_folder(self: object, path: str) -> None:
        raise AssertionError(f"listed {path}")

    monkeypatch.setattr(DiskWorkspace, "list_folder", list_folder)
    assert tree.look() == expected


@pytest.mark.parametrize("seed", range(25))
def test_any_sequence_of_changes(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    tree = Tree(tmp_path)
    for number in range(60):
        tree.write(f"a{chance.randrange(4)}/b{chance.randrange(4)}/c{chance.randrange(3)}/d{number}.py")
    for _ in range(8):
        places = [tree.root, *(path for path in tree.root.rglob("*") if path.is_dir() and not path.is_symlink())]
        place = chance.choice(places)
        what = chance.randrange(9)
        if what == 0 and place != tree.root:
            shutil.rmtree(place)
        elif what == 1:
            tree.write(f"{place.relative_to(tree.root)}/new{chance.randrange(9)}/deep/e.py")
        elif what == 2:
            tree.write(f"{place.relative_to(tree.root)}/.gitignore", chance.choice(["d1*\n", "c0/\n", "\n"]))
        elif what == 3 and place != tree.root:
            place.rename(place.parent / f"moved{chance.randrange(99)}")
        elif what == 4:
            link = place / f"link{chance.randrange(9)}"
            if not link.is_symlink():
                link.symlink_to(chance.choice(places))
        elif what == 5:
            for file in sorted(place.glob("*.py"))[:2]:
                file.unlink()
        elif what == 6:
            (place / "was.py").mkdir(exist_ok=True)
        else:
            tree.write(f"{place.relative_to(tree.root)}/f{chance.randrange(99)}.txt")
        tree.agrees()


def test_what_is_ignored_follows_the_rules_of_today(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    for path in ("a/x.py", "a/y.txt", "b/x.py", "b/c/z.py"):
        tree.write(path)
    tree.agrees()
    tree.agrees(exclude=("b/",))
    tree.agrees()
    tree.write("a/.gitignore", "*.txt\n")
    tree.agrees()
    tree.write("a/.gitignore", "*.py\n")
    tree.agrees()
    tree.agrees(gitignore=False)
    (tree.root / ".git" / "info").mkdir(parents=True)
    tree.write(".git/info/exclude", "c/\n")
    tree.agrees()
    (tree.root / "a/.gitignore").unlink()
    tree.agrees()


def test_a_folder_that_was_not_at_rest_is_listed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remembered_walk, "AT_REST", 3600 * 10**9)
    tree = Tree(tmp_path)
    tree.write("a/x.py")
    tree.look()
    known = known_listing.load(DiskCache(str(tree.cache)), str(tree.root))
    assert known is not None
    assert set(known.stamps) == {0}
    tree.write("a/y.py")
    tree.agrees()


def test_links_that_change_their_meaning(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("a/x.py")
    tree.write("b/inner/y.py")
    (tree.root / "b" / "link.py").symlink_to("../a/x.py")
    tree.agrees()
    (tree.root / "a" / "x.py").unlink()
    tree.agrees()
    (tree.root / "a" / "x.py").mkdir()
    tree.agrees()


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser reads every folder")
def test_a_folder_that_becomes_unreadable(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("a/x.py")
    tree.look()
    (tree.root / "a").chmod(0)
    try:
        tree.agrees()
    finally:
        (tree.root / "a").chmod(0o700)


def test_damage_is_noticed(tmp_path: Path) -> None:
    tree = Tree(tmp_path)
    tree.write("a/x.py")
    tree.look()
    for file in tree.cache.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            file.write_bytes(content[:-3] + b"\0\0\0")
    tree.agrees()
    tree.agrees()


def test_only_some_file_systems_are_trusted() -> None:
    assert TELLS_CHANGES("/proc") is False
    assert TELLS_CHANGES("/nowhere/at/all") in (True, False)
