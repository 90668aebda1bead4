"""What is kept of imports from run to run: it saves work, and never changes an answer."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hielements.libraries.builtin.python import import_bundle
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Dependencies
from hielements.source.cache import Cache, NoCache
from hielements.source.disk import DiskWorkspace
from hielements.source.disk_cache import DiskCache
from hielements.source.overlay import OverlayWorkspace


class Watched(DiskWorkspace):
    """Tells which files were read."""

    def __init__(self, root: Path) -> None:
        super().__init__(str(root))
        self.reads: list[str] = []

    def read(self, path: str) -> bytes:
        self.reads.append(path)
        return super().read(path)


class Project:
    """A project on disk whose files have been at rest for a year."""

    def __init__(self, folder: Path, files: dict[str, str]) -> None:
        self.root, self.cache = folder / "project", folder / "cache"
        for path, text in files.items():
            self.write(path, text)

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def run(self, cache: Cache | None = None) -> tuple[Dependencies, list[str], list[tuple[int, ...]]]:
        """The dependencies, the files that were read, the graph."""
        workspace = Watched(self.root)
        library = Python(Environment(workspace, {}, cache or DiskCache(str(self.cache))))
        found = library.dependencies(list(library.own_files()))
        graph = library.code.graph.successors(())
        assert graph is not None
        library.close()
        return found, workspace.reads, list(graph)


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Files count as being at rest at once: a test cannot wait for seconds."""
    monkeypatch.setattr("hielements.libraries.builtin.python.import_index.AT_REST", 0)


FILES = {
    "shop/__init__.py": "",
    "shop/api.py": "from . import db\nif TYPE_CHECKING:\n    import shop.types\n\ndef f():\n    import shop.late\n",
    "shop/db.py": "import os\nfrom shop import missing, late as l\n",
    "shop/late.py": "import importlib\nimportlib.import_module('shop.db')\n",
    "shop/types.py": "from shop.api import *\n",
    "tool.py": "import shop.api, shop.db\n",
}


def test_nothing_is_read_when_nothing_changed(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    cold, reads, graph = project.run()
    assert sorted(reads) == sorted(FILES)
    assert graph == [(), (2, 3, 4), (0, 3), (2,), (1,), (1, 2)]
    assert project.run() == (cold, [], graph)
    assert project.run(NoCache())[0::2] == (cold, graph)


def test_after_an_edit_only_what_changed_is_read(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    project.run()
    project.write("shop/db.py", "import tool\n")
    found, reads, graph = project.run()
    assert reads == ["shop/db.py"]
    assert (found, graph) == project.run(NoCache())[0::2]
    assert graph[2] == (5,)


def test_a_file_that_was_touched_or_moved_is_read_and_not_scanned(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = Project(tmp_path, FILES)
    project.run()
    os.utime(project.root / "tool.py", (1, 1))
    (project.root / "shop/types.py").rename(project.root / "shop/kinds.py")
    expected = project.run(NoCache())[0::2]

    def scan(*_: object) -> None:
        raise AssertionError("scanned")

    monkeypatch.setattr("hielements.libraries.builtin.python.import_reading.Reader.read", scan)
    found, reads, graph = project.run()
    assert (found, graph) == expected
    assert sorted(reads) == ["shop/kinds.py", "tool.py"]


def test_a_new_file_changes_what_a_name_leads_to(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    project.run()
    project.write("shop/missing.py", "")
    found, _, graph = project.run()
    assert (found, graph) == project.run(NoCache())[0::2]
    assert "shop/missing.py" in {target for edge in found.edges for target in edge.targets}
    (project.root / "shop/db.py").unlink()
    found, _, graph = project.run()
    assert (found, graph) == project.run(NoCache())[0::2]


def test_the_same_stamp_is_believed_only_of_a_file_at_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hielements.libraries.builtin.python.import_index.AT_REST", 3600 * 10**9)
    project = Project(tmp_path, FILES)
    project.run()
    assert sorted(project.run()[1]) == sorted(FILES)


def test_a_change_that_keeps_size_and_time_is_seen(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    project.run()
    file = project.root / "tool.py"
    before = file.stat()
    file.write_text(FILES["tool.py"].replace("shop.db", "shop.no"))
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert project.run()[0] == project.run(NoCache())[0]


def test_broken_files_are_told_in_every_run(tmp_path: Path) -> None:
    project = Project(tmp_path, {**FILES, "broken.py": "import os\nx = (\n", "binary.py": "x\0"})
    cold, _, _ = project.run()
    warm, reads, _ = project.run()
    assert [(each.path, each.reason, each.line) for each in cold.failures] == [
        ("binary.py", "syntax", 1),
        ("broken.py", "syntax", 2),
    ]
    assert (warm, reads) == (cold, [])
    project.write("broken.py", "import os\nx = ()\n")
    assert [each.path for each in project.run()[0].failures] == ["binary.py"]


@pytest.mark.parametrize("damage", ["cut", "flip", "empty", "junk", "extend"])
def test_a_damaged_bundle_is_not_believed(tmp_path: Path, damage: str) -> None:
    project = Project(tmp_path, FILES)
    expected = project.run()
    for file in project.cache.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            changed = {
                "cut": content[:-7],
                "flip": content[:90] + bytes([content[90] ^ 1]) + content[91:],
                "empty": b"",
                "junk": b"junk" * 100,
                "extend": content + b"\0",
            }[damage]
            file.write_bytes(changed)
    found, reads, graph = project.run()
    assert (found, graph) == expected[0::2]
    assert sorted(reads) == sorted(FILES)


class Planted:
    """A cache that gives one content for everything."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def get(self, kind: str, key: str) -> bytes | None:
        return self._content if "imports" in kind else None

    def put(self, kind: str, key: str, content: bytes) -> None:
        return


_PLAIN = st.recursive(
    st.one_of(st.none(), st.integers(-5, 5), st.binary(max_size=40), st.text(max_size=5)),
    lambda inner: st.lists(inner, max_size=11).map(tuple),
    max_leaves=12,
)


_PARTS = st.one_of(st.binary(max_size=9), st.sampled_from([bytes(size) for size in (0, 4, 8, 16, 32)]))


@given(
    st.one_of(_PLAIN, st.tuples(st.just(()), st.binary(max_size=2))),
    st.one_of(st.lists(_PARTS, max_size=9), st.lists(_PARTS, min_size=8, max_size=8)),
)
def test_a_bundle_of_another_shape_is_not_believed(plain: object, parts: list[bytes]) -> None:
    from hielements.source.packing import pack_large

    bundle = import_bundle.read(b"".join(pack_large(plain, parts)))  # type: ignore[arg-type]
    if bundle is not None:
        assert len(bundle.offsets) == len(bundle.paths) + 1


def test_runs_side_by_side(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    expected = project.run(NoCache())[0::2]
    with ThreadPoolExecutor(8) as pool:
        for found, _, graph in pool.map(lambda _: project.run(), range(16)):
            assert (found, graph) == expected


def test_what_no_row_names_any_more_is_left_out(tmp_path: Path) -> None:
    project = Project(tmp_path, {f"m{number}.py": f"import a{number}\n" for number in range(30)})
    project.run()
    for number in range(30):
        project.write(f"m{number}.py", "import b\n")
    project.run()
    key = import_bundle.key_of(str(project.root))
    for kind in os.listdir(project.cache):
        if "imports" in kind:
            bundle = import_bundle.read(DiskCache(str(project.cache)).get(kind, key))
            assert bundle is not None
            assert bundle.sources == ["import b"]
            return
    raise AssertionError("there is no bundle")


def test_command_cache_counts_and_clears_it(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    (project.root / "hielements.hie").write_text(
        "import python\n\nelement shop:\n    scope all = python.package_selector('shop')\n"
        "    check python.no_import(all, 'nothing')\n"
    )
    environment = {**os.environ, "HIELEMENTS_CACHE_DIR": str(project.cache)}

    def run(*arguments: str) -> str:
        command = [sys.executable, "-m", "hielements", *arguments]
        done = subprocess.run(command, cwd=project.root, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    run("check", "--no-cache")
    assert not project.cache.exists()
    run("check")
    assert any("imports" in kind for kind in os.listdir(project.cache))
    run("cache", "clear")
    assert not [file for file in project.cache.rglob("*imports*/*/*") if file.is_file()]


ODD_LAYOUTS: list[dict[str, str]] = [
    FILES,
    {  # roots, folders without __init__, names of the standard library
        "src/a/__init__.py": "from . import b, c\nfrom .b import c as d\nfrom ..a import b\nimport a, a.b, a.no.x\n",
        "src/a/b.py": "from a import *\nimport json\nimport re\nfrom ... import x\nfrom . import\\\n  b\n",
        "src/a/inner/deep.py": "from .. import b\nfrom . import deep\nfrom .other import x\nimport a.inner.deep\n",
        "src/json/__init__.py": "import json.x\n",
        "re.py": "import re\n",
        "scripts/tool.py": "import a.inner\nimport helper, docker\nfrom docker import x\nfrom space.one import two\n",
        "scripts/helper.py": "import helper\nfrom scripts import tool\nimport scripts.tool\n",
        "docker/Dockerfile.py": "",
        "space/one/two.py": "import space.one, space.one.two.x\nfrom space import one\nfrom space.one import *\n",
    },
    {  # a workspace that is a package itself
        "__init__.py": "from . import a\nimport project.a\nfrom project import b\n",
        "a.py": "from .b import c\nfrom project.b import c\nimport project\nimport b\n",
        "b/__init__.py": "from .. import a\nfrom ..a import x\nfrom ...up import y\n",
        "b/c.py": "if TYPE_CHECKING:\n    from project import a\ndef f():\n    from . import x\n",
    },
]


@pytest.mark.parametrize("files", ODD_LAYOUTS)
def test_the_graph_is_that_of_the_single_dependencies(tmp_path: Path, files: dict[str, str]) -> None:
    project = Project(tmp_path, files)
    library = Python(Environment(DiskWorkspace(str(project.root)), {}, NoCache()))
    paths = list(library.own_files())
    edges = library.dependencies(paths).edges
    for ignored in (set(), {"type-checking"}, {"function"}, {"function", "type-checking"}):
        expected = [
            tuple(sorted({
                paths.index(target)
                for edge in edges if edge.path == path and not edge.tags & ignored
                for target in edge.targets if target != path
            }))
            for path in paths
        ]  # fmt: skip
        assert library.code.graph.successors(ignored) == expected
        for path in paths:
            places = {
                (paths.index(target), edge.line, edge.column)
                for edge in edges
                if edge.path == path and not edge.tags & ignored
                for target in edge.targets
                if target != path
            }
            weights = Counter(target for target, _, _ in places)
            assert library.code.graph.weights(path, ignored) == weights
    assert library.code.graph.successors({"star"}) is None


def test_what_an_editor_shows_counts(tmp_path: Path) -> None:
    project = Project(tmp_path, FILES)
    project.run()
    workspace = OverlayWorkspace(str(project.root), {"tool.py": "import shop.late\n"})
    library = Python(Environment(workspace, {}, DiskCache(str(project.cache))))
    (edge,) = library.dependencies(["tool.py"]).edges
    assert edge.targets == ("shop/late.py",)
    library.close()
    assert project.run()[0::2] == project.run(NoCache())[0::2]


def test_what_is_typed_again_is_read_again(tmp_path: Path) -> None:
    """Texts that an editor holds have no stamps: two of them that follow each other must not be taken for one."""
    from hielements.app.checking import check
    from hielements.app.requests import CheckRequest

    spec = "import python\nelement a {\n    scope s = python.package_selector('shop')\n"
    spec += "    check python.no_import(s, 'pickle')\n}\n"
    (tmp_path / "hielements.hie").write_text(spec, encoding="utf-8")
    (tmp_path / "hielements.toml").write_text('[cache]\ndir = ".kept"\n', encoding="utf-8")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "shop/typed.py").write_text("", encoding="utf-8")
    padding = "# what a file of some length holds\n" * 30
    for typed, status in [("import json\n", 0), ("import pickle\n", 1), ("import json\n", 0), ("import pickle\n", 1)]:
        texts = {"shop/__init__.py": "", "shop/typed.py": typed + padding}
        assert check(CheckRequest(workspace=str(tmp_path), folder=str(tmp_path), texts=texts)).exit_code == status
