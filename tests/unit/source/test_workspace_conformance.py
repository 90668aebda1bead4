"""What every workspace promises, asked of the one on disk and the one in memory with the same files."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from hielements.source.disk import DiskWorkspace
from hielements.source.memory import MemoryWorkspace
from hielements.source.tree_workspace import TreeWorkspace

Make = Callable[..., TreeWorkspace]


@pytest.fixture(params=["disk", "memory"])
def make(request: pytest.FixtureRequest, tmp_path: Any) -> Make:
    """Makes a workspace with the given files. On disk it lies in a folder whose name rules often ignore."""

    def on_disk(files: Mapping[str, str | bytes], **options: Any) -> TreeWorkspace:
        root = tmp_path / "build" / "dist"
        root.mkdir(parents=True, exist_ok=True)
        for path, content in files.items():
            full = os.path.join(root, path)
            if path.endswith("/"):
                os.makedirs(full, exist_ok=True)
                continue
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
        return DiskWorkspace(str(root), **options)

    return on_disk if request.param == "disk" else MemoryWorkspace


FILES: dict[str, str | bytes] = {
    "README.md": "hello",
    "src/main.py": "print()\n",
    "src/app/db.py": b"\xff\x00",
    "src/app/.hidden": "",
    "src/app-data/x": "",
    "src/apps/y": "",
    "empty/": "",
    "odd/a b": "1",
    "odd/new\nline": "2",
    "odd/-rf": "3",
    "odd/\udcff": "4",
    "odd/ä": "5",
    "odd/" + "n" * 250: "6",
}


def test_kinds(make: Make) -> None:
    workspace = make(FILES)
    assert workspace.kind("") == "folder"
    assert workspace.kind("src") == "folder"
    assert workspace.kind("empty") == "folder"
    assert workspace.kind("src/main.py") == "file"
    assert workspace.kind("src/app/.hidden") == "file"
    for odd in FILES:
        if odd.startswith("odd/"):
            assert workspace.kind(odd) == "file", odd
    assert workspace.kind("nothing") is None
    assert workspace.kind("src/main.py/x") is None
    assert workspace.kind("nothing/at/all") is None


@pytest.mark.parametrize(
    "path", ["..", "../build", "/", "/etc/passwd", "src/../src", "./src", "src/", "src//app", "a\0b", "."]
)
def test_paths_that_are_not_written_properly_are_nothing(make: Make, path: str) -> None:
    workspace = make(FILES)
    assert workspace.kind(path) is None
    assert workspace.ignored(path) is None
    with pytest.raises(OSError):
        workspace.read(path)
    with pytest.raises(OSError):
        workspace.size(path)


def test_case_counts(make: Make) -> None:
    workspace = make(FILES)
    assert workspace.kind("SRC") is None
    assert workspace.kind("src/Main.py") is None
    assert workspace.kind("readme.md") is None


def test_files_and_folders_are_sorted_and_complete(make: Make) -> None:
    workspace = make(FILES)
    files = [path for path in FILES if not path.endswith("/")]
    assert list(workspace.files()) == sorted(files)
    assert list(workspace.folders()) == ["empty", "odd", "src", "src/app", "src/app-data", "src/apps"]
    assert list(workspace.files("src")) == [
        "src/app-data/x",
        "src/app/.hidden",
        "src/app/db.py",
        "src/apps/y",
        "src/main.py",
    ]
    assert list(workspace.files("src/app")) == ["src/app/.hidden", "src/app/db.py"]
    assert list(workspace.folders("src")) == ["src/app", "src/app-data", "src/apps"]
    assert list(workspace.files("nothing")) == []
    assert list(workspace.files("src/main.py")) == []
    assert list(workspace.files("empty")) == []


def test_a_window_into_the_files_is_a_sequence(make: Make) -> None:
    files = make(FILES).files("src/app")
    assert bool(files)
    assert len(files) == 2
    assert files[0] == "src/app/.hidden"
    assert files[-1] == "src/app/db.py"
    assert files[0:1] == ["src/app/.hidden"]
    assert "src/app/db.py" in files
    assert "src/apps/y" not in files
    assert "README.md" not in files
    assert files == ["src/app/.hidden", "src/app/db.py"]
    assert files != ["src/app/.hidden"]
    assert hash(files) == hash(("src/app/.hidden", "src/app/db.py"))
    with pytest.raises(IndexError):
        files[2]


def test_emptiness(make: Make) -> None:
    workspace = make({"a/b/c": "", "d/e/": "", ".gitignore": "f/g\n", "f/g": ""})
    assert workspace.files("a")
    assert not workspace.files("d")
    assert not workspace.files("f")
    assert not workspace.files("x")
    assert workspace.folders("d")
    assert not workspace.folders("d/e")


def test_contents(make: Make) -> None:
    workspace = make(FILES)
    assert workspace.read("src/app/db.py") == b"\xff\x00"
    assert workspace.size("README.md") == 5
    assert workspace.read("odd/new\nline") == b"2"
    for path in ("src", "nothing", "empty"):
        with pytest.raises(OSError):
            workspace.read(path)


def test_ignored_files_are_no_part_and_say_why(make: Make) -> None:
    workspace = make(
        {
            ".gitignore": "# made by hand\n*.log\ndist/\n!keep.log\n",
            "a.log": "",
            "keep.log": "",
            "dist/deep/x.js": "",
            "src/.gitignore": "/local\n!b.log\n",
            "src/b.log": "",
            "src/local": "",
            "src/sub/local": "",
        }
    )
    assert list(workspace.files()) == [".gitignore", "keep.log", "src/.gitignore", "src/b.log", "src/sub/local"]
    assert list(workspace.folders()) == ["src", "src/sub"]
    assert workspace.kind("dist") is None
    assert workspace.kind("dist/deep/x.js") is None
    assert workspace.ignored("a.log") == ".gitignore, line 2: *.log"
    assert workspace.ignored("dist") == ".gitignore, line 3: dist/"
    assert workspace.ignored("dist/deep/x.js") == ".gitignore, line 3: dist/"
    assert workspace.ignored("src/local") == "src/.gitignore, line 1: /local"
    assert workspace.ignored("keep.log") is None
    assert workspace.ignored("nothing") is None
    with pytest.raises(PermissionError, match=r"\.gitignore, line 2"):
        workspace.read("a.log")


def test_gitignore_can_be_left_aside(make: Make) -> None:
    workspace = make({".gitignore": "a\n", "a": "", ".git/config": ""}, gitignore=False)
    assert list(workspace.files()) == [".gitignore", "a"]


def test_excludes_decide_before_all_other_rules(make: Make) -> None:
    files: dict[str, str | bytes] = {
        ".gitignore": "dist/\n",
        "dist/x": "",
        "vendor/y": "",
        "src/vendor/z": "",
        "a.min.js": "",
    }
    assert list(make(files, exclude=("/vendor/", "*.min.js")).files()) == [".gitignore", "src/vendor/z"]
    workspace = make(files, exclude=("!dist/", "vendor"))
    assert list(workspace.files()) == [".gitignore", "a.min.js", "dist/x"]
    assert workspace.ignored("vendor/y") == "[files] exclude: vendor"


def test_version_control_is_no_part(make: Make) -> None:
    workspace = make(
        {".git/HEAD": "", ".hg/x": "", "sub/.git": "gitdir: elsewhere", "sub/.svn/y": "", ".github/ci.yml": ""}
    )
    assert list(workspace.files()) == [".github/ci.yml"]
    assert workspace.kind(".git") is None
    assert workspace.ignored(".git/HEAD") == "it belongs to version control"
    assert workspace.ignored("sub/.git") == "it belongs to version control"


def test_names_for_suggestions(make: Make) -> None:
    workspace = make(FILES)
    assert workspace.names_in("src") == ["app", "app-data", "apps", "main.py"]
    assert list(workspace.names_in("nothing")) == []


def test_nothing_is_unknown_where_all_can_be_read(make: Make) -> None:
    workspace = make(FILES)
    assert list(workspace.unreadable()) == []
    assert workspace.why_unknown("src/nothing/x") is None


def test_single_paths_list_only_the_folders_above_them(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    workspace = make(FILES)
    listed: list[str] = []
    original = type(workspace).list_folder

    def counting(self: TreeWorkspace, path: str) -> Any:
        listed.append(path)
        return original(self, path)

    monkeypatch.setattr(type(workspace), "list_folder", counting)
    assert workspace.kind("src/app/db.py") == "file"
    assert workspace.ignored("src/app/db.py") is None
    assert workspace.read("src/main.py")
    assert workspace.files("src")
    assert listed == ["", "src", "src/app"]
    assert len(workspace.files("src")) == 5
    assert sorted(listed) == ["", "empty", "odd", "src", "src/app", "src/app-data", "src/apps"]
    list(workspace.folders())
    assert workspace.kind("empty/x") is None
    assert len(listed) == 7, "no folder is listed twice"


def test_deep_paths(make: Make) -> None:
    path = "/".join(["d"] * 900) + "/f"
    workspace = make({path: "x"})
    assert workspace.kind(path) == "file"
    assert list(workspace.files()) == [path]
    assert workspace.kind("/".join(["d"] * 3000)) is None
    assert workspace.ignored("/".join(["q"] * 3000)) is None


def test_many_threads_get_the_same_answers(make: Make) -> None:
    from concurrent.futures import ThreadPoolExecutor

    workspace = make({f"p{number % 20}/f{number}": "" for number in range(400)})
    with ThreadPoolExecutor(8) as pool:
        answers = list(
            pool.map(lambda number: (len(workspace.files()), workspace.kind(f"p{number % 20}/f{number}")), range(400))
        )
    assert set(answers) == {(400, "file")}


def test_memory_refuses_impossible_trees() -> None:
    for files in ({"/a": ""}, {"a/../b": ""}, {"a": "", "a/b": ""}, {"a/b": "", "a": ""}):
        with pytest.raises(ValueError):
            MemoryWorkspace(files)
