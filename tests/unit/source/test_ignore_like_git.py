"""Ignore rules, compared with git itself on random rules over a fixed tree.

git runs without the machine's and the user's configuration. The tree holds the awkward cases: nested folders of the
same name, hidden files, spaces, brackets, backslashes, names that are no ASCII or no UTF-8, names that differ in case.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hielements.source.disk import DiskWorkspace
from hielements.source.memory import MemoryWorkspace

git = shutil.which("git")
pytestmark = pytest.mark.skipif(git is None, reason="git is not installed")

TREE = [
    b"a", b"b.c", b"foo", b"Foo", b"foobar", b"x.log", b".hidden", b"a b", b"end ", b"#hash", b"!bang", b"[x]",
    b"back\\slash",
    b"\xc3\xa4", b"\xff\xfe", b"new\nline", b"-dash", b"star*",
    b"build/a", b"build/foo", b"build/build/x.log", b"src/a", b"src/foo/bar", b"src/foo/a/bar", b"src/foo/a/b/bar",
    b"src/foobar/bar", b"src/build/out.js", b"src/.hidden/x", b"docs/foo", b"docs/a/foo", b"docs/a/x.log",
    b"docs/a/b/c/d",
    b"dist/x/y", b"sub/deep/keep.log", b"sub/deep/x.log", b"sub/a", b"\xc3\xb6/a", b"a.b/c.d/e.f",
]  # fmt: skip

FOLDERS_WITH_RULES = ["", "src", "sub/deep", "docs/a"]


class Tree:
    """A real folder with the files of TREE, whose `.gitignore` files change from example to example."""

    def __init__(self, root: str) -> None:
        self.root = root
        # The project's own folder name must decide nothing, so it is one that rules often name.
        self.environment = {
            **{key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "HOME": os.path.dirname(root),
            "XDG_CONFIG_HOME": os.path.dirname(root),
        }
        base = os.fsencode(root)
        for path in TREE:
            full = os.path.join(base, path)
            os.makedirs(os.path.dirname(full), exist_ok=True)
            with open(full, "wb"):
                pass
        self.git("init", "-q")

    def git(self, *arguments: str) -> bytes:
        assert git is not None
        done = subprocess.run(
            [git, *arguments], cwd=self.root, env=self.environment, check=True, capture_output=True, timeout=60
        )
        return done.stdout

    def write(self, rules: dict[str, bytes]) -> None:
        for folder in FOLDERS_WITH_RULES:
            path = os.path.join(self.root, folder, ".gitignore")
            if folder in rules:
                with open(path, "wb") as file:
                    file.write(rules[folder])
            elif os.path.exists(path):
                os.unlink(path)

    def kept_by_git(self) -> list[str]:
        listed = self.git("ls-files", "--others", "--exclude-standard", "-z")
        return sorted(os.fsdecode(path) for path in listed.split(b"\0") if path)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tree]:
    root = tmp_path_factory.mktemp("work") / "build"
    root.mkdir()
    yield Tree(str(root))


NAMES = [
    "a",
    "b",
    "foo",
    "bar",
    "build",
    "src",
    "docs",
    "x.log",
    ".hidden",
    "sub",
    "deep",
    "Foo",
    "ä",
    "a b",
    "dist",
    "c.d",
]
PIECES = st.sampled_from(
    [*NAMES, *NAMES, "*", "*", "**", "***", "?", "/", "/", "/", "/**/", "/**", "**/", "[a-c]", "[!a]", "[^f]",
     "[]a]",
     "[[:alpha:]]", "[[:nope:]]", "[a", "[a-", "[b-]", "\\", "\\*", "\\ ", " ", "*.log", "f*o", "!", "#", "{a,b}",
     ".", "..", "[x]",
     "\\[x]", "[\\]]", "[/]", "\t", "\r"]
)  # fmt: skip
LINES = st.lists(PIECES, min_size=1, max_size=6).map("".join)
FILES = st.tuples(
    st.lists(st.tuples(st.sampled_from(["", "", "", "!", "/"]), LINES).map("".join), min_size=1, max_size=6),
    st.sampled_from(["\n", "\n", "\r\n"]),
    st.booleans(),
).map(lambda parts: (parts[1].join(parts[0]) + ("\n" if parts[2] else "")).encode())
RULES = st.dictionaries(st.sampled_from(["", "", *FOLDERS_WITH_RULES]), FILES, min_size=1, max_size=3)


@settings(
    max_examples=int(os.environ.get("HIELEMENTS_GIT_EXAMPLES", "150")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(rules=RULES)
@example(rules={"": b"foo/\n!foo/a\n"})
@example(rules={"": b"/*\n!/src\n/src/*\n!/src/foo\n"})
@example(rules={"": b"foo**/bar\n"})
@example(rules={"": b"/docs**\n"})
@example(rules={"": b"src/**/bar\n"})
@example(rules={"": b"\xef\xbb\xbfa\n"})
@example(rules={"": b"end \\ \nend\\ \n"})
@example(rules={"": b"\xff*\n"})
@example(rules={"": b"?\n"})
@example(rules={"": b"*.log\n", "sub/deep": b"!keep.log\n"})
@example(rules={"": b"**/\n!src/\n"})
def test_rules_keep_what_git_keeps(tree: Tree, rules: dict[str, bytes]) -> None:
    tree.write(rules)
    expected = tree.kept_by_git()
    assert list(DiskWorkspace(tree.root).files()) == expected
    contents: dict[str, str | bytes] = {os.fsdecode(path): b"" for path in TREE}
    contents.update({f"{folder}/.gitignore".lstrip("/"): text for folder, text in rules.items()})
    assert list(MemoryWorkspace(contents).files()) == expected


def test_info_exclude_counts_and_global_rules_do_not(tree: Tree) -> None:
    tree.write({})
    exclude = os.path.join(tree.root, ".git", "info", "exclude")
    with open(exclude, encoding="utf-8") as file:
        before = file.read()
    try:
        with open(exclude, "w", encoding="utf-8") as file:
            file.write("*.log\n")
        workspace = DiskWorkspace(tree.root)
        assert list(workspace.files()) == tree.kept_by_git()
        assert workspace.ignored("x.log") == ".git/info/exclude, line 1: *.log"
    finally:
        with open(exclude, "w", encoding="utf-8") as file:
            file.write(before)
