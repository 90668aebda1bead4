"""Targets, files, owners and edges behind the rules about connections."""

from __future__ import annotations

from typing import Any

import pytest

from bound import (
    FakeLibrary,
    call,
    catalog_of,
    check,
    element,
    files,
    listed,
    literal,
    place,
    ref,
    run,
    scope,
    to_scope,
)
from hielements.libraries.file_names import FileNames
from hielements.libraries.outcomes import Dependencies, Dependency, Failure, Passed, Undecided, Violated
from hielements.libraries.values import ConnectionPoint, ScopeValue
from hielements.model.specification import (
    ConnectionGoal,
    ConnectionTarget,
    Element,
    Goal,
    Ref,
    Scope,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.run.areas import Section
from hielements.run.connections import unknown_targets
from hielements.run.evaluation import Evaluator
from hielements.run.execution import Options
from hielements.run.facts import Facts
from hielements.run.languages import by_language, language_of
from hielements.run.results import CheckOutcome
from hielements.run.targets import Target


def edge(path: str, name: str, *targets: str, line: int = 1, external: str | None = None) -> Dependency:
    return Dependency(path, line, 1, name, targets, external)


@pytest.mark.parametrize(
    ("module", "wildcard", "name", "targets", "taken"),
    [
        ("logging", False, "logging", (), True),
        ("logging", False, "logging.getLogger", (), True),
        ("logging", False, "logging.handlers.X", (), False),
        ("logging", True, "logging.handlers.X", (), True),
        ("logging", True, "logging", (), True),
        ("logging", True, "loggings", (), False),
        ("logging", False, "log", (), False),
        ("shop", False, "shop.db", ("shop/db.py",), False),
        ("shop", False, "shop.db", ("shop/db/__init__.py",), False),
        ("shop", False, "shop.connect", ("shop/__init__.py",), True),
        ("shop", True, "shop.db", ("shop/db.py",), True),
        ("shop.db", False, "shop.db.connect", ("shop/db.py",), True),
        ("shop.db", False, "shop", ("shop/__init__.py",), False),
    ],
)
def test_targets_that_are_modules(
    module: str, wildcard: bool, name: str, targets: tuple[str, ...], taken: bool
) -> None:
    target = Target(module, frozenset(), module, wildcard, ())
    assert target.takes(edge("a.py", name, *targets)) is taken


def test_targets_that_are_files() -> None:
    target = Target("store", frozenset({"b.py"}), None, False, ())
    assert target.takes(edge("a.py", "b", "b.py"))
    assert target.takes(edge("a.py", "b", "c.py", "b.py"))
    assert not target.takes(edge("a.py", "b", "c.py"))
    assert not target.takes(edge("a.py", "store"))


def test_languages_by_extension() -> None:
    assert [language_of(path) for path in ("a/b.py", "B.RS", "Makefile", "py", "x.tar.ts", ".py", "a.py/README")] == [
        "python", "rust", None, None, "typescript", "python", None,
    ]  # fmt: skip
    assert by_language(["b.rs", "a.py", "README", "c.rs"]) == {"python": ["a.py"], "rust": ["b.rs", "c.rs"]}


class World:
    """shop with api (a.py, part.py), api.part (part.py) and store (b.py), and the edges between their files."""

    def __init__(self, *edges: Dependency, failures: tuple[Failure, ...] = (), **selected: object) -> None:
        selected = {"api": files("a.py", "part.py"), "part": files("part.py"), "store": files("b.py"), **selected}
        functions = {f"select_{name}": lambda value=value: value for name, value in selected.items()}
        self.library = FakeLibrary("python", functions, Dependencies(edges, failures))
        self.shop = element("shop")
        self.api, self.store = element("api", self.shop), element("store", self.shop)
        self.part = element("part", self.api)
        self.scopes: dict[str, Scope] = {
            name: scope(getattr(self, name), "code", call(f"select_{name}", library="python"), language="python")
            for name in ("api", "part", "store")
        }

    def facts(self) -> Facts:
        catalog = catalog_of(self.library)
        return Facts(catalog, Evaluator(catalog).declarations, [self.shop])

    def rule(
        self, action: Any, *targets: ConnectionTarget, leads: bool = True, on: Element | None = None
    ) -> CheckOutcome:
        owner = on or self.api
        goal = ConnectionGoal(place("rule"), action, False, owner, (owner, *owner.children.values()), targets, leads)
        return self.outcome(goal)

    def outcome(self, goal: Goal, **options: Any) -> CheckOutcome:
        self.api.checks.clear()
        check(self.api, goal)
        (result,) = run([self.shop], self.library, options=Options(**options)).results
        return result.outcome

    def target(self, name: str, *refs: Ref, wildcard: bool = False) -> ConnectionTarget:
        owner: Element = getattr(self, name)
        return ConnectionTarget(place(name), name, wildcard, (owner,), (self.scopes[name],), refs)


def module(name: str, wildcard: bool = False) -> ConnectionTarget:
    return ConnectionTarget(place(name), name, wildcard, module=name)


def test_a_file_belongs_to_the_innermost_element() -> None:
    facts = World().facts()
    owners = [facts.owner(path) for path in ("a.py", "part.py", "b.py", "c.py")]
    assert [owner.path if owner else None for owner in owners] == ["shop.api", "shop.api.part", "shop.store", None]


def test_edges_of_overlapping_scopes_are_counted_once_and_in_order() -> None:
    world = World(edge("part.py", "b", "b.py", line=2), edge("a.py", "b", "b.py", line=9), edge("a.py", "c", line=3))
    edges = world.facts().edges([world.scopes["part"], world.scopes["api"]])
    assert [(one.path, one.line) for one in edges.dependencies] == [("a.py", 3), ("a.py", 9), ("part.py", 2)]


def test_a_part_of_a_file_has_the_edges_of_its_lines() -> None:
    part = ScopeValue("function", "f", "a.py", ["a.py"], "python", "python", symbol="f", lines=(5, 9))
    world = World(*(edge("a.py", "b", "b.py", line=line) for line in (4, 5, 9, 10)), api=part)
    assert [one.line for one in world.facts().edges([world.scopes["api"]]).dependencies] == [5, 9]


def test_forbidden_edges_are_all_reported() -> None:
    world = World(edge("a.py", "b.x", "b.py", line=4), edge("part.py", "b", "b.py"), edge("a.py", "os", external="os"))
    outcome = world.rule("forbids", world.target("store"))
    assert isinstance(outcome, Violated)
    assert outcome.message == "`shop.api` depends on `store`, which is forbidden"
    assert [(one.path, one.line, one.message) for one in outcome.violations] == [
        ("a.py", 4, "imports b.x, which is in `shop.store` (b.py)"),
        ("part.py", 1, "imports b, which is in `shop.store` (b.py)"),
    ]


def test_edges_inside_the_subtree_break_nothing() -> None:
    world = World(edge("a.py", "part", "part.py"), edge("part.py", "a", "a.py"))
    assert isinstance(world.rule("forbids", world.target("part")), Passed)
    assert isinstance(world.rule("forbids", module("part")), Passed)
    assert isinstance(world.rule("allows", world.target("store")), Passed)


def test_an_external_module_is_forbidden_by_name() -> None:
    world = World(edge("a.py", "socket.socket", external="socket"))
    assert isinstance(world.rule("forbids", module("socket")), Violated)


def test_failures_leave_a_rule_open_unless_it_is_broken() -> None:
    unread = Failure("syntax", "a.py cannot be parsed", "a.py")
    world = World(failures=(unread,))
    for action in ("forbids", "allows"):
        outcome = world.rule(action, world.target("store"))
        assert isinstance(outcome, Undecided), action
        assert unread in outcome.failures
    needing = World(edge("part.py", "b", "b.py"), failures=(unread,), api=files("a.py"))
    assert isinstance(needing.rule("requires", needing.target("store")), Undecided)
    broken = World(edge("part.py", "b", "b.py"), failures=(unread,))
    assert isinstance(broken.rule("forbids", broken.target("store")), Violated)


@pytest.mark.parametrize("selected", [files(), Failure("unreadable", "no")])
def test_a_target_without_files_leaves_a_prohibition_open(selected: object) -> None:
    world = World(store=selected)
    assert isinstance(world.rule("forbids", world.target("store")), Undecided)


def test_external_modules_are_governed_once_one_is_allowed() -> None:
    edges = (edge("a.py", "os", external="os"), edge("a.py", "json", external="json"))
    world = World(*edges)
    assert isinstance(world.rule("allows", world.target("store")), Passed)
    world = World(*edges)
    outcome = world.rule("allows", world.target("store"), module("json"))
    assert isinstance(outcome, Violated)
    assert [one.message for one in outcome.violations] == ["imports os"]
    assert outcome.message.endswith("it may depend on `store`, `json`")


def test_an_allowed_module_of_the_workspace_governs_no_external_one() -> None:
    world = World(edge("a.py", "os", external="os"), edge("a.py", "c.f", "c.py"))
    assert isinstance(world.rule("allows", module("c")), Passed)


def test_what_does_not_lead_is_decided_elsewhere() -> None:
    world = World(edge("a.py", "c", "c.py"))
    outcome = world.rule("allows", world.target("store"), leads=False)
    assert isinstance(outcome, Passed)
    assert "decided there" in (outcome.note or "")


def test_every_source_needs_a_required_connection() -> None:
    world = World(edge("part.py", "b", "b.py"), api=files("a.py"))
    outcome = world.rule("requires", world.target("store"))
    assert isinstance(outcome, Violated)
    assert [one.message for one in outcome.violations] == [
        "nothing in `shop.api` depends on `store`; it depends on nothing"
    ]
    world = World(edge("part.py", "b", "b.py"), edge("a.py", "b", "b.py"))
    assert isinstance(world.rule("requires", world.target("store")), Passed)


def test_refs_are_targets_where_they_stand() -> None:
    point = ConnectionPoint("f", "function", {}, "c.py", 4)
    world = World(edge("a.py", "c.f", "c.py"), point=point, number=3)
    at = ref(world.store, "at", "Function", call("select_point", library="python"))
    number = ref(world.store, "number", "integer", call("select_number", library="python"))
    named = ConnectionTarget(place("store.at"), "store.at", False, (world.store,), (), (at,))
    assert isinstance(world.rule("forbids", named), Violated)
    assert isinstance(world.rule("forbids", world.target("store", at, number, wildcard=True)), Violated)
    no_place = ConnectionTarget(place("store.number"), "store.number", False, (world.store,), (), (number,))
    assert isinstance(world.rule("forbids", no_place), Undecided)


def test_code_of_a_language_without_a_library_is_undecided() -> None:
    world = World(api=files("a.go", "b.py"))
    world.scopes["api"].language = None
    outcome = world.rule("forbids", world.target("store"))
    assert isinstance(outcome, Undecided)
    assert [one.reason for one in outcome.failures] == ["unsupported"]
    assert "no library reports what go code depends on" in outcome.failures[0].message


def test_files_without_code_are_undecided_and_never_passed() -> None:
    world = World(api=files("README.md"), part=files("part.py"))
    assert isinstance(world.rule("forbids", world.target("store")), Undecided)
    assert isinstance(World(api=files("README.md")).outcome(call("select_api", library="python")), Undecided)


def test_a_library_whose_dependencies_raise_leaves_the_rule_open() -> None:
    world = World()

    def explode(_files: object) -> Dependencies:
        raise ValueError("no")

    world.library.dependencies = explode  # type: ignore[assignment,method-assign]
    outcome = world.rule("forbids", world.target("store"))
    assert isinstance(outcome, Undecided)
    assert "ValueError: no" in outcome.failures[0].message


@pytest.mark.parametrize(("fails", "kind"), [(False, Passed), (True, Violated)])
def test_a_use_that_the_code_does_not_have(fails: bool, kind: type) -> None:
    world = World()
    goal = UsesGoal(place("code uses store"), world.scopes["api"], world.target("store"))
    assert type(world.outcome(goal, unused_uses_fail=fails)) is kind


def test_warnings_of_a_run_are_the_same_for_any_number_of_jobs() -> None:
    world = World()
    for number in range(20):
        goal = UsesGoal(place(f"code uses store{number}", number + 1), world.scopes["api"], world.target("store"))
        check(world.api, goal)
    check(world.api, literal(False))
    runs = [run([world.shop], world.library, options=Options(jobs=jobs, fail_fast=True)) for jobs in (1, 7)]
    assert len(runs[0].diagnostics) == 20
    assert runs[0].diagnostics == runs[1].diagnostics


@pytest.mark.parametrize(("name", "taken"), [("shop.db", True), ("db", False), ("db.f", False)])
def test_only_languages_with_crates_leave_out_the_first_name(name: str, taken: bool) -> None:
    used = Dependency("a.py", 1, 1, "shop.db.f", (), None, frozenset(), "shop.db", "f")
    assert Target(name, frozenset(), name, False, ()).takes(used) is taken


def test_one_file_in_the_target_is_enough_for_a_part_as_for_a_whole_file() -> None:
    used = Dependency("a.py", 1, 1, "b.f", ("b.py", "c.py"), None, frozenset(), "b", "f")
    part = Target("f", frozenset(), None, False, (), (), {"b.py": (Section("f", 1, 2),)})
    assert part.takes_all_of(used)
    assert not part.takes_all_of(edge("a.py", "c.f", "c.py"))


def test_a_declared_name_goes_before_the_extension() -> None:
    names = FileNames({"docker": ["compose*.yaml", "*.py"]})
    assert [language_of(path, names) for path in ("x/compose.yaml", "a.py", "a.rs")] == ["docker", "docker", "rust"]


def test_what_an_element_depends_on_instead() -> None:
    world = World(
        edge("a.py", "os.path", external="os"),
        edge("a.py", "os", external="os", line=2),
        edge("a.py", "b", "b.py", line=3),
        edge("a.py", "c", "c.py", line=4),
        edge("a.py", "abc", external="abc", line=5),
        edge("a.py", "a", "a.py", line=6),
        api=files("a.py"),
    )
    outcome = world.rule("requires", module("needed"), on=world.api)
    assert isinstance(outcome, Violated)
    assert outcome.violations[0].message == (
        "nothing in `shop.api` depends on `needed`; it depends on `shop.store`, os, abc and 1 more"
    )
    world = World(edge("a.py", "a", "a.py"), api=files("a.py"))
    outcome = world.rule("requires", module("needed"), on=world.api)
    assert isinstance(outcome, Violated)
    assert outcome.violations[0].message.endswith("; it depends on nothing")


def test_an_unknown_target_is_told_behind_a_known_one() -> None:
    world = World(edge("a.py", "json", external="json"))
    targets = (module("json"), world.target("store"), module("nosuch"))
    goal = ConnectionGoal(place("rule"), "allows", False, world.api, (world.api,), targets)
    assert [one.message.partition(":")[0] for one in unknown_targets(goal, world.facts())] == [
        "nothing here is called `nosuch`"
    ]


def test_undeclared_uses_are_those_of_the_own_code() -> None:
    edges = (edge("a.py", "b", "b.py"), edge("part.py", "b", "b.py", line=2))
    world = World(*edges, part=files("a.py"))
    outcome = world.outcome(UndeclaredUsesGoal(place("api"), world.api, ()))
    assert isinstance(outcome, Violated)
    assert outcome.message == "`shop.api` has 1 undeclared use"
    assert [(one.path, one.line) for one in outcome.violations] == [("part.py", 2)]
    world = World(*edges, part=files())
    outcome = world.outcome(UndeclaredUsesGoal(place("api"), world.api, ()))
    assert isinstance(outcome, Violated)
    assert outcome.message == "`shop.api` has 2 undeclared uses"


def test_what_belongs_to_no_element_needs_no_declaration() -> None:
    world = World(edge("a.py", "c", "c.py"))
    assert isinstance(world.outcome(UndeclaredUsesGoal(place("api"), world.api, ())), Passed)


def test_a_use_may_be_declared_behind_one_of_other_code() -> None:
    world = World(edge("a.py", "b", "b.py"))
    rules = tuple(UsesGoal(place("uses"), world.scopes[name], world.target("store")) for name in ("part", "api"))
    assert isinstance(world.outcome(UndeclaredUsesGoal(place("api"), world.api, rules)), Passed)
    assert isinstance(world.outcome(UndeclaredUsesGoal(place("api"), world.api, rules[:1])), Violated)


class Knowing(FakeLibrary):
    """A library that knows some modules."""

    known: tuple[str, ...] = ()

    def knows_module(self, name: str) -> bool:
        return name in self.known

    def module_names(self) -> tuple[str, ...]:
        return self.known


def unknown(
    world: World, *targets: ConnectionTarget, known: tuple[str, ...] | None = None, leads: bool = True
) -> list[tuple[str, str | None]]:
    """The targets that get a warning, each with what it was probably meant to be."""
    if known is not None:
        library = Knowing("python", world.library.functions, world.library.edges)
        library.known = known
        world.library = library
    goal = ConnectionGoal(place("rule"), "allows", False, world.api, (world.api,), targets, leads)
    warnings = unknown_targets(goal, world.facts())
    return [(each.location.text if each.location else "", each.help) for each in warnings]


def test_the_nearest_name_of_an_unknown_target() -> None:
    from_library = unknown(World(), module("shop.stroe"), known=("shop.store", "json"))
    assert from_library == [("shop.stroe", "did you mean `shop.store`?")]
    # With the first part mended, the rest stays as it is.
    deep = unknown(World(), module("reqests.adapters.retries.backoff"), known=("requests",))
    assert deep == [("reqests.adapters.retries.backoff", "did you mean `requests.adapters.retries.backoff`?")]
    taken = Dependency("a.py", 1, 1, "shop.db.engines", (), "shop", frozenset(), "shop.db", "engines")
    assert unknown(World(taken), module("shpo.db")) == [("shpo.db", "did you mean `shop.db`?")]
    plain = edge("a.py", "requests", external="requests")
    assert unknown(World(plain), module("reqests")) == [("reqests", "did you mean `requests`?")]
    declared = ConnectionTarget(place("stoer"), "stoer", False, module="stoer", nearest=("shop.store",))
    assert unknown(World(), declared, known=("stoers",)) == [("stoer", "did you mean `shop.store`?")]
    assert unknown(World(), module("zzz"), known=("json",)) == [("zzz", None)]


def test_what_a_rule_knows_of_modules() -> None:
    below = edge("a.py", "os.path", external="os")
    assert unknown(World(below), module("os")) == []
    assert unknown(World(below), module("os.nothing")) == []
    inside = edge("a.py", "shop.store.engine", "b.py")
    assert unknown(World(inside), module("shop.store"), known=()) == []
    # Of its own modules the library knows all; without one, nobody does.
    assert unknown(World(inside), module("shop.nothing"), known=()) == [("shop.nothing", None)]
    assert unknown(World(inside), module("shop.nothing")) == []
    assert unknown(World(), module("nosuch"), leads=False) == []
    world = World()
    assert unknown(world, world.target("store")) == []


def test_an_element_below_is_inside_and_a_scope_of_it_is_not() -> None:
    world = World(edge("a.py", "part", "part.py"), api=files("a.py"))
    assert isinstance(world.rule("forbids", world.target("part")), Passed)
    target = world.target("part")
    named = ConnectionTarget(target.location, "part", False, target.elements, target.scopes, is_scope=True)
    assert isinstance(world.rule("forbids", named), Violated)


def test_a_rule_whose_code_is_its_target_looks_at_it() -> None:
    world = World(edge("b.py", "c", "c.py"))
    target = world.target("store")
    named = ConnectionTarget(target.location, "store", False, target.elements, target.scopes, is_scope=True)
    outcome = world.rule("forbids", named, on=world.store)
    assert outcome == Passed("looked at 1 dependency")


def test_a_violation_names_the_file_in_the_target() -> None:
    world = World(edge("a.py", "x", "c.py", "b.py"))
    outcome = world.rule("forbids", world.target("store"))
    assert isinstance(outcome, Violated)
    assert outcome.violations[0].message == "imports x, which is in `shop.store` (b.py)"


@pytest.mark.parametrize(
    "dependency",
    [Dependency("a.py", 1, 1, "part", ("part.py",), "part"), Dependency("a.py", 1, 1, "lost", ())],
)
def test_an_allowed_external_module_governs_only_what_leaves_the_workspace(dependency: Dependency) -> None:
    assert isinstance(World(dependency).rule("allows", module("logging")), Passed)


def test_an_empty_target_is_no_excuse_for_what_is_not_allowed() -> None:
    world = World(edge("a.py", "c", "c.py"), store=files())
    assert isinstance(world.rule("allows", world.target("store")), Violated)


def test_one_dependency_that_may_lead_into_an_unknown_target_leaves_the_rule_open() -> None:
    edges = (edge("a.py", "c", "c.py"), edge("a.py", "part", "part.py", line=2))
    world = World(*edges, store=Failure("library", "no answer"))
    assert isinstance(world.rule("allows", world.target("store")), Undecided)
    world = World(edges[1], store=Failure("library", "no answer"), failures=(Failure("syntax", "broken", "a.py"),))
    outcome = world.rule("allows", world.target("store"))
    assert isinstance(outcome, Undecided)
    assert sorted(each.reason for each in outcome.failures) == ["library", "syntax"]


def test_what_an_element_depends_on_instead_is_told_once() -> None:
    world = World(edge("a.py", "b", "b.py"), edge("a.py", "os", external="os", line=2), api=files("a.py"))
    outcome = world.rule("requires", module("needed"), on=world.api)
    assert isinstance(outcome, Violated)
    assert outcome.violations[0].message.endswith("; it depends on `shop.store` and os")


def test_the_numbers_below_a_target_are_no_places() -> None:
    world = World(edge("a.py", "c", "c.py"))
    port = ref(world.store, "port", "integer", literal(80))
    assert isinstance(world.rule("forbids", world.target("store", port, wildcard=True)), Passed)
    assert isinstance(world.rule("forbids", world.target("store", port)), Undecided)


@pytest.mark.parametrize(("paths", "counted"), [(["x.txt"], "1 file and"), (["x.txt", "y.txt"], "2 files and")])
def test_a_scope_of_a_language_without_code_of_it_is_undecided(paths: list[str], counted: str) -> None:
    text = ScopeValue("folder", "x", None, tuple(paths), None, "files")
    outcome = World(api=text).rule("forbids", module("os"))
    assert isinstance(outcome, Undecided)
    assert f"selects {counted} no python code among them" in outcome.failures[0].message


def test_what_a_selector_of_the_language_selects_is_code_whatever_its_name() -> None:
    script = ScopeValue("module", "run", "run", ("run", "a.py"), "python", "python")
    world = World(edge("run", "b", "b.py"), api=script)
    world.library.name = "python"
    assert isinstance(world.rule("forbids", world.target("store")), Violated)
    folder = ScopeValue("folder", "bin", None, ("run", "a.py"), None, "files")
    world = World(edge("run", "b", "b.py"), api=folder)
    assert isinstance(world.rule("forbids", world.target("store")), Passed)


def test_the_library_of_the_name_of_a_language_is_asked_first() -> None:
    world = World(edge("a.py", "b", "b.py"))
    other = FakeLibrary("aaa", {}, Dependencies(()))
    catalog = catalog_of(other, world.library)
    facts = Facts(catalog, Evaluator(catalog).declarations, [world.shop])
    assert [each.name for each in facts.edges([world.scopes["api"]]).dependencies] == ["b"]


class Tree:
    """outer (b.py as a whole) with inner, which claims parts of b.py; `before` claims a part at the depth of outer."""

    def __init__(self, **selected: object) -> None:
        functions = {f"select_{name}": lambda value=value: value for name, value in selected.items()}
        self.library = FakeLibrary("python", functions)
        self.root = element("root")
        self.elements = {name: element(name, self.root) for name in ("before", "outer")}
        self.elements["inner"] = element("inner", self.elements["outer"])
        for name in selected:
            scope(self.elements[name], "code", call(f"select_{name}", library="python"), language="python")

    def owner(self, member: str | None = None, line: int = 1) -> tuple[str, str]:
        """The owners of b.py for an import of that member, and for an import in that line."""
        catalog = catalog_of(self.library)
        facts = Facts(catalog, Evaluator(catalog).declarations, [self.root])
        target = facts.owner("b.py", Dependency("a.py", 1, 1, "b", ("b.py",), None, frozenset(), "b", member))
        source = facts.source_owner(Dependency("b.py", line, 1, "x", ()))
        return target.name if target else "", source.name if source else ""


def part(symbol: str | None, first: int, last: int) -> ScopeValue:
    return ScopeValue("function", symbol or "x", "b.py", ("b.py",), "python", symbol=symbol, lines=(first, last))


def test_the_deepest_claim_on_a_part_of_a_file_counts() -> None:
    tree = Tree(outer=files("b.py"), inner=part("f", 1, 5))
    assert tree.owner("f", 3) == ("inner", "inner")
    assert tree.owner("g", 6) == ("outer", "outer")
    assert tree.owner(None, 6) == ("outer", "outer")
    # The claim on a part goes before one of the same depth on the whole file, and not before a deeper one.
    tree = Tree(before=part("f", 1, 5), outer=files("b.py"))
    assert tree.owner("f", 3) == ("before", "before")
    tree = Tree(before=part("f", 1, 5), inner=files("b.py"))
    assert tree.owner("f", 3) == ("inner", "inner")
    # Of several parts, the deepest.
    tree = Tree(before=part("f", 1, 5), inner=part("f", 1, 5))
    assert tree.owner("f", 3) == ("inner", "inner")
    assert tree.owner("g", 9) == ("", "")


def test_a_part_without_a_name_belongs_to_nobody_who_imports_the_file() -> None:
    tree = Tree(before=part(None, 1, 5))
    assert tree.owner(None, 3) == ("", "before")


def test_a_list_that_selects_something_itself_makes_it_ones_own() -> None:
    tree = Tree(before=files("a.py"))
    owner = tree.elements["outer"]
    fresh = call("select_fresh", library="python")
    tree.library.functions = {**tree.library.functions, "select_fresh": lambda: files("b.py")}
    scope(owner, "both", listed(to_scope(tree.elements["before"].scopes["code"]), fresh), language="python")
    assert tree.owner() == ("outer", "outer")


def test_a_use_that_may_declare_a_dependency_leaves_it_open() -> None:
    world = World(edge("a.py", "b", "b.py"), part=Failure("library", "no answer"))
    rule = UsesGoal(place("use"), world.scopes["api"], world.target("part"))
    outcome = world.outcome(UndeclaredUsesGoal(place("api"), world.api, (rule,)))
    assert isinstance(outcome, Undecided)
    assert [each.reason for each in outcome.failures] == ["library"]
    declared = UsesGoal(place("use"), world.scopes["api"], world.target("store"))
    assert isinstance(world.outcome(UndeclaredUsesGoal(place("api"), world.api, (rule, declared))), Passed)


def test_what_stands_in_a_part_does_not_hide_what_follows() -> None:
    edges = (edge("a.py", "b", "b.py"), edge("z.py", "b", "b.py"))
    world = World(*edges, api=files("a.py", "z.py"), part=files("a.py"))
    outcome = world.outcome(UndeclaredUsesGoal(place("api"), world.api, ()))
    assert isinstance(outcome, Violated)
    assert [one.path for one in outcome.violations] == ["z.py"]


def test_an_undeclared_dependency_on_two_files_is_one() -> None:
    world = World(edge("a.py", "b", "b.py", "c.py"), store=files("b.py", "c.py"))
    outcome = world.outcome(UndeclaredUsesGoal(place("api"), world.api, ()))
    assert isinstance(outcome, Violated)
    assert len(outcome.violations) == 1


@pytest.mark.parametrize(
    ("target", "name", "module_", "member", "taken"),
    [
        ("db", "crate::db::open", "shop::db", "open", True),
        ("shop.db", "crate::db::open", "shop::db", "open", True),
        ("shop.db.open", "crate::db::open", "shop::db", "open", True),
        ("db.open", "crate::db::open", "shop::db", "open", True),
        ("db.shut", "crate::db::open", "shop::db", "open", False),
        ("shop", "crate::db::open", "shop::db", "open", False),
        ("open", "crate::db::open", "shop::db", "open", False),
        ("shop.db", "crate::db", "shop::db", None, True),
        ("shop.db", "open", "shop::db", None, True),
        ("db", "crate::db", "", None, True),
        ("crate.db", "crate::db", "", None, True),
        ("db", "other::db", "", None, False),
        ("other.db", "other::db", "", None, True),
    ],
)
def test_names_of_crates_are_spelled_in_several_ways(
    target: str, name: str, module_: str, member: str | None, taken: bool
) -> None:
    dependency = Dependency("a.rs", 1, 1, name, (), None, frozenset(), module_, member)
    assert Target(target, frozenset(), target, False, ()).takes(dependency) is taken


def test_a_wildcard_takes_what_is_taken_from_the_module_itself() -> None:
    renamed = Dependency("a.py", 1, 1, "alias", (), None, frozenset(), "shop", "thing")
    assert Target("shop", frozenset(), "shop", True, ()).takes(renamed)
    assert not Target("other", frozenset(), "other", True, ()).takes(renamed)
