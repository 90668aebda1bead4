"""The `files` library: each function where it holds, fails, and cannot decide."""

from __future__ import annotations

import errno
from collections.abc import Mapping
from typing import Any

import pytest

from hielements.libraries.builtin.files import looking
from hielements.libraries.builtin.files.library import FilesLibrary
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated
from hielements.libraries.values import ScopeValue, Value
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace
from hielements.source.tree_workspace import Listing


class Broken(MemoryWorkspace):
    """A workspace in which folders named `closed` cannot be listed and files named `broken` cannot be read."""

    def list_folder(self, path: str) -> Listing:
        if path.endswith("closed"):
            raise PermissionError(errno.EACCES, "Permission denied")
        return super().list_folder(path)

    def read_file(self, path: str) -> bytes:
        if path.endswith("broken"):
            raise OSError(errno.EIO, "Input/output error")
        return super().read_file(path)

    def file_size(self, path: str) -> int:
        if path.endswith("unmeasured"):
            raise OSError(errno.EIO, "Input/output error")
        return super().file_size(path)


FILES: dict[str, str | bytes] = {
    ".gitignore": "dist/\n*.log\n",
    "Dockerfile": "FROM python:3.12\nCOPY src/app /srv/app\nHEALTHCHECK CMD true\n",
    "README.md": "See config/app.yaml. And docs.\r\n",
    "config/app.yaml": "debug: no\n",
    "config/other.toml": "",
    "dist/app.js": "",
    "empty/": "",
    "src/app/main.py": "import os\n\nprint('ä')\n",
    "src/app/models.py": "x = 1\n",
    "src/app/__pycache__/main.pyc": b"\x00\xff",
    "src/app/cache/": "",
    "src/[id].tsx": "",
}


class Files:
    """The library over some files, with calls as specifications write them."""

    def __init__(self, files: Mapping[str, str | bytes] = FILES) -> None:
        self.library = FilesLibrary(Environment(Broken(files), {}, NoCache()))

    def check(self, name: str, **arguments: Value) -> Outcome:
        return self.library.check(Call(name, arguments))

    def call(self, name: str, **arguments: Value) -> Value | Failure:
        return self.library.call(Call(name, arguments))

    def file(self, path: str) -> ScopeValue:
        return self._scope("file_selector", path=path)

    def folder(self, path: str) -> ScopeValue:
        return self._scope("folder_selector", path=path)

    def glob(self, pattern: str) -> ScopeValue:
        return self._scope("glob_selector", pattern=pattern)

    def _scope(self, name: str, **arguments: Value) -> ScopeValue:
        value = self.call(name, **arguments)
        assert isinstance(value, ScopeValue), value
        assert value.library == "files"
        return value


@pytest.fixture
def files() -> Files:
    return Files()


def violations(outcome: Outcome) -> list[tuple[str | None, str]]:
    assert isinstance(outcome, Violated), outcome
    return [(each.path, each.message) for each in outcome.violations]


def reasons(outcome: Value | Failure | Outcome) -> list[str]:
    found = (outcome,) if isinstance(outcome, Failure) else outcome.failures if isinstance(outcome, Undecided) else ()
    assert found, outcome
    return [failure.reason for failure in found]


LEAVING = ["../x", "/etc/passwd", "src/../../x", "a\0b", ".."]


class TestSelectors:
    def test_file(self, files: Files) -> None:
        scope = files.file("./config//app.yaml")
        assert (scope.kind, scope.root, list(scope.files)) == ("file", "config/app.yaml", ["config/app.yaml"])
        assert scope.selector == "./config//app.yaml"
        assert not scope.is_empty

    @pytest.mark.parametrize(
        ("path", "absence"),
        [
            ("config", "'config' is a folder, not a file; write files.folder_selector('config')"),
            (".", "'.' is a folder, not a file; write files.folder_selector('.')"),
            ("confg/app.yaml", "there is no folder 'confg'; did you mean 'config'?"),
            ("config/app.yml", "there is no file 'config/app.yml'; did you mean 'config/app.yaml'?"),
            ("config/App.yaml", "there is no file 'config/App.yaml'; there is 'config/app.yaml', and case counts"),
            ("dist/app.js", "'dist/app.js' is not part of the workspace: .gitignore, line 1: dist/"),
            ("README.md/x", "there is no 'README.md/x': 'README.md' is a file"),
            ("qqqqqqqq", "there is no file 'qqqqqqqq'"),
            ("config\\app.yaml", "there is no file 'config\\app.yaml'; segments of a path are separated by '/'"),
            ("zz/*.sql", "there is no folder 'zz'; write files.glob_selector('zz/*.sql') for wildcards"),
        ],
    )
    def test_files_that_are_not_there_say_why(self, files: Files, path: str, absence: str) -> None:
        scope = files.file(path)
        assert scope.is_empty
        assert scope.root is None
        assert scope.absence == absence

    def test_folder(self, files: Files) -> None:
        scope = files.folder("src/app/")
        assert scope.root == "src/app"
        assert list(scope.files) == ["src/app/__pycache__/main.pyc", "src/app/main.py", "src/app/models.py"]
        assert list(files.folder(".").files) == sorted(
            path for path in FILES if not path.endswith("/") and not path.startswith("dist/")
        )

    @pytest.mark.parametrize(
        ("path", "absence"),
        [
            ("sr", "there is no folder 'sr'; did you mean 'src'?"),
            ("README.md", "'README.md' is a file, not a folder; write files.file_selector('README.md')"),
            ("empty", "there is no file in the folder 'empty'"),
            ("dist", "'dist' is not part of the workspace: .gitignore, line 1: dist/"),
        ],
    )
    def test_folders_that_are_not_there_say_why(self, files: Files, path: str, absence: str) -> None:
        assert files.folder(path).is_empty
        assert files.folder(path).absence == absence

    def test_glob(self, files: Files) -> None:
        assert list(files.glob("src/**/*.py").files) == ["src/app/main.py", "src/app/models.py"]
        assert files.glob("src/**/*.py").root == "src"
        assert list(files.glob("**/*.{yaml,toml}").files) == ["config/app.yaml", "config/other.toml"]
        assert list(files.glob("config/app.yaml").files) == ["config/app.yaml"]

    def test_globs_without_match_say_why(self, files: Files) -> None:
        assert files.glob("*.py").absence == (
            "no file matches the glob '*.py' in the workspace folder itself; write '**/*.py' for any depth"
        )
        assert files.glob("confg/*.yaml").absence == (
            "no file matches the glob 'confg/*.yaml': there is no folder 'confg'; did you mean 'config'?"
        )
        assert files.glob("**/*.sql").absence == "no file matches the glob '**/*.sql'"

    @pytest.mark.parametrize("path", [*LEAVING, ""])
    def test_paths_out_of_the_workspace_are_refused(self, files: Files, path: str) -> None:
        assert reasons(files.call("file_selector", path=path)) == ["argument"]
        assert reasons(files.call("folder_selector", path=path)) == ["argument"]

    @pytest.mark.parametrize("pattern", ["", "../*", "/etc/*", "a/**b", "[", "src/*/"])
    def test_globs_that_make_no_sense_are_refused(self, files: Files, pattern: str) -> None:
        assert reasons(files.call("glob_selector", pattern=pattern)) == ["argument"]

    def test_what_lies_in_a_closed_folder_is_unknown(self) -> None:
        files = Files({"closed/a": "", "b": ""})
        assert reasons(files.call("file_selector", path="closed/a")) == ["unreadable"]
        assert reasons(files.call("folder_selector", path="closed")) == ["unreadable"]
        assert reasons(files.call("folder_selector", path="closed/deep")) == ["unreadable"]
        assert reasons(files.call("glob_selector", pattern="closed/*")) == ["unreadable"]
        assert reasons(files.call("glob_selector", pattern="**/*.py")) == ["unreadable"]


class TestExists:
    def test_holds(self, files: Files) -> None:
        src, dockerfile = files.folder("src"), files.file("Dockerfile")
        for arguments in (
            {"path": "Dockerfile"},
            {"path": "src/app"},
            {"path": "src/app/"},
            {"path": "empty"},
            {"scope": src, "path": "app/main.py"},
            {"scope": src, "path": "app"},
            {"scope": src, "path": "../README.md"},
            {"scope": src, "path": "[id].tsx"},
            {"scope": ".", "path": "Dockerfile"},
            {"scope": "src/app", "path": "main.py"},
            {"scope": "Dockerfile", "path": "Dockerfile"},
            {"scope": dockerfile, "path": "Dockerfile"},
            {"scope": dockerfile, "path": "README.md"},
            {"scope": files.file("config/app.yaml"), "path": "other.toml"},
            {"scope": files.file("config/app.yaml"), "path": "config/app.yaml"},
            {"scope": files.glob("src/**/*.py"), "path": "app/main.py"},
            {"scope": (src, dockerfile), "path": "src/app/main.py"},
            {"scope": src, "path": "app/*.py"},
            {"scope": files.folder("src/app"), "path": "m*.py"},
            {"path": "*/app.yaml"},
            {"path": "src/*/"},
        ):
            assert isinstance(files.check("exists", **arguments), Passed), arguments

    def test_fails(self, files: Files) -> None:
        src = files.folder("src/app")
        assert violations(files.check("exists", scope=src, path="mian.py")) == [
            ("src/app/mian.py", "there is no file or folder 'src/app/mian.py'; did you mean 'src/app/main.py'?")
        ]
        assert violations(files.check("exists", path="README.md/")) == [
            ("README.md", "'README.md' is a file, not a folder")
        ]
        assert violations(files.check("exists", path="*.sql")) == [(None, "nothing matches '*.sql' in the workspace")]
        assert violations(files.check("exists", scope=src, path="*/x?"))[0][0] == "src/app"
        assert "line 1: dist/" in violations(files.check("exists", path="dist/app.js"))[0][1]
        assert violations(files.check("exists", scope="sr", path="x"))[0][1].endswith("did you mean 'src'?")

    def test_a_scope_that_selects_nothing_fails_with_its_reason(self, files: Files) -> None:
        outcome = files.check("exists", scope=files.folder("sr"), path="main.py")
        assert violations(outcome) == [(None, "there is no folder 'sr'; did you mean 'src'?")]

    def test_a_folder_without_files_can_still_be_looked_into(self, files: Files) -> None:
        assert violations(files.check("exists", scope=files.folder("empty"), path="x"))[0][0] == "empty/x"

    @pytest.mark.parametrize("path", LEAVING)
    def test_paths_out_of_the_workspace_are_refused(self, files: Files, path: str) -> None:
        assert reasons(files.check("exists", path=path)) == ["argument"]
        assert reasons(files.check("exists", scope=path, path="x")) == ["argument"]
        below = path if path.startswith("/") else f"../{path}"
        assert reasons(files.check("exists", scope=files.folder("src"), path=below)) == ["argument"]

    def test_what_lies_in_a_closed_folder_is_unknown(self) -> None:
        files = Files({"a/closed/x": "", "a/b": ""})
        assert reasons(files.check("exists", path="a/closed/x")) == ["unreadable"]
        assert reasons(files.check("exists", scope="a", path="closed/*.py")) == ["unreadable"]
        assert isinstance(files.check("exists", path="a/closed"), Passed)


class TestNoFilesMatching:
    def test_holds(self, files: Files) -> None:
        for pattern in ("*.sql", "main", "*.log", "tests/**", "app", "src/**"):
            outcome = files.check("no_files_matching", scope=files.folder("src/app"), pattern=pattern)
            assert isinstance(outcome, Passed), pattern

    def test_names_match_at_any_depth(self, files: Files) -> None:
        src = files.folder("src")
        assert violations(files.check("no_files_matching", scope=src, pattern="*.pyc")) == [
            ("src/app/__pycache__/main.pyc", "the file matches '*.pyc'")
        ]
        assert violations(files.check("no_files_matching", scope=src, pattern="__pycache__")) == [
            ("src/app/__pycache__", "the folder matches '__pycache__'")
        ]
        assert violations(files.check("no_files_matching", scope=src, pattern="cache")) == [
            ("src/app/cache", "the folder matches 'cache'")
        ]
        assert [path for path, _ in violations(files.check("no_files_matching", scope=src, pattern="app/"))] == [
            "src/app"
        ]

    def test_a_slash_means_the_path_from_the_root(self, files: Files) -> None:
        src = files.folder("src")
        outcome = files.check("no_files_matching", scope=src, pattern="app/*.py")
        assert [path for path, _ in violations(outcome)] == ["src/app/main.py", "src/app/models.py"]
        assert isinstance(outcome, Violated)
        assert outcome.message == "2 files in 'src' match 'app/*.py'"

    def test_single_files_and_globs(self, files: Files) -> None:
        one = files.file("config/app.yaml")
        assert violations(files.check("no_files_matching", scope=one, pattern="config/*"))[0][0] == "config/app.yaml"
        assert violations(files.check("no_files_matching", scope=one, pattern="*.yaml"))[0][0] == "config/app.yaml"
        assert isinstance(files.check("no_files_matching", scope=one, pattern="config"), Passed)
        python = files.glob("src/**/*.py")
        assert violations(files.check("no_files_matching", scope=python, pattern="m*s.py"))[0][0] == "src/app/models.py"
        assert isinstance(files.check("no_files_matching", scope=python, pattern="*.pyc"), Passed)

    def test_unknown_parts_leave_it_undecided(self) -> None:
        files = Files({"src/closed/a.pyc": "", "src/b.py": ""})
        assert reasons(files.check("no_files_matching", scope=files.folder("src"), pattern="*.pyc")) == ["unreadable"]
        outcome = files.check("no_files_matching", scope=files.folder("src"), pattern="*.py")
        assert isinstance(outcome, Violated)
        assert outcome.message.endswith("(and 1 place could not be looked at)")

    def test_refuses_bad_globs(self, files: Files) -> None:
        assert reasons(files.check("no_files_matching", scope=files.folder("src"), pattern="[")) == ["argument"]

    def test_unknown_parts_of_a_union_leave_it_undecided(self) -> None:
        files = Files({"src/closed/a.pyc": "", "src/b.py": "", "lib/c.py": "", "tests/d.py": ""})
        both = (files.folder("src"), files.folder("lib"))
        assert reasons(files.check("no_files_matching", scope=both, pattern="*.pyc")) == ["unreadable"]
        others = (files.folder("tests"), files.folder("lib"))
        assert isinstance(files.check("no_files_matching", scope=others, pattern="*.pyc"), Passed)


class TestMaxSize:
    @pytest.mark.parametrize("limit", [1000, "1000", "1000B", "1KB", "1 kb", "0.001MB", "1KiB", "1.5MiB", "2GB"])
    def test_holds(self, limit: Value) -> None:
        files = Files({"a": "x" * 1000, "b": ""})
        assert isinstance(files.check("max_size", scope=files.folder("."), limit=limit), Passed)

    @pytest.mark.parametrize("limit", [999, "999", "0.9995KB", "0.9KiB", 0])
    def test_fails(self, limit: Value) -> None:
        files = Files({"a": "x" * 1000, "b": ""})
        assert [path for path, _ in violations(files.check("max_size", scope=files.folder("."), limit=limit))] == ["a"]

    def test_says_how_much(self) -> None:
        files = Files({"a": "x" * 1500})
        outcome = files.check("max_size", scope=files.folder("."), limit="1KB")
        assert violations(outcome) == [("a", "has 1,500 bytes, 500 more than allowed")]
        assert isinstance(outcome, Violated)
        assert outcome.message == "1 file in '.' is larger than 1KB"

    @pytest.mark.parametrize("limit", [-1, "-1", "1TB", "lots", "", "1.KB", "KB", "1e3", "٣", "1" * 40])
    def test_refuses_what_is_no_size(self, files: Files, limit: Value) -> None:
        assert reasons(files.check("max_size", scope=files.folder("src"), limit=limit)) == ["argument"]

    def test_files_that_cannot_be_measured_leave_it_undecided(self) -> None:
        files = Files({"a/unmeasured": "", "a/b": "x"})
        assert reasons(files.check("max_size", scope=files.folder("a"), limit=5)) == ["unreadable"]
        assert isinstance(files.check("max_size", scope=files.folder("a"), limit=0), Violated)


class TestContains:
    def test_holds(self, files: Files) -> None:
        for path, text in (("src", "import os"), ("src", "'ä'"), ("README.md", "And docs"), ("src", "models.py")):
            scope = files.folder(path) if path == "src" else files.file(path)
            assert isinstance(files.check("contains", scope=scope, text=text), Passed), text

    def test_says_where(self, files: Files) -> None:
        assert files.check("contains", scope=files.folder("src"), text="print") == Passed(
            "found in src/app/main.py, line 3", "src/app/main.py", 3
        )
        assert files.check("contains", scope=files.folder("src"), text="app/main.py") == Passed(
            "there is a file 'src/app/main.py'", "src/app/main.py"
        )

    def test_fails(self, files: Files) -> None:
        assert violations(files.check("contains", scope=files.file("Dockerfile"), text="USER")) == [
            ("Dockerfile", "'Dockerfile' does not contain 'USER'")
        ]
        assert violations(files.check("contains", scope=files.folder("src"), text="IMPORT OS"))[0][0] == "src"
        assert violations(files.check("contains", scope=files.file("config/app.yaml"), text="app.yaml"))

    def test_regular_expressions_are_matched_by_line(self, files: Files) -> None:
        dockerfile = files.file("Dockerfile")
        assert files.check("contains", scope=dockerfile, regex="^HEALTH.*true$") == Passed(
            "found in Dockerfile, line 3", "Dockerfile", 3
        )
        assert files.check("contains", scope=files.file("README.md"), regex=r"docs\.$") == Passed(
            "found in README.md, line 1", "README.md", 1
        )
        assert isinstance(files.check("contains", scope=dockerfile, regex="^USER "), Violated)

    @pytest.mark.parametrize("arguments", [{"text": ""}, {"text": "a\nb"}, {"regex": "("}, {"regex": r"(a)\1"}])
    def test_refuses_what_makes_no_sense(self, files: Files, arguments: dict[str, Value]) -> None:
        assert reasons(files.check("contains", scope=files.folder("src"), **arguments)) == ["argument"]

    def test_hostile_regular_expressions_do_not_hang(self) -> None:
        files = Files({"a.txt": "a" * 20_000 + "!"})
        assert isinstance(files.check("contains", scope=files.file("a.txt"), regex="(a+)+$"), Violated)

    def test_other_encodings(self) -> None:
        files = Files({"latin": "grün".encode("latin-1"), "wide": "grün".encode("utf-16"), "torn": b"\xff\xfea"})
        assert isinstance(files.check("contains", scope=files.file("latin"), text="gr"), Passed)
        assert reasons(files.check("contains", scope=files.file("latin"), text="grün")) == ["unreadable"]
        assert reasons(files.check("contains", scope=files.file("latin"), regex="x")) == ["unreadable"]
        assert isinstance(files.check("contains", scope=files.file("latin"), text="rot"), Violated)
        assert isinstance(files.check("contains", scope=files.file("wide"), text="grün"), Passed)
        assert reasons(files.check("contains", scope=files.file("torn"), text="x")) == ["unreadable"]

    def test_what_cannot_be_read_leaves_it_undecided(self, monkeypatch: pytest.MonkeyPatch) -> None:
        files = Files({"a/broken": "x", "a/closed/y": "", "a/ok": "found"})
        assert reasons(files.check("contains", scope=files.folder("a"), text="nothing")) == ["unreadable", "unreadable"]
        assert isinstance(files.check("contains", scope=files.folder("a"), text="found"), Passed)
        monkeypatch.setattr(looking, "MAX_CONTENT", 3)
        assert reasons(files.check("contains", scope=files.file("a/ok"), text="found")) == ["limit"]

    def test_a_part_of_a_file(self, files: Files) -> None:
        part = files.file("src/app/main.py").with_(lines=(2, 3))
        assert isinstance(files.check("contains", scope=part, text="import"), Violated)
        assert files.check("contains", scope=part, text="print") == Passed(
            "found in src/app/main.py, line 3", "src/app/main.py", 3
        )


class TestMatchesPattern:
    def test_holds(self, files: Files) -> None:
        config = files.folder("config")
        for arguments in ({"pattern": "*.{yaml,toml}"}, {"pattern": "*"}, {"regex": "[a-z]+\\.(yaml|toml)"}):
            assert isinstance(files.check("matches_pattern", scope=config, **arguments), Passed)
        one = files.file("config/app.yaml")
        assert isinstance(files.check("matches_pattern", scope=one, pattern="config/*.yaml"), Passed)
        src = files.glob("src/**/*.py")
        assert isinstance(files.check("matches_pattern", scope=src, pattern="app/m*"), Passed)

    def test_fails_for_each_file(self, files: Files) -> None:
        config = files.folder("config")
        assert violations(files.check("matches_pattern", scope=config, pattern="*.yaml")) == [
            ("config/other.toml", "the name 'other.toml' does not match '*.yaml'")
        ]
        assert len(violations(files.check("matches_pattern", scope=config, regex="app"))) == 2
        assert violations(files.check("matches_pattern", scope=config, pattern="x/*"))[0][1] == (
            "the path 'app.yaml' does not match 'x/*'"
        )

    @pytest.mark.parametrize("arguments", [{"pattern": "["}, {"pattern": "x/"}, {"regex": "("}, {"regex": "(?=a)"}])
    def test_refuses_what_makes_no_sense(self, files: Files, arguments: dict[str, Value]) -> None:
        assert reasons(files.check("matches_pattern", scope=files.folder("src"), **arguments)) == ["argument"]

    def test_unknown_parts_leave_it_undecided(self) -> None:
        files = Files({"a/closed/x": "", "a/b.py": ""})
        assert reasons(files.check("matches_pattern", scope=files.folder("a"), pattern="*.py")) == ["unreadable"]


class TestReferences:
    def test_holds(self, files: Files) -> None:
        readme, dockerfile = files.file("README.md"), files.file("Dockerfile")
        assert files.check("references", scope=readme, target=files.file("config/app.yaml")) == Passed(
            "mentioned in README.md, line 1", "README.md", 1
        )
        assert isinstance(files.check("references", scope=readme, target="config/app.yaml"), Passed)
        assert isinstance(files.check("references", scope=dockerfile, target=files.folder("src/app")), Passed)
        assert isinstance(files.check("references", scope=files.folder("."), target=files.glob("config/*")), Passed)

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("app.yaml", True),
            ("./app.yaml", True),
            ("../config/app.yaml", True),
            ("/srv/config/app.yaml", True),
            ("path=config/app.yaml;", True),
            ("'app.yaml'", True),
            ("Read app.yaml.", True),
            ("app.yaml:12", True),
            ("other/app.yaml", False),
            ("app.yaml.bak", False),
            ("my-app.yaml", False),
            ("app.yamlx", False),
            ("App.yaml", False),
            ("", False),
        ],
    )
    def test_what_counts_as_a_mention_of_a_file(self, text: str, expected: bool) -> None:
        files = Files({"config/app.yaml": "", "a.txt": text + "\n"})
        outcome = files.check("references", scope=files.file("a.txt"), target=files.file("config/app.yaml"))
        assert isinstance(outcome, Passed if expected else Violated), outcome

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("web/static", True),
            ("web/static/", True),
            ("static/site.css", True),
            ("./web/static/a/b.css", True),
            ("static", True),
            ("statics/x", False),
            ("other/static/x", False),
            ("nothing", False),
        ],
    )
    def test_what_counts_as_a_mention_of_a_folder(self, text: str, expected: bool) -> None:
        files = Files({"web/static/site.css": "", "a.txt": text})
        outcome = files.check("references", scope=files.file("a.txt"), target=files.folder("web/static"))
        assert isinstance(outcome, Passed if expected else Violated), outcome

    def test_odd_names(self) -> None:
        files = Files(
            {"my file.txt": "", "a": "open 'my file.txt'", "b": "open 'tommy file.txt'", "ü.txt": "", "c": "ü.txt"}
        )
        assert isinstance(files.check("references", scope=files.file("a"), target="my file.txt"), Passed)
        assert isinstance(files.check("references", scope=files.file("b"), target="my file.txt"), Violated)
        assert isinstance(files.check("references", scope=files.file("c"), target="ü.txt"), Passed)

    def test_fails(self, files: Files) -> None:
        assert violations(files.check("references", scope=files.file("Dockerfile"), target="config/other.toml")) == [
            ("Dockerfile", "'Dockerfile' does not mention 'config/other.toml'")
        ]

    def test_refuses_targets_without_a_name(self, files: Files) -> None:
        scope = files.file("Dockerfile")
        targets: list[Value] = [".", *LEAVING, files.folder(".")]
        for target in targets:
            assert reasons(files.check("references", scope=scope, target=target)) == ["argument"], target

    def test_what_cannot_be_read_leaves_it_undecided(self) -> None:
        files = Files({"a/broken": "", "a/b": "x.txt", "x.txt": "", "y.txt": ""})
        assert reasons(files.check("references", scope=files.folder("a"), target="y.txt")) == ["unreadable"]
        assert isinstance(files.check("references", scope=files.folder("a"), target="x.txt"), Passed)


def test_no_path_in_a_message_holds_control_characters(files: Files) -> None:
    hostile: dict[str, Any] = {"a\x1b[31m\n.pyc": "", "b\udcff.pyc": ""}
    strange = Files(hostile)
    outcome = strange.check("no_files_matching", scope=strange.folder("."), pattern="*\x1b*")
    assert isinstance(outcome, Violated)
    assert outcome.message.isprintable()
    assert all(each.message.isprintable() for each in outcome.violations)
    outcome = strange.check("exists", path="a\x1b[31m")
    assert isinstance(outcome, Violated)
    assert outcome.message.isprintable()
