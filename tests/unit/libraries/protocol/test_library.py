"""A plugin as a library, over a backend that answers from a table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided
from hielements.libraries.protocol.backend import OLD_PLUGIN, Agreement, Refusal, Standing, Unsupported
from hielements.libraries.protocol.handles import ScopeHandles
from hielements.libraries.protocol.host_services import HostError, HostServices
from hielements.libraries.protocol.library import PluginLibrary
from hielements.libraries.protocol.mapping import PathMapping
from hielements.libraries.protocol.negotiation import Grants
from hielements.libraries.protocol.trouble import failure
from hielements.libraries.signatures import ANY, BOOL, INT, NULL, SCOPE, STRING, list_of, nominal, one_of
from hielements.libraries.values import ScopeValue
from hielements.source.cache import NoCache
from hielements.source.memory import MemoryWorkspace

FILES = {"src/a.py": "import os\n", "src/b.py": "", ".gitignore": "secret\n", "secret": "x"}
WORKSPACE = MemoryWorkspace(FILES, root="/shop")


class Table:
    """Answers by method; what is missing is unsupported."""

    def __init__(self, answers: Mapping[str, object], agreement: Agreement | Failure = OLD_PLUGIN) -> None:
        self.answers = answers
        self.asked: list[tuple[str, Mapping[str, Any]]] = []
        self._agreement = agreement
        self.closed = 0

    @property
    def mapping(self) -> PathMapping:
        return PathMapping("/shop")

    def agreement(self) -> Agreement | Failure:
        return self._agreement

    def request(self, method: str, params: Mapping[str, object]) -> object | Failure | Unsupported:
        self.asked.append((method, params))
        return self.answers[method] if method in self.answers else Unsupported(method)

    def notes(self) -> Sequence[str]:
        return ()

    def standing(self) -> Standing:
        return Standing("process", "none", "for tests")

    def close(self) -> None:
        self.closed += 1


class Remembering(NoCache):
    def __init__(self) -> None:
        self.entries: dict[tuple[str, str], bytes] = {}

    def get(self, kind: str, key: str) -> bytes | None:
        return self.entries.get((kind, key))

    def put(self, kind: str, key: str, content: bytes) -> None:
        self.entries[kind, key] = content


def library(table: Table, **more: Any) -> PluginLibrary:
    return PluginLibrary("sample", Environment(WORKSPACE, {}, more.pop("cache", NoCache())), table, **more)


DOC = {
    "name": "other", "version": "1.2", "description": "Samples.",
    "functions": [
        {
            "name": "pick", "description": "Picks.", "return_type": "Scope", "example": "scope s = sample.pick('a')",
            "parameters": [
                {"name": "path", "param_type": "string", "description": "Where."},
                {"name": "deep", "type": "bool", "required": False, "default": {"Bool": True}},
            ],
        },
        {"name": "names", "parameters": [{"name": "of", "type": "list of strings"}], "return_type": "int?"},
    ],
    "checks": [{"name": "small", "parameters": [{"name": "s", "type": "Scope"}, {"name": "n", "type": "Handler"}]}],
    "types": ["Handler"], "languages": ["sql"], "patterns": "pattern tidy:\n    scope s\n",
}  # fmt: skip


def test_a_description_becomes_signatures() -> None:
    described = library(Table({"library.doc": DOC, "library.metadata": {"functions": ["pick"], "checks": ["extra"]}}))
    description = described.describe()
    assert (description.name, description.version, description.doc) == ("sample", "1.2", "Samples.")
    assert described.function_names() == ["extra", "names", "pick", "small"]
    pick = described.function("pick")
    assert pick is not None
    ((path, deep),) = (each.parameters for each in pick.signatures)
    assert (path.type, path.is_required, deep.type, deep.default) == (STRING, True, BOOL, True)
    assert (pick.kind, pick.signatures[0].returns, pick.example) == ("selector", SCOPE, "scope s = sample.pick('a')")
    names, small, extra = (described.function(name) for name in ("names", "small", "extra"))
    assert names is not None and small is not None and extra is not None
    assert names.signatures[0].parameters[0].type == list_of(STRING)
    assert names.signatures[0].returns == one_of(INT, NULL)
    assert (small.kind, small.signatures[0].returns) == ("check", BOOL)
    assert small.signatures[0].parameters[1].type == nominal("Handler")
    assert (extra.kind, extra.signatures) == ("check", ())
    assert list(described.languages()) == ["sql"]
    assert list(described.pattern_names()) == ["tidy"]


def test_unknown_type_names_refuse_nothing() -> None:
    doc = {"functions": [{"name": "f", "parameters": [{"name": "a", "type": "Weird<Thing>"}], "return_type": "x | y"}]}
    function = library(Table({"library.doc": doc})).function("f")
    assert function is not None
    assert function.signatures[0].parameters[0].type == ANY
    assert function.signatures[0].returns == ANY


@pytest.mark.parametrize(
    "answer", [None, Unsupported("library.doc"), Refusal("library", "unknown method", code=-32000)]
)
def test_a_plugin_without_a_description_takes_anything(answer: object) -> None:
    table = Table({"library.doc": answer, "library.check": {"Pass": None}})
    plugin = library(table)
    assert list(plugin.function_names()) == []
    assert plugin.function("anything") is None
    scope = ScopeValue("folder", "src", "src", ("src/a.py", "src/b.py"))
    outcome = plugin.check(Call("anything", {"argument 1": scope, "argument 2": 10}))
    assert isinstance(outcome, Passed)
    method, params = table.asked[-1]
    assert method == "library.check"
    assert params.keys() == {"function", "args", "workspace"}
    assert params["workspace"] == "/shop"
    sent, number = params["args"]
    assert sent["Scope"]["paths"] == ["/shop/src/a.py", "/shop/src/b.py"]
    assert sent["Scope"]["kind"] == {"Folder": "/shop/src"}
    assert number == {"Int": 10}


@pytest.mark.parametrize(
    ("doc", "said"),
    [
        (3, "answered `library.doc` with the number 3"),
        ({"functions": 3}, "for its functions"),
        ({"functions": [3]}, "for a function"),
        ({"functions": [{"name": "no name"}]}, "which no specification could write"),
        ({"functions": [{"name": "f", "kind": "x"}]}, "it is selector or check"),
        ({"functions": [{"name": "f", "parameters": 3}]}, "for a signature"),
        ({"functions": [{"name": "f", "parameters": [{"name": "a"}, {"name": "a"}]}]}, "two parameters"),
        ({"checks": [{"name": "f", "governs": "all"}]}, "governs"),
        ({"functions": [{"name": "f", "parameters": [{"name": "a", "required": 1}]}]}, "`required`"),
        (
            {"functions": [{"name": "f", "parameters": [{"name": "a", "default": 1}, {"name": "b"}]}]},
            "required behind a parameter that is not",
        ),
        ({"types": [3]}, "among its types"),
    ],
)
def test_a_senseless_description_leaves_every_check_undecided(doc: object, said: str) -> None:
    plugin = library(Table({"library.doc": doc, "library.check": {"Pass": None}}))
    outcome = plugin.check(Call("f", {}))
    assert isinstance(outcome, Undecided)
    assert "the plugin `sample`" in outcome.failures[0].message
    assert said in outcome.failures[0].message
    assert list(plugin.function_names()) == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ({"Scope": {"kind": {"Folder": "x"}, "paths": ["/etc/passwd"]}}, "outside of the workspace"),
        ({"Error": "no such thing"}, "could not decide: no such thing"),
        (Unsupported("library.call"), "has no `library.call`"),
        (failure("sample", "exited with status 1"), "exited with status 1"),
        ({"Strange": 1}, "which is no value (asked for `pick`)"),
    ],
)
def test_trouble_with_a_selector_is_a_failure_that_names_the_plugin(answer: object, said: str) -> None:
    found = library(Table({"library.call": answer})).call(Call("pick", {}))
    assert isinstance(found, Failure)
    assert found.message.startswith("the plugin `sample` ")
    assert said in found.message


def test_dependencies_are_asked_for_only_of_plugins_that_know_a_language() -> None:
    table = Table({})
    assert library(table).dependencies(["src/a.py"]).edges == ()
    assert "library.dependencies" not in [method for method, _ in table.asked]
    plugin = library(Table({"library.doc": DOC}))
    (problem,) = plugin.dependencies(["src/a.py"]).failures
    assert "has no `library.dependencies`" in problem.message
    answer = [{"path": "/shop/src/a.py", "line": 1, "name": "os", "external": "os"}]
    (edge,) = library(Table({"library.doc": DOC, "library.dependencies": answer})).dependencies(["src/a.py"]).edges
    assert (edge.path, edge.external) == ("src/a.py", "os")


def test_a_description_is_kept_across_runs_where_its_content_is_known() -> None:
    cache = Remembering()
    for fingerprint, asked in (("1", 2), ("1", 0), ("2", 2), (None, 2), (None, 2)):
        table = Table({"library.doc": DOC})
        plugin = library(table, cache=cache, fingerprint=lambda value=fingerprint: value)
        assert plugin.function("pick") is not None
        assert len(table.asked) == asked


# Services of the host


class Facts:
    def file_facts(self, path: str) -> Mapping[str, object] | Failure:
        return {"language": "python", "symbols": []} if path == "src/a.py" else Failure("syntax", "broken", path, 3)


def services(*filesystem: str, handles: ScopeHandles | None = None) -> HostServices:
    return HostServices(
        WORKSPACE,
        PathMapping("/shop"),
        Grants(filesystem=filesystem),
        handles or ScopeHandles(),
        {"strict": True},
        lambda path: "python" if path.endswith(".py") else None,
        lambda language: Facts(),  # type: ignore[arg-type,return-value]
    )


@pytest.mark.parametrize("method", ["host.facts", "host.read_file", "host.dependencies"])
def test_what_is_in_files_needs_a_permission(method: str) -> None:
    answer = services().handle(method, {"path": "src/a.py", "paths": ["src/a.py"]})
    assert isinstance(answer, HostError)
    assert 'needs the permission `filesystem = ["read"]`' in answer.message
    assert method not in services().granted()
    assert method in services("read").granted()


@pytest.mark.parametrize("path", ["../x", "/etc/passwd", "secret", "src", "nothing", "", 3, None, "src/a.py\0"])
def test_only_files_of_the_workspace_are_read(path: object) -> None:
    answer = services("read").handle("host.read_file", {"path": path})
    assert isinstance(answer, HostError)


def test_files_facts_and_options() -> None:
    host = services("read")
    assert host.handle("host.read_file", {"path": "/shop/src/a.py"}) == {
        "path": "/shop/src/a.py",
        "text": "import os\n",
    }
    assert host.handle("host.facts", {"paths": ["src/a.py", "src/b.py", ".gitignore"]}) == {
        "files": [
            {"path": "/shop/src/a.py", "language": "python", "symbols": []},
            {"path": "/shop/src/b.py", "language": "python", "error": "broken", "line": 3},
            {"path": "/shop/.gitignore", "language": None, "error": "the host knows no facts of this kind of file"},
        ]
    }
    config = host.handle("host.config", {})
    assert isinstance(config, dict)
    assert config["options"] == {"strict": True}
    assert host.handle("host.log", {"level": "info", "message": "half\nway"}) is None
    assert host.notes() == ("info: half way",)
    assert isinstance(host.handle("host.exec", {}), HostError)


def test_paths_behind_a_handle_come_in_pages() -> None:
    handles = ScopeHandles(threshold=2)
    short = handles.shorten(("src/a.py", "src/b.py"))
    assert short is not None
    host = services(handles=handles)
    first = host.handle("host.scope_paths", {"handle": short["handle"], "limit": 1})
    assert first == {"paths": ["/shop/src/a.py"], "next": 1}
    assert host.handle("host.scope_paths", {"handle": short["handle"], "offset": 1}) == {
        "paths": ["/shop/src/b.py"],
        "next": None,
    }
    for params in ({"handle": "scope-9"}, {}, {"handle": short["handle"], "offset": -1}):
        assert isinstance(host.handle("host.scope_paths", params), HostError)


def outcome_of(answer: object) -> Outcome:
    return library(Table({"library.check": answer})).check(Call("f", {}))


def test_only_a_pass_passes() -> None:
    assert isinstance(outcome_of({"Pass": None}), Passed)
    assert isinstance(outcome_of(None), Undecided)
    assert isinstance(outcome_of(True), Undecided)
