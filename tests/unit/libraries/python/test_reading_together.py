"""Files that several processes read: what is known of them is the same as when one reads them all."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import pytest

from hielements.libraries.builtin import companions, file_portions
from hielements.libraries.builtin.companions import AHEAD, ROOM
from hielements.libraries.builtin.file_portions import FileToRead, portions_of
from hielements.libraries.builtin.python import extracted_facts, fact_portions, import_index, import_portions
from hielements.libraries.builtin.python.fact_portions import sharing_of
from hielements.libraries.builtin.python.import_portions import reader
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Dependencies
from hielements.source.cache import Cache, NoCache
from hielements.source.disk import DiskWorkspace
from hielements.source.disk_cache import DiskCache
from hielements.source.overlay import OverlayWorkspace
from hielements.source.packing import digest

ROOT = Path(__file__).parents[4]
STATEMENTS = (
    "import os, shop.m1 as first\n",
    "from shop import m2, m3 as third\n",
    "from . import m4\n",
    "from .m5 import (\n    a,\n    b as c,\n)\n",
    "def f():\n    from shop.m6 import *\n",
    "if TYPE_CHECKING:\n    import shop.m7\n",
    "import importlib\nimportlib.import_module('shop.m8')\n",
    "import requests\nimport numpy as np\n",
    "type X[T] = list[T]\nimport shop.m9\n",  # newer than Python 3.11
)
FILLING = '"""Text."""\n' + "value = 1\n" * 60


@pytest.fixture(autouse=True)
def much_is_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_index, "MANY", 1)
    monkeypatch.setattr(extracted_facts, "MANY", 1)
    monkeypatch.setattr(import_portions, "MUCH", 1)
    monkeypatch.setattr(fact_portions, "MUCH", 1)
    monkeypatch.setattr(fact_portions, "WORK", 1_000)
    monkeypatch.setattr(import_index, "AT_REST", 0)
    monkeypatch.setattr(import_portions, "WORK", 3_000)


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> None:
    """Companions are waited for: for so little work they would come too late."""
    answers = companions._Companion.answers

    def waiting(companion: companions._Companion) -> list[tuple[int, object]]:
        limit = monotonic() + 60
        while len(companion._answers) < companion._given and monotonic() < limit:
            sleep(0.001)
        return answers(companion)

    monkeypatch.setattr(companions._Companion, "answers", waiting)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for number in range(120):
        folder = root / "shop" / ("" if number < 40 else f"part{number % 7}")
        folder.mkdir(parents=True, exist_ok=True)
        text = "".join(STATEMENTS[(number + step) % len(STATEMENTS)] for step in range(number % 5))
        (folder / f"m{number}.py").write_text(text + FILLING * (number % 2), encoding="utf-8")
    (root / "shop/__init__.py").write_text("from .m1 import *\n", encoding="utf-8")
    (root / "shop/broken.py").write_text("import os\ndef f(:\n" + FILLING, encoding="utf-8")
    (root / "shop/unclosed.py").write_text("import os\nf(\n" + FILLING, encoding="utf-8")
    (root / "shop/latin.py").write_bytes(b"# caf\xe9\nimport os\n")
    (root / "shop/declared.py").write_bytes(b"# coding: latin-1\n# caf\xe9\nimport shop.m1\n" + FILLING.encode())
    (root / "shop/null.py").write_bytes(b"import os\0\n")
    (root / "shop/caf\u00e9.py").write_text("import shop.m2\n" + FILLING, encoding="utf-8")
    return root


class Counted:
    """How often work was shared, and how many portions companions did."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.shares: int = 0
        self.there: int = 0
        original: Callable[..., None] = companions.share

        def counting(*arguments: Any) -> None:
            self.shares += 1
            *others, there = arguments

            def take(*answer: Any) -> None:
                self.there += 1
                there(*answer)

            original(*others, take)

        monkeypatch.setattr(file_portions, "share", counting)


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Counted:
    return Counted(monkeypatch)


def known(
    workspace: DiskWorkspace, cache: Cache, processors: int
) -> tuple[Dependencies, list[tuple[int, ...]], tuple[object, ...]]:
    """The dependencies, the graph, and why files have none."""
    library = Python(Environment(workspace, {}, cache, processors))
    paths = list(library.own_files())
    found = library.dependencies(paths)
    graph = library.code.graph.successors(())
    assert graph is not None
    failures = library.code.import_failures(paths)
    library.close()
    return found, list(graph), tuple(failures)


@pytest.mark.parametrize("processors", [2, 4])
@pytest.mark.usefixtures("answering")
def test_the_same_is_known(project: Path, processors: int, counted: Counted) -> None:
    alone = known(DiskWorkspace(str(project)), NoCache(), 1)
    together = known(DiskWorkspace(str(project)), NoCache(), processors)
    assert together == alone
    assert counted.shares == 1 and counted.there > 10
    assert len(together[2]) == 4, "broken, unclosed, latin, null"


@pytest.mark.usefixtures("answering")
def test_what_is_kept_is_the_same(project: Path, tmp_path: Path, counted: Counted) -> None:
    alone = known(DiskWorkspace(str(project)), DiskCache(str(tmp_path / "alone")), 1)
    shared = DiskCache(str(tmp_path / "shared"))
    assert known(DiskWorkspace(str(project)), shared, 2) == alone
    assert known(DiskWorkspace(str(project)), shared, 1) == alone, "read again from what companions told"
    assert known(DiskWorkspace(str(project)), shared, 2) == alone
    assert counted.shares == 1, "nothing changed, so nothing is read"


@pytest.mark.usefixtures("answering")
def test_contents_that_are_known_are_not_scanned_again(project: Path, tmp_path: Path) -> None:
    cache = DiskCache(str(tmp_path / "kept"))
    before = known(DiskWorkspace(str(project)), cache, 2)
    for path in project.rglob("*.py"):
        os.utime(path, (1, 1))
    (project / "shop/m1.py").write_text("import shop.m2\n", encoding="utf-8")
    after = known(DiskWorkspace(str(project)), cache, 2)
    assert after != before
    assert after == known(DiskWorkspace(str(project)), NoCache(), 1)


@pytest.mark.usefixtures("answering")
def test_what_an_editor_holds_is_not_read_from_disk(project: Path) -> None:
    texts = {f"shop/m{number}.py": "import shop.m39\n" + FILLING for number in range(0, 39, 2)}
    alone = known(OverlayWorkspace(str(project), texts), NoCache(), 1)
    assert known(OverlayWorkspace(str(project), texts), NoCache(), 2) == alone
    assert alone != known(DiskWorkspace(str(project)), NoCache(), 1)


def test_another_kind_of_workspace_is_read_here(project: Path, counted: Counted) -> None:
    class Elsewhere(DiskWorkspace):
        def read_file(self, path: str) -> bytes:
            return b"import shop.m3\n"

    found, _, _ = known(Elsewhere(str(project)), NoCache(), 2)
    assert {edge.targets for edge in found.edges if edge.path != "shop/m3.py"} == {("shop/m3.py",)}
    assert not counted.shares


def test_a_small_project_is_read_here(project: Path, monkeypatch: pytest.MonkeyPatch, counted: Counted) -> None:
    monkeypatch.setattr(import_portions, "MUCH", 3_000_000)
    known(DiskWorkspace(str(project)), NoCache(), 2)
    assert not counted.shares


@pytest.mark.skipif(sys.platform == "win32", reason="there are no FIFOs")
def test_a_companion_does_not_wait_for_a_fifo_nor_read_what_is_too_large(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.py")
    (tmp_path / "large.py").write_text("import os\n" * 100, encoding="utf-8")
    (tmp_path / "fine.py").write_text("import os\n", encoding="utf-8")
    answer = reader((str(tmp_path), 500))
    names, lengths, rows, sources = answer((["pipe.py", "gone.py", "large.py", "fine.py"], [b""] * 4))
    assert names == [b"", b"", b"", digest(b"import os\n")]
    assert lengths == [0, 0, 0, 4] and len(rows) == 16 and sources == ["import os"]
    # What is known by its content is not told again, and neither are sources.
    assert answer((["fine.py"], [digest(b"import os\n")])) == ([digest(b"import os\n")], [0], b"", [])


def test_portions_fit_into_a_pipe_and_are_small_pieces_of_work() -> None:
    files = [
        FileToRead(f"shop/{'long' * (number % 90)}/caf\u00e9{number}.py", bytes(16), number * 37)
        for number in range(900)
    ]
    portions, firsts = portions_of(files, 3_000)
    assert [path for paths, _ in portions for path in paths] == [file.path for file in files]
    assert firsts == [sum(len(paths) for paths, _ in portions[:number]) for number in range(len(portions))]
    for paths, names in portions:
        assert len(paths) == len(names)
        assert sum(len(path.encode()) + len(name) for path, name in zip(paths, names, strict=True)) <= ROOM
    assert AHEAD * (ROOM + 100) < 16_384
    sizes = {file.path: file.size for file in files}
    assert all(sum(map(sizes.__getitem__, paths)) <= 3_000 or len(paths) == 1 for paths, _ in portions)


@pytest.mark.usefixtures("answering")
@pytest.mark.parametrize("with_details", [False, True])
def test_the_same_facts_are_known(project: Path, tmp_path: Path, with_details: bool, counted: Counted) -> None:
    only_proper_files(project)
    alone = facts(DiskWorkspace(str(project)), NoCache(), 1, with_details)
    cache = DiskCache(str(tmp_path / "kept"))
    assert facts(DiskWorkspace(str(project)), cache, 3, with_details) == alone
    assert counted.shares == 1 and counted.there > 5
    assert facts(DiskWorkspace(str(project)), cache, 1, with_details) == alone, "read from what companions found"
    assert facts(DiskWorkspace(str(project)), cache, 3, with_details) == alone
    assert counted.shares == 1, "everything is known"
    (project / "shop/m1.py").write_text("def new(): pass\n" + FILLING, encoding="utf-8")
    changed = facts(DiskWorkspace(str(project)), cache, 3, with_details)
    assert [new == old for new, old in zip(changed, alone, strict=True)].count(False) == 1
    assert counted.shares == 2


@pytest.mark.usefixtures("answering")
def test_facts_of_what_an_editor_holds_are_not_those_on_disk(project: Path, counted: Counted) -> None:
    texts = {f"shop/m{number}.py": "def typed(): pass\n" + FILLING for number in range(0, 39, 2)}
    alone = facts(OverlayWorkspace(str(project), texts), NoCache(), 1, True)
    assert facts(OverlayWorkspace(str(project), texts), NoCache(), 3, True) == alone
    assert counted.shares == 1
    assert alone != facts(DiskWorkspace(str(project)), NoCache(), 1, True)


def test_a_companion_reads_what_is_newer_than_its_python(tmp_path: Path) -> None:
    (tmp_path / "new.py").write_text(STATEMENTS[-1] + "class New[T]: pass\n", encoding="utf-8")
    opening = (str(tmp_path), 4_000_000, *sharing_of(4_000_000, True).options)
    program = (
        f"import sys; sys.path.append({str(ROOT)!r})\nfrom hielements.libraries.builtin.python import fact_portions\n"
    )
    program += f"print(fact_portions.reader({opening!r})((['new.py'], [b'']))[0][0])"
    done = subprocess.run([sys.executable, "-I", "-S", "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == repr(digest((tmp_path / "new.py").read_bytes()))


@pytest.mark.usefixtures("answering")
def test_details_that_are_asked_for_later_are_extracted(project: Path, tmp_path: Path, counted: Counted) -> None:
    only_proper_files(project)
    cache = DiskCache(str(tmp_path / "kept"))
    facts(DiskWorkspace(str(project)), cache, 2, False)
    expected = facts(DiskWorkspace(str(project)), NoCache(), 1, True)
    assert facts(DiskWorkspace(str(project)), cache, 2, True) == expected
    assert counted.shares == 2


def test_what_a_companion_says_is_looked_at(project: Path, monkeypatch: pytest.MonkeyPatch, counted: Counted) -> None:
    """Nothing but whole facts is taken for facts, whatever went wrong on the way."""
    alone = facts(DiskWorkspace(str(project)), NoCache(), 1, True)

    def lying(task: str, opening: object, portions: list[Any], companions: int, here: Any, there: Any) -> None:
        for number, (paths, _) in enumerate(portions):
            answers = [(b"x" * 16, b"", b""), (b"x" * 16, b"junk", b""), (b"", b"", b"")]
            there(0, number, [answers[place % 3] for place in range(len(paths))])

    monkeypatch.setattr("hielements.libraries.builtin.file_portions.share", lying)
    assert facts(DiskWorkspace(str(project)), NoCache(), 2, True) == alone


def only_proper_files(project: Path) -> None:
    """What is wrong with a file is found out in each run again."""
    for name in ("broken", "unclosed", "latin", "null"):
        (project / f"shop/{name}.py").unlink()


def facts(workspace: DiskWorkspace, cache: Cache, processors: int, with_details: bool) -> list[object]:
    """What is known of every file."""
    library = Python(Environment(workspace, {}, cache, processors))
    paths = list(library.own_files())
    store = library.code.store
    if with_details:
        store.expect_details()
    store.load(paths)
    if with_details:
        store.load_details(paths)
    return [(store.facts(path), store.details(path) if with_details else None) for path in paths]
