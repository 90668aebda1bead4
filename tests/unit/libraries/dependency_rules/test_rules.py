"""The rules over code of a language that is not Python: whatever a library gives as `Code` will do."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

import pytest

from hielements.libraries.dependency_rules.access import imported_only_by, interface
from hielements.libraries.dependency_rules.code import Findings, Part, Place, counted, listed
from hielements.libraries.dependency_rules.code_graph import CodeGraph
from hielements.libraries.dependency_rules.code_graphs import RuleGraphs
from hielements.libraries.dependency_rules.cycles import cyclic_modules, cyclic_packages
from hielements.libraries.dependency_rules.dependence import independent, not_dependent
from hielements.libraries.dependency_rules.exceptions import Exceptions, read_exceptions
from hielements.libraries.dependency_rules.layers import Level, NamedLevel, layered, named_levels, read_level, unlayered
from hielements.libraries.dependency_rules.members import Hierarchy
from hielements.libraries.outcomes import Dependency, Failure


class Rusty:
    """Modules `shop::db` in files `shop/db.rs`, with the dependencies that a test states: by path, the names used.
    A name in brackets is tagged: `shop::db [test]`. Files named `broken` cannot be read."""

    separator = "::"

    def __init__(self, uses: Mapping[str, Sequence[str]]) -> None:
        self._uses = uses
        self.loaded: list[str] = []

    def files(self) -> Sequence[str]:
        return sorted(self._uses)

    def known_files(self) -> Collection[str]:
        return self._uses.keys()

    def name(self, path: str) -> str:
        return path.removesuffix(".rs").removesuffix("/mod").replace("/", "::")

    def names(self, path: str) -> Sequence[str]:
        return (self.name(path),)

    def load(self, paths: Iterable[str]) -> None:
        self.loaded += paths

    def successors(self, ignored_tags: Collection[str]) -> None:
        return None

    def weights(self, path: str, ignored_tags: Collection[str]) -> None:
        return None

    def dependencies(self, path: str) -> Sequence[Dependency]:
        found = []
        for line, text in enumerate(self._uses[path], 1):
            name, _, tag = text.partition(" ")
            target, member = self._resolve(name)
            tags = frozenset({tag.strip("[]")} - {""})
            found.append(Dependency(path, line, 1, name, (target,) if target else (), None, tags, member=member))
        return found

    def _resolve(self, name: str) -> tuple[str | None, str | None]:
        parts = name.split("::")
        for length in range(len(parts), 0, -1):
            path = "/".join(parts[:length])
            for candidate in (f"{path}.rs", f"{path}/mod.rs"):
                if candidate in self._uses:
                    return candidate, "::".join(parts[length:]) or None
        return None, None

    def failures(self, paths: Iterable[str]) -> tuple[Failure, ...]:
        return tuple(Failure("syntax", f"{path} is broken", path) for path in paths if "broken" in path)

    def missing_files(self) -> tuple[Failure, ...]:
        return ()

    def text(self, dependency: Dependency) -> str | None:
        return f"use {dependency.name};"

    def place_of(self, name: str) -> Place | None:
        path, member = self._resolve(name)
        return (path, tuple(member.split("::")) if member else ()) if path else None

    def leads(self, place: Place) -> Sequence[Place]:
        return [place]

    def defines(self, place: Place) -> bool:
        return not place[1]


def graph_of(uses: Mapping[str, Sequence[str]], *exceptions: str, ignored: frozenset[str] = frozenset()) -> CodeGraph:
    return RuleGraphs(Rusty(uses)).graph(ignored, Exceptions(exceptions, "::"), ())


def part(title: str, *files: str) -> Part:
    return Part(title, files)


def root_of(graph: CodeGraph, name: str = "shop") -> Hierarchy:
    return Hierarchy(graph.code, f"crate '{name}'", name, tuple(each for each in graph.files if each.startswith(name)))


def found_by(findings: Findings | Failure) -> Findings:
    assert isinstance(findings, Findings), findings
    return findings


def texts(findings: Findings | Failure) -> list[str]:
    return [f"{each.path}:{each.line}: {each.message}" for each in found_by(findings).violations]


def refused(findings: object) -> str:
    assert isinstance(findings, Failure), findings
    return findings.message


SHOP = {
    "shop/mod.rs": [],
    "shop/api.rs": ["shop::services::run", "std::fs"],
    "shop/services.rs": ["shop::db::models::Order", "shop::log"],
    "shop/db/models.rs": ["shop::log", "shop::tools [test]"],
    "shop/log.rs": [],
    "shop/tools.rs": ["shop::api"],
}


# Layers


def test_layers_by_name() -> None:
    graph = graph_of(SHOP)
    levels = named_levels(root_of(graph), ["api", "services", "(queue)", "db"])
    assert isinstance(levels, list)
    assert [[each.title for each in level.parts] for level in levels] == [["api"], ["services"], ["db"]]
    findings = layered(graph, "crate 'shop'", levels, closed=True)
    assert texts(findings) == [
        "shop/db/models.rs:2: imports shop::tools, which leads to shop::api: 'db' lies below 'api'"
    ]
    first = found_by(findings).violations[0]
    assert first.evidence == "use shop::tools;"
    assert [(each.path, each.line, each.name) for each in first.chain] == [
        ("shop/db/models.rs", 2, "shop::tools"),
        ("shop/tools.rs", 1, "shop::api"),
    ]
    assert first.help is None  # one import in, one out: cutting either is as cheap
    assert found_by(findings).message == "the layers of crate 'shop' are broken: db -> api"
    assert texts(layered(graph_of(SHOP, ignored=frozenset({"test"})), "", levels, closed=True)) == []
    assert texts(layered(graph_of(SHOP, "shop::db::* -> shop::tools"), "", levels, closed=True)) == []


@pytest.mark.parametrize(
    ("text", "names", "optional", "independent_ones"),
    [
        ("api", ("api",), set(), True),
        (" a|b ", ("a", "b"), set(), True),
        ("a | (b)", ("a", "b"), {"b"}, True),
        ("(a) : b : c", ("a", "b", "c"), {"a"}, False),
        ("a.b", ("a.b",), set(), True),
    ],
)
def test_levels_as_text(text: str, names: tuple[str, ...], optional: set[str], independent_ones: bool) -> None:
    assert read_level(text) == NamedLevel(names, frozenset(optional), independent_ones)


@pytest.mark.parametrize("text", ["", "a |", "|", "a b", "(a", "()", "a | b : c", "a.*", "a, b"])
def test_texts_that_are_no_levels(text: str) -> None:
    assert isinstance(read_level(text), Failure)


def test_layers_that_prove_nothing_are_refused() -> None:
    graph = graph_of(SHOP)
    root = root_of(graph)
    assert "there is no layer 'service' in crate 'shop'; did you mean 'services'?" in refused(
        named_levels(root, ["api", "service"])
    )
    assert "did you mean 'db'" in refused(named_levels(root, ["shop::db"]))
    for texts_of_levels in (["api"], ["api", "(queue)"], []):
        levels = named_levels(root, texts_of_levels)
        assert isinstance(levels, list)
        assert "leave nothing to check" in refused(layered(graph, "crate", levels, closed=False))
    siblings = [Level((part("a", "shop/api.rs"), part("b", "shop/log.rs")), independent=False)]
    assert "leave nothing to check" in refused(layered(graph, "crate", siblings, closed=False))
    twice = [Level((part("a", "shop/api.rs"),)), Level((part("b", "shop/api.rs", "shop/log.rs"),))]
    assert "shop/api.rs belongs to both 'a' and 'b'" in refused(layered(graph, "crate", twice, closed=False))


def test_modules_in_no_layer() -> None:
    root = root_of(graph_of(SHOP))
    found = unlayered(root, ["api | services", "db"], ["log"])
    assert [(each.path, each.message) for each in found] == [
        ("shop/tools.rs", "'tools' is in no layer of crate 'shop'")
    ]


# Dependence, and what to cut


def test_the_advice_is_a_minimum_cut() -> None:
    uses = {f"a/{number}.rs": ["hub", "hub", "other"] for number in range(4)}
    graph = graph_of(
        {**uses, "hub.rs": ["deep"], "deep.rs": ["b::x", "b::y"], "other.rs": ["b::x"], "b/x.rs": [], "b/y.rs": []}
    )
    findings = not_dependent(graph, part("a", *uses), part("b", "b/x.rs", "b/y.rs"), indirect=True)
    assert texts(findings) == [
        "a/0.rs:1: imports hub, which leads to b::x (so do 7 other imports of hub)",
        "a/0.rs:3: imports other, which leads to b::x (so do 3 other imports of other)",
    ]
    helps = [each.help for each in found_by(findings).violations]
    assert helps == ["cut 2 imports and no such chain is left: hub.rs:1 (deep), other.rs:1 (b::x)", None]


def test_direct_imports_need_no_advice_and_stand_beside_chains() -> None:
    graph = graph_of({"a.rs": ["b", "b", "c"], "c.rs": ["b"], "b.rs": []})
    findings = not_dependent(graph, part("a", "a.rs"), part("b", "b.rs"), indirect=True)
    assert texts(findings) == ["a.rs:1: imports b", "a.rs:2: imports b", "a.rs:3: imports c, which leads to b"]
    assert [each.help for each in found_by(findings).violations] == [None, None, None]
    assert len(texts(not_dependent(graph, part("a", "a.rs"), part("b", "b.rs"), indirect=False))) == 2
    assert "could never fail" in refused(not_dependent(graph, part("a", "a.rs"), part("b", "a.rs"), indirect=True))


def test_what_is_broken_matters_only_on_the_way() -> None:
    graph = graph_of({"a.rs": ["broken"], "broken.rs": [], "b.rs": [], "broken_else.rs": ["a"]})
    findings = found_by(independent(graph, [part("a", "a.rs"), part("b", "b.rs")]))
    assert (findings.violations, [each.path for each in findings.failures]) == ((), ["broken.rs"])
    assert found_by(not_dependent(graph, part("a", "a.rs"), part("b", "b.rs"), indirect=False)).failures == ()


def test_independence_reports_the_steps_of_a_longer_chain() -> None:
    graph = graph_of({"a.rs": ["x"], "x.rs": ["b"], "b.rs": ["c"], "c.rs": []})
    findings = independent(graph, [part(name, f"{name}.rs") for name in "abc"])
    assert texts(findings) == [
        "a.rs:1: imports x, which leads to b: 'a' must not depend on 'b'",
        "b.rs:1: imports c: 'b' must not depend on 'c'",
    ]
    assert found_by(findings).message == "parts that must be independent are not: a -> b and b -> c"


# Cycles


def test_the_cheapest_import_of_a_circle() -> None:
    graph = graph_of({"a.rs": ["b", "b", "b"], "b.rs": ["c", "c"], "c.rs": ["a"], "d.rs": ["a", "e"], "e.rs": ["d"]})
    findings = found_by(cyclic_modules(graph, "all", graph.files, only_inside=True))
    assert texts(findings) == ["a.rs:1: circular import: a -> b -> c -> a", "d.rs:2: circular import: d -> e -> d"]
    assert [each.help for each in findings.violations] == ["cut 1 import and no circle is left: c.rs:1 (a)", None]
    assert findings.message == "all has 2 circular imports"


def test_circles_inside_and_through_other_code() -> None:
    graph = graph_of({"in/a.rs": ["out::b"], "out/b.rs": ["in::a"]})
    assert texts(cyclic_modules(graph, "in", ["in/a.rs"], only_inside=True)) == []
    assert len(texts(cyclic_modules(graph, "in", ["in/a.rs"], only_inside=False))) == 1


def test_a_long_circle_is_told_in_short() -> None:
    size = 30
    graph = graph_of({f"m{number:02}.rs": [f"m{(number + 1) % size:02}"] for number in range(size)})
    (found,) = found_by(cyclic_modules(graph, "all", graph.files, only_inside=True)).violations
    assert found.message == "circular import: m00 -> m01 -> m02 -> m03 -> m04 -> (24 more) -> m29 -> m00"
    assert len(found.chain) == size


def test_packages_depend_on_each_other_by_any_of_their_files() -> None:
    graph = graph_of({"a/x.rs": ["b::x"], "a/y.rs": [], "b/x.rs": [], "b/y.rs": ["a::y", "a::y"]})
    packages = {"a": ["a/x.rs", "a/y.rs"], "b": ["b/x.rs", "b/y.rs"]}
    findings = found_by(cyclic_packages(graph, "all", packages))
    assert texts(findings) == ["a/x.rs:1: circular dependency of packages: a -> b -> a"]
    assert [each.path for each in findings.violations[0].chain] == ["a/x.rs", "b/y.rs"]
    assert findings.violations[0].help == (
        "cut 1 import and no circle is left: a -> b (1 import, the first at a/x.rs:1)"
    )
    assert texts(cyclic_modules(graph, "all", graph.files, only_inside=True)) == []


# Who may import, and what


def test_importers() -> None:
    graph = graph_of(SHOP)
    findings = imported_only_by(graph, part("log", "shop/log.rs"), [part("services", "shop/services.rs")])
    assert texts(findings) == ["shop/db/models.rs:1: imports shop::log"]
    assert found_by(findings).message == "log is imported by shop::db::models"


def test_an_interface_and_names_that_nothing_knows() -> None:
    graph = graph_of({**SHOP, "web.rs": ["shop::db::models::Order", "shop::log::Level", "shop::api"]})
    root = root_of(graph)
    findings = found_by(interface(graph, root, ["db::models", "apis", "log::Level"]))
    assert texts(findings) == ["web.rs:3: imports shop::api, which is not part of the interface"]
    assert findings.message == (
        "other code imports more of crate 'shop' than 'db::models', 'apis' and 'log::Level' ('apis' is neither a known "
        "name of crate 'shop' nor imported by any other code; did you mean 'api'?)"
    )
    assert "'db::' is not the name" in refused(interface(graph, root, ["db::"]))


# Exceptions


@pytest.mark.parametrize(
    ("pattern", "importer", "expected"),
    [
        ("shop::db::models -> shop::log", "shop/db/models.rs", True),
        ("shop::db -> shop::log", "shop/db/models.rs", False),
        ("shop::*::models -> shop::log", "shop/db/models.rs", True),
        ("shop::* -> shop::log", "shop/db/models.rs", False),
        ("shop::** -> shop::log", "shop/db/models.rs", True),
        ("**->**", "shop/services.rs", True),
        ("shop::services -> shop::lo", "shop/services.rs", False),
    ],
)
def test_patterns_of_exceptions(pattern: str, importer: str, expected: bool) -> None:
    code = Rusty(SHOP)
    dependency = next(each for each in code.dependencies(importer) if each.name == "shop::log")
    assert Exceptions([pattern], "::").hold(code, dependency) == expected


def test_exceptions_match_the_used_name_as_well_as_its_module() -> None:
    code = Rusty(SHOP)
    (dependency, _) = code.dependencies("shop/services.rs")
    for name in ("shop::db::models", "shop::db::models::Order"):
        assert Exceptions([f"shop::services -> {name}"], "::").hold(code, dependency)


def test_exceptions_that_match_nothing_are_told() -> None:
    code = Rusty(SHOP)
    used, unused, never = "shop::api -> shop::services", "shop::api -> shop::log", "x -> y"
    assert Exceptions([used], "::").remark(code) is None
    assert Exceptions([used, unused], "::").remark(code) == f"the exception '{unused}' matches no import: remove it"
    assert Exceptions([never, unused], "::").unmatched(code) == (never, unused)
    # What a broken file imports is not known, so that nobody may be told to remove the exception.
    assert Exceptions(["broken -> x"], "::").unmatched(Rusty({"broken.rs": []})) == ()


@pytest.mark.parametrize("pattern", ["", "a", "a ->", "-> b", "a -> b -> c", "a.* -> b*", "a..b -> c", "a b -> c"])
def test_texts_that_are_no_exceptions(pattern: str) -> None:
    assert isinstance(read_exceptions([pattern]), Failure)


# The graph


def test_only_what_is_reached_is_loaded_and_graphs_are_shared() -> None:
    code = Rusty({"a.rs": ["b"], "b.rs": [], "c.rs": ["a"]})
    graphs = RuleGraphs(code)
    graph = graphs.graph(frozenset(), Exceptions((), "::"), ())
    graph.explore(graph.nodes(["a.rs"]))
    assert code.loaded == ["a.rs", "b.rs"]
    assert graphs.graph(frozenset(), Exceptions((), "::"), ()) is graph
    assert graphs.graph(frozenset({"test"}), Exceptions((), "::"), ()) is not graph
    graph.explore(graph.nodes(["a.rs"]))
    assert code.loaded == ["a.rs", "b.rs"]


def test_words() -> None:
    assert [counted(1, "file"), counted(2_000, "file"), counted(2, "circle of x", "circles of x")] == [
        "1 file",
        "2,000 files",
        "2 circles of x",
    ]
    assert [listed(list("abcde"[:length])) for length in range(6)] == [
        "", "a", "a and b", "a, b and c", "a, b, c and d", "a, b, c and 2 more",
    ]  # fmt: skip
