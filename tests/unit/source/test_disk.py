"""What only a disk has: links, devices, folders that cannot be listed, repositories around the workspace."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from hielements.source.disk import DiskWorkspace


def write(root: Path, *paths: str, content: str = "") -> None:
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "project"
    folder.mkdir()
    return folder


def test_links_to_files_inside_are_files(root: Path) -> None:
    write(root, "real/a.txt", content="text")
    (root / "link.txt").symlink_to("real/a.txt")
    (root / "absolute.txt").symlink_to(root / "real" / "a.txt")
    workspace = DiskWorkspace(str(root))
    assert list(workspace.files()) == ["absolute.txt", "link.txt", "real/a.txt"]
    assert workspace.read("link.txt") == b"text"
    assert workspace.size("link.txt") == 4


def test_links_that_lead_out_are_not_read_and_say_so(root: Path, tmp_path: Path) -> None:
    write(tmp_path, "secret/password", content="hunter2")
    write(tmp_path, "project-two/x")
    (root / "file").symlink_to(tmp_path / "secret" / "password")
    (root / "folder").symlink_to("../secret")
    (root / "neighbour").symlink_to("../project-two")
    (root / "sub").mkdir()
    (root / "sub" / "hop").symlink_to("../file")
    workspace = DiskWorkspace(str(root))
    assert list(workspace.files()) == []
    for path in ("file", "folder", "neighbour", "sub/hop"):
        assert workspace.kind(path) is None
        assert "leads out of the workspace" in (workspace.ignored(path) or "")
        with pytest.raises(PermissionError, match="leads out of the workspace"):
            workspace.read(path)
    assert workspace.kind("folder/password") is None
    with pytest.raises(PermissionError):
        workspace.read("folder/password")


def test_links_to_folders_are_followed_without_loops(root: Path) -> None:
    write(root, "real/deep/a.txt")
    (root / "linked").symlink_to("real")
    (root / "real" / "up").symlink_to("..")
    (root / "real" / "deep" / "self").symlink_to(".")
    (root / "one").mkdir()
    (root / "two").mkdir()
    (root / "one" / "to-two").symlink_to("../two")
    (root / "two" / "to-one").symlink_to("../one")
    workspace = DiskWorkspace(str(root))
    assert list(workspace.files()) == ["linked/deep/a.txt", "real/deep/a.txt"]
    assert workspace.kind("linked/deep") == "folder"
    assert workspace.ignored("real/up") == "it is a symbolic link that leads back to a folder it lies in"
    assert list(workspace.unreadable()) == []


def test_folders_that_link_to_each_other_do_not_explode(root: Path) -> None:
    names = [f"d{number}" for number in range(9)]
    for name in names:
        (root / name).mkdir()
        for other in names:
            if other != name:
                (root / name / f"to-{other}").symlink_to(f"../{other}")
    workspace = DiskWorkspace(str(root))
    assert len(workspace.folders()) == 9 + 9 * 8 + 9 * 8 * 7
    reasons = {reason for _, reason in workspace.unreadable()}
    assert reasons == {"it lies behind more than 2 symbolic links to folders"}


def test_broken_and_circular_links_are_nothing(root: Path) -> None:
    (root / "broken").symlink_to("nothing")
    (root / "circle").symlink_to("circle")
    workspace = DiskWorkspace(str(root))
    assert list(workspace.files()) == []
    assert workspace.ignored("broken") == "it is a symbolic link that points nowhere"
    assert "symbolic link" in (workspace.ignored("circle") or "")


def test_fifos_sockets_and_devices_are_never_opened(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(root / "pipe")
    # The path of a socket is limited to about 100 characters, so it is bound from inside the folder.
    monkeypatch.chdir(root)
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("socket")
        (root / "null").symlink_to("/dev/null")
        (root / "to-pipe").symlink_to("pipe")
        workspace = DiskWorkspace(str(root))
        assert list(workspace.files()) == []
        assert workspace.ignored("pipe") == "it is a FIFO, not a file"
        assert workspace.ignored("socket") == "it is a socket, not a file"
        assert workspace.ignored("to-pipe") == "it is a symbolic link to something that is not a file"
        for path in ("pipe", "socket", "null", "to-pipe"):
            with pytest.raises(OSError):
                workspace.read(path)


def test_a_file_that_became_a_fifo_does_not_hang(root: Path) -> None:
    write(root, "a")
    workspace = DiskWorkspace(str(root))
    assert workspace.kind("a") == "file"
    (root / "a").unlink()
    os.mkfifo(root / "a")
    with pytest.raises(OSError, match="not a regular file"):
        workspace.read("a")


def test_folders_that_cannot_be_listed_are_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, "open/a", "closed/b", "closed/deep/c")
    original = os.scandir

    def guarded(path: Any) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return original(path)

    monkeypatch.setattr(os, "scandir", guarded)
    workspace = DiskWorkspace(str(root))
    assert workspace.kind("closed") == "folder"
    assert workspace.kind("closed/b") is None
    assert workspace.why_unknown("closed/b") == ("closed", "Permission denied")
    assert workspace.why_unknown("closed/deep/c") == ("closed", "Permission denied")
    assert workspace.why_unknown("open/b") is None
    assert list(workspace.files()) == ["open/a"]
    assert list(workspace.unreadable()) == [("closed", "Permission denied")]


@pytest.mark.skipif(os.geteuid() == 0, reason="nothing is closed to root")
def test_folders_closed_by_their_mode_are_reported(root: Path) -> None:
    write(root, "closed/b")
    (root / "closed").chmod(0)
    try:
        assert [path for path, _ in DiskWorkspace(str(root)).unreadable()] == ["closed"]
    finally:
        (root / "closed").chmod(0o700)


def test_a_root_that_does_not_exist_is_unknown_not_empty(tmp_path: Path) -> None:
    workspace = DiskWorkspace(str(tmp_path / "nothing"))
    assert list(workspace.files()) == []
    assert [path for path, _ in workspace.unreadable()] == [""]
    assert workspace.why_unknown("a/b") is not None


def test_rules_files_that_cannot_be_used_are_reported(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(root, ".gitignore", content="x\n" * 100)
    write(root, "x")
    monkeypatch.setattr("hielements.source.tree_workspace.MAX_RULES_SIZE", 10)
    workspace = DiskWorkspace(str(root))
    assert workspace.kind("x") == "file"
    assert [path for path, _ in workspace.unreadable()] == [".gitignore"]


def test_rules_of_the_repository_around_the_workspace_count(tmp_path: Path) -> None:
    write(tmp_path, ".git/info/exclude", content="*.secret\n")
    write(tmp_path, ".gitignore", content="__pycache__/\n/services/shop/local\n*.tmp\n")
    write(tmp_path, "services/.gitignore", content="!keep.tmp\n")
    shop = tmp_path / "services" / "shop"
    write(shop, "a.py", "__pycache__/a.pyc", "local", "sub/local", "b.secret", "x.tmp", "keep.tmp")
    workspace = DiskWorkspace(str(shop))
    assert list(workspace.files()) == ["a.py", "keep.tmp", "sub/local"]
    assert workspace.ignored("local") == "../../.gitignore, line 2: /services/shop/local"
    assert workspace.ignored("b.secret") == "../../.git/info/exclude, line 1: *.secret"


@pytest.mark.parametrize("rule", ["build/", "build", "/build/*", "/build/**", "out/"])
def test_a_workspace_that_the_repository_ignores_is_checked_as_if_alone(tmp_path: Path, rule: str) -> None:
    write(tmp_path, ".git/HEAD")
    write(tmp_path, ".gitignore", content=f"{rule}\n")
    inner = tmp_path / "build" / "out"
    write(inner, "a.py")
    assert list(DiskWorkspace(str(inner)).files()) == ["a.py"]


def test_worktrees_find_their_repository(tmp_path: Path) -> None:
    write(tmp_path, "main/.git/info/exclude", content="*.log\n")
    write(tmp_path, "main/.git/worktrees/w/commondir", content="../..\n")
    write(tmp_path, "tree/.git", content=f"gitdir: {tmp_path}/main/.git/worktrees/w\n")
    write(tmp_path, "tree/a.log", "tree/a.py")
    assert list(DiskWorkspace(str(tmp_path / "tree")).files()) == ["a.py"]


def test_paths_longer_than_the_system_allows_are_not_found(root: Path) -> None:
    workspace = DiskWorkspace(str(root))
    assert workspace.kind("x" * 10_000) is None
    assert workspace.kind("x/" * 5_000 + "y") is None
