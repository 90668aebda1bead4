"""Each file once, the cache across runs, and files that are hostile."""

from __future__ import annotations

import marshal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from codebases import check, module, python
from hielements.libraries.builtin.python.facts import FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.store import SIZE_LIMIT, FactStore
from hielements.libraries.library import Environment
from hielements.libraries.outcomes import Failure, Violated
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace


class CountingWorkspace(MemoryWorkspace):
    """Counts how often each file is read."""

    def __init__(self, files: dict[str, str | bytes]) -> None:
        super().__init__(files)
        self.reads: list[str] = []

    def read(self, path: str) -> bytes:
        self.reads.append(path)
        return super().read(path)


class MemoryCache:
    """A cache that can be looked into."""

    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}
        self.stored = 0

    def get(self, kind: str, key: str) -> bytes | None:
        return self.entries.get((kind, key))

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.stored += 1
        self.entries[kind, key] = content


def facts(content: str | bytes) -> FileFacts | Failure:
    return FactStore(MemoryWorkspace({"a.py": content}), NoCache()).facts("a.py")


def failure(content: str | bytes) -> Failure:
    found = facts(content)
    assert isinstance(found, Failure), found
    return found


def test_each_file_is_read_once_whatever_the_number_of_checks_and_threads() -> None:
    workspace = CountingWorkspace({f"p/m{number}.py": f"import p.m{number + 1}\ndef f(): pass" for number in range(40)})
    library = Python(Environment(workspace, {}, NoCache()))
    scope = module(library, "p")
    checks = ["no_circular_imports", "has_docstring"] * 8

    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda name: check(library, name, scope), checks))
    assert all(outcome == outcomes[number % 2] for number, outcome in enumerate(outcomes))
    library.dependencies(list(scope.files))
    assert sorted(workspace.reads) == sorted(scope.files)


def test_facts_come_from_the_cache_and_are_the_same() -> None:
    cache = MemoryCache()
    files: dict[str, str | bytes] = {
        "a.py": "import b\n'é'; import c\n",
        "b.py": "class K(B):\n  'Doc.'\n  def m(self) -> int: ...\n",
    }
    cold = FactStore(MemoryWorkspace(files), cache)
    warm = FactStore(MemoryWorkspace({"z/a.py": files["a.py"], "b.py": files["b.py"]}), cache)
    expected = [cold.facts("a.py"), cold.facts("b.py")]
    assert cache.stored == 2
    assert [warm.facts("z/a.py"), warm.facts("b.py")] == expected
    assert cache.stored == 2


@pytest.mark.parametrize(
    "damage",
    [
        lambda entry: b"",
        lambda entry: entry[:-1],
        lambda entry: entry[:40] + b"\xff" + entry[41:],
        lambda entry: b"junk" * 20,
        lambda entry: entry + b"\0",
    ],
)
def test_a_damaged_cache_entry_is_not_believed(damage: object) -> None:
    cache = MemoryCache()
    workspace = MemoryWorkspace({"a.py": "import b, c\ndef f(): pass\n"})
    expected = FactStore(workspace, cache).facts("a.py")
    cache.entries = {key: damage(entry) for key, entry in cache.entries.items()}  # type: ignore[operator]
    assert FactStore(workspace, cache).facts("a.py") == expected
    assert cache.stored == 2


@pytest.mark.parametrize("plain", [None, (), (1, 2, 3, 4), ((), (), 3, True), (((1, 2),), (), None, True)])
def test_a_cache_entry_of_another_shape_is_not_believed(plain: object) -> None:
    from hielements.source.packing import digest

    cache = MemoryCache()
    workspace = MemoryWorkspace({"a.py": "import b\n"})
    expected = FactStore(workspace, cache).facts("a.py")
    content = marshal.dumps(plain)  # type: ignore[arg-type]
    cache.entries = {key: digest(content) + content for key in cache.entries}
    assert FactStore(workspace, cache).facts("a.py") == expected


def test_failures_are_not_cached() -> None:
    cache = MemoryCache()
    assert isinstance(FactStore(MemoryWorkspace({"a.py": "("}), cache).facts("a.py"), Failure)
    assert cache.entries == {}


def test_encodings() -> None:
    names = {
        "utf-8": "# coding: utf-8\nclass Ä: pass\n".encode(),
        "byte order mark": b"\xef\xbb\xbf" + "class Ä: pass\n".encode(),
        "latin-1": "#!/usr/bin/python\n# -*- coding: latin-1 -*-\nclass Ä: pass\n".encode("latin-1"),
        "second line after a blank one": "\f\n# vim: set fileencoding=cp1252 :\nclass Ä: pass\n".encode("cp1252"),
        "carriage returns": "# a\r# coding=latin_1\rclass Ä: pass\r".encode("latin-1"),
    }
    for what, content in names.items():
        found = facts(content)
        assert isinstance(found, FileFacts), (what, found)
        assert [each.name for each in found.definitions] == ["Ä"], what


@pytest.mark.parametrize(
    ("content", "line", "words"),
    [
        (b"x = 1\ny = '\xe9'\n", 2, "is not valid UTF-8: byte 0xe9"),
        (b"# coding: nonsense\n", 1, "'nonsense', which Python does not know"),
        (b"# coding: rot13\nvzcbeg bf\n", 1, "'rot13', which Python does not know"),
        (b"\xef\xbb\xbf# coding: latin-1\n", 1, "byte order mark"),
        (b"x\n# coding: latin-1\ny = '\xe9'\n", 3, "is not valid UTF-8"),
        (b"\x7fELF\x02\x01\x01\x00\x00\xff\xfe", 1, "is not valid UTF-8"),
        (b"# coding: utf-7\nx = '+2AA-'\n", 1, "which Python does not know"),
    ],
)
def test_what_cannot_be_decoded_is_unreadable(content: bytes, line: int, words: str) -> None:
    problem = failure(content)
    assert (problem.reason, problem.path, problem.line) == ("unreadable", "a.py", line)
    assert words in problem.message and problem.message.startswith("a.py ")


def test_null_characters_and_syntax_errors_name_their_line() -> None:
    assert (failure("x\n\0").reason, failure("x\n\0").line) == ("syntax", 2)
    problem = failure("import a\n\nclass:\n")
    assert (problem.reason, problem.path, problem.line) == ("syntax", "a.py", 3)


def test_nesting_is_a_limit() -> None:
    assert failure("x = 1" + "+1" * 200_000).reason == "limit"


def test_a_large_file() -> None:
    found = facts("x = [1, 2, 3, 4, 5, 6, 7, 8, 9, 'abcdefgh']\n" * 10_000 + "import a\n" + "#" * 3_500_000)
    assert isinstance(found, FileFacts)
    assert [each.line for each in found.imports] == [10_001]


def test_an_enormous_file_is_not_read() -> None:
    workspace = CountingWorkspace({"a.py": b"x = 1\n" * 850_000})
    found = FactStore(workspace, NoCache()).facts("a.py")
    assert isinstance(found, Failure)
    assert (found.reason, found.path, workspace.reads) == ("limit", "a.py", [])
    assert found.message == f"a.py has 5,100,000 bytes; files above {SIZE_LIMIT:,} bytes are not parsed"


def test_a_file_that_vanishes_is_unreadable() -> None:
    found = FactStore(MemoryWorkspace({}), NoCache()).facts("gone.py")
    assert isinstance(found, Failure)
    assert (found.reason, found.path) == ("unreadable", "gone.py")


def test_invalid_escapes_of_the_checked_code_do_not_warn(recwarn: pytest.WarningsRecorder) -> None:
    assert isinstance(facts("x = '\\d'\nassert (1, 'x')\n1 is 1\n"), FileFacts)
    assert not recwarn.list


def test_dependencies_report_failures_and_pass_over_other_files() -> None:
    library = python({"a.py": "import b", "b.py": "(", "c.txt": "import a"})
    found = library.dependencies(["a.py", "b.py", "c.txt"])
    assert [(each.path, each.targets) for each in found.edges] == [("a.py", ("b.py",))]
    assert [each.path for each in found.failures] == ["b.py"]
    assert isinstance(check(library, "no_import", module(library, "."), "b"), Violated)


_PROBE = """
import sys
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.library import Environment
from hielements.source.disk import DiskWorkspace
from hielements.source.disk_cache import DiskCache

library = Python(Environment(DiskWorkspace(sys.argv[1]), {}, DiskCache(sys.argv[2])))
found = library.dependencies(["a.py", "b.py"])
assert [edge.targets for edge in found.edges] == [("b.py",)], found
heavy = ("ast", "_ast", "hashlib", "inspect", "dataclasses", "difflib", "pickle", "tokenize", "subprocess")
library.close()
print(sorted(set(heavy) & set(sys.modules)))
"""


def test_no_parser_is_loaded_when_all_facts_are_cached(tmp_path: Path) -> None:
    workspace, cache = tmp_path / "workspace", tmp_path / "cache"
    workspace.mkdir()
    (workspace / "a.py").write_text("import b\n")
    (workspace / "b.py").write_text("@decorated(\n  1,\n)\ndef f(): pass\n")
    command = [sys.executable, "-c", _PROBE, str(workspace), str(cache)]
    cold, warm = (subprocess.run(command, capture_output=True, text=True, check=True).stdout for _ in range(2))
    assert "'_ast'" in cold
    assert warm == "[]\n"


def test_a_file_is_parsed_once_when_a_check_is_about_details(monkeypatch: pytest.MonkeyPatch) -> None:
    from hielements.libraries.builtin.python import extraction

    parsed: list[str] = []
    parse = extraction.parse

    def counted(text: str, name: str) -> object:
        parsed.append(name)
        return parse(text, name)

    monkeypatch.setattr(extraction, "parse", counted)
    library = python({f"p/m{number}.py": "x = 1\n" * 300 + "def f(): g()\n" for number in range(5)})
    library.function("has_docstrings")
    library.function("calls_function")
    scope = module(library, "p")
    check(library, "has_docstrings", scope)
    check(library, "calls_function", scope, "g")
    check(library, "no_import", scope, "os")
    assert sorted(parsed) == sorted(scope.files)
