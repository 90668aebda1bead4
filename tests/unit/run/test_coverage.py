"""Coverage: which files and dependencies are governed, and what cannot be known."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from bound import FakeLibrary, call, catalog_of, check, element, files, place, scope
from bound.covered_project import A_TO_B, A_TO_C, World, edge, open_ends
from hielements.libraries.outcomes import Dependencies, Dependency, Failure, Passed, Undecided, Violated
from hielements.libraries.signatures import Description
from hielements.libraries.values import ScopeValue
from hielements.model.specification import (
    CoverageGoal,
    Element,
    Specification,
)
from hielements.plan.planning import make_plan
from hielements.run.coverage import FileCoverage, minimum_reached, percentage, reached
from hielements.run.coverage_measuring import measure
from hielements.run.evaluation import Evaluator
from hielements.run.facts import Facts
from hielements.source.memory import MemoryWorkspace


def test_files_belong_to_elements_or_are_missing() -> None:
    found = World().measure().files
    assert found.considered == ("a.py", "b.py", "c.py", "other.py")
    assert found.ungoverned == ["other.py"]
    assert [(each.language, each.files) for each in found.left_out] == [("lua", 1), (None, 1)]


def test_dependencies_stay_inside_or_are_open() -> None:
    world = World(
        edge("a.py", "a2.py"), edge("a.py", "a.py"), A_TO_B, edge("other.py", "a.py"), a=files("a.py", "a2.py")
    )
    found = world.measure()
    assert found.inside == 1
    assert open_ends(found) == [("a.py", "b.py"), ("other.py", "a.py")]
    counts = {each.element.name: (each.files, each.inside, each.leaving, each.entering) for each in found.elements}
    assert counts == {"top": (0, 0, 0, 0), "a": (2, 1, 1, 1), "b": (1, 0, 0, 1), "c": (1, 0, 0, 0)}


def test_a_dependency_on_an_own_part_is_inside_and_the_way_back_is_not() -> None:
    world = World(edge("top.py", "a.py"), edge("a.py", "top.py"))
    world.library.functions = {**world.library.functions, "select_top": lambda: files("top.py")}
    scope(world.top, "code", call("select_top", library="python"), language="python")
    world.workspace = MemoryWorkspace({"top.py": "", "a.py": ""})
    found = world.measure()
    assert (found.inside, open_ends(found)) == (1, [("a.py", "top.py")])


def test_a_dependency_on_own_code_and_a_part_leaves_and_enters() -> None:
    both = Dependency("top.py", 1, 1, "x", ("own.py", "a.py"))
    world = World(both, Dependency("b.py", 1, 1, "x", ("a.py", "c.py")))
    world.library.functions = {**world.library.functions, "select_top": lambda: files("top.py", "own.py")}
    scope(world.top, "code", call("select_top", library="python"), language="python")
    world.workspace = MemoryWorkspace(dict.fromkeys(["top.py", "own.py", "a.py", "b.py", "c.py"], ""))
    found = world.measure()
    counts = {each.element.name: (each.inside, each.leaving, each.entering) for each in found.elements}
    assert counts == {"top": (0, 1, 0), "a": (0, 0, 2), "b": (0, 1, 0), "c": (0, 0, 1)}
    # The first file that nothing governs stands for the dependency.
    assert open_ends(found) == [("b.py", "a.py")]


def test_the_minimum_of_coverage_is_no_rule_about_code() -> None:
    world = World(A_TO_B)
    check(world.top, CoverageGoal(place("coverage"), (world.top,), 50.0))
    world.look("leaving", "a")
    (rule,) = world.measure().rules
    assert (rule.files, rule.dependencies) == (1, 1)


def test_what_cannot_be_read_is_not_governed_and_its_dependencies_are_not_counted() -> None:
    world = World(A_TO_B, failures=(Failure("syntax", "c.py is broken", "c.py", 1),))
    found = world.measure()
    assert "c.py" not in found.files.governed
    assert list(found.files.unread) == ["c.py"]
    assert found.dependencies == 1


class Broken(FakeLibrary):
    def dependencies(self, files: Sequence[str]) -> Dependencies:
        raise RuntimeError("no answer")


def test_a_library_that_fails_leaves_its_files_open() -> None:
    world = World()
    world.library = Broken("python", world.library.functions)
    found = world.measure().files
    assert found.governed == frozenset()
    assert "no answer" in found.unknown[0].message
    assert isinstance(minimum_reached(found, 0), Undecided)


@pytest.mark.parametrize(("percent", "kind"), [(75, Passed), (75.1, Violated), (100, Violated), (0, Passed)])
def test_the_minimum(percent: float, kind: type) -> None:
    assert type(minimum_reached(World().measure().files, percent)) is kind


def test_what_could_not_be_read_leaves_the_minimum_open_only_where_it_decides() -> None:
    found = World(failures=(Failure("syntax", "broken", "c.py", 1),)).measure().files
    assert type(minimum_reached(found, 50)) is Passed
    assert type(minimum_reached(found, 75)) is Undecided
    assert type(minimum_reached(found, 76)) is Violated


def why(found: FileCoverage, percent: float) -> list[tuple[str | None, str]]:
    outcome = minimum_reached(found, percent)
    assert isinstance(outcome, Violated)
    return [(each.path, each.message) for each in outcome.violations]


def test_each_file_that_nothing_governs_says_why() -> None:
    symbol = ScopeValue("function", "f", "b.py", ("b.py",), "python", symbol="f", lines=(10, 20))
    lines = ScopeValue("function", "g", "c.py", ("c.py",), "python", lines=(3, 4))
    failures = (Failure("syntax", "a.py is broken", "a.py", 1),)
    found = World(failures=failures, b=symbol, c=lines).measure().files
    assert why(found, 100) == [
        ("a.py", "could not be read: a.py is broken"),
        ("b.py", "belongs to no element as a whole, only `f`"),
        ("c.py", "belongs to no element as a whole, only `lines 3 to 4`"),
        ("other.py", "belongs to no element"),
    ]


def test_a_part_of_a_file_that_is_governed_as_a_whole_is_no_part() -> None:
    part = ScopeValue("function", "f", "b.py", ("b.py",), "python", symbol="f", lines=(10, 20))
    assert World(part=part).measure().files.partly == {}


def test_an_empty_scope_governs_nothing_and_is_known() -> None:
    found = World(c=ScopeValue("module", "c", None, (), "python", absence="no module c")).measure().files
    assert (found.unknown, found.ungoverned) == ((), ["other.py"])


def test_a_scope_that_cannot_be_selected_leaves_the_minimum_open() -> None:
    world = World()
    world.library.functions = {**world.library.functions, "select_c": lambda: Failure("library", "no answer")}
    found = world.measure().files
    assert [each.reason for each in found.unknown] == ["library"]
    assert type(minimum_reached(found, 1)) is Undecided


class Unreadable(MemoryWorkspace):
    def unreadable(self) -> Sequence[tuple[str, str]]:
        return [("secret", "permission denied")]


def test_a_folder_that_cannot_be_listed_leaves_the_minimum_open() -> None:
    world = World()
    world.workspace = Unreadable({"a.py": "", "b.py": "", "c.py": ""})
    outcome = minimum_reached(world.measure().files, 100)
    assert isinstance(outcome, Undecided)
    assert [(each.message, each.path) for each in outcome.failures] == [
        ("cannot list the folder 'secret': permission denied", "secret")
    ]


def test_without_files_the_minimum_is_open_for_the_reason() -> None:
    world = World(a=files(), b=files(), c=files())
    world.workspace = MemoryWorkspace({"README.md": ""})
    outcome = minimum_reached(world.measure().files, 0)
    assert isinstance(outcome, Undecided)
    assert [each.reason for each in outcome.failures] == ["empty-scope"]
    world.workspace = Unreadable({"README.md": ""})
    outcome = minimum_reached(world.measure().files, 0)
    assert isinstance(outcome, Undecided)
    assert [each.reason for each in outcome.failures] == ["unreadable"]


def test_a_failure_that_names_no_file_of_the_project_leaves_the_minimum_open() -> None:
    class HalfWay(FakeLibrary):
        def dependencies(self, files: Sequence[str]) -> Dependencies:
            return Dependencies((), (Failure("library", "stopped half-way"),))

    world = World()
    world.library = HalfWay("python", world.library.functions)
    found = world.measure().files
    assert [each.message for each in found.unknown] == ["stopped half-way"]
    assert type(minimum_reached(found, 75)) is Undecided


class Speechless(FakeLibrary):
    def describe(self) -> Description:
        raise RuntimeError("no words")


def test_a_library_that_cannot_say_its_languages_is_told_and_the_next_one_asked() -> None:
    world = World()
    catalog = catalog_of(Speechless("lua", {}), world.library)
    found = measure(make_plan(Specification((world.top,))), catalog, world.workspace).files
    assert [("lua" in each.message, "no words" in each.message) for each in found.unknown] == [(True, True)]
    assert found.governed == {"a.py", "b.py", "c.py"}


def test_a_library_that_fails_does_not_hide_what_the_next_one_knows() -> None:
    class Lua(FakeLibrary):
        def describe(self) -> Description:
            return Description(self.name, "1", "", (), languages=("lua",))

    world = World(A_TO_B)
    broken = Broken("python", world.library.functions)
    lua = Lua("zlua", {}, Dependencies((edge("x.lua", "y.lua"),)))
    world.workspace = MemoryWorkspace(dict.fromkeys(["a.py", "b.py", "c.py", "x.lua", "y.lua"], ""))
    found = measure(make_plan(Specification((world.top,))), catalog_of(broken, lua), world.workspace)
    assert open_ends(found) == [("x.lua", "y.lua")]


def test_dependencies_that_leave_the_workspace_are_counted_apart() -> None:
    outside = Dependency("a.py", 3, 1, "os", (), "os")
    nowhere = Dependency("a.py", 4, 1, "lost", ())
    world = World(A_TO_B, A_TO_C, outside, nowhere, edge("a.py", "a.py"))
    world.look("between", "a", "b")
    found = world.measure()
    assert (found.external, found.inside, found.ruled, found.dependencies) == (1, 0, 1, 2)


def test_a_minimum_without_a_project_is_undecided() -> None:
    world = World()
    goal = CoverageGoal(place("coverage"), (world.top,), 50.0)
    facts = Facts(catalog_of(world.library), Evaluator(catalog_of(world.library)).declarations, (world.top,))
    outcome = reached(goal, facts, catalog_of(world.library), None)
    assert isinstance(outcome, Undecided)
    assert outcome.failures[0].reason == "unsupported"


def test_percentages_are_rounded_down() -> None:
    assert [percentage(*each) for each in ((1, 3), (2, 3), (999, 1000), (9999, 10000), (5, 5), (0, 0))] == [
        "33.3 %", "66.6 %", "99.9 %", "99.9 %", "100 %", "0 %",
    ]  # fmt: skip


def test_a_check_without_a_minimum_loads_nothing_of_it(tmp_path: Path) -> None:
    (tmp_path / "spec.hie").write_text("import files\nelement shop { check files.exists('spec.hie') }\n")
    probe = (
        "import sys\nfrom hielements.cli.main import main\n"
        f"assert main(['check', '--no-cache', {str(tmp_path / 'spec.hie')!r}]) == 0\n"
        "assert not [name for name in sys.modules if 'coverage' in name]"
    )
    subprocess.run([sys.executable, "-c", probe], check=True, capture_output=True)


def test_elements_of_many_levels_take_no_recursion() -> None:
    top = at = element("e0")
    for number in range(1, 3000):
        at = element(f"e{number}", at)
    library = FakeLibrary("python", {"select_code": lambda: files("a.py")})
    scope(at, "code", call("select_code", library="python"), language="python")
    plan = make_plan(Specification((top,)))
    found = measure(plan, catalog_of(library), MemoryWorkspace({"a.py": ""}))
    assert found.files.governed == {"a.py"}
    innermost: Element = found.elements[-1].element
    assert innermost is at


def test_what_no_element_selects_decides_no_minimum() -> None:
    class Choosy(FakeLibrary):
        def dependencies(self, files: Sequence[str]) -> Dependencies:
            broken = [Failure("syntax", "broken", path, 1) for path in files if path == "other.py"]
            return Dependencies((), tuple(broken))

    world = World()
    world.library = Choosy("python", world.library.functions)
    catalog = catalog_of(world.library)
    facts = Facts(catalog, Evaluator(catalog).declarations, (world.top,))
    goal = CoverageGoal(place("coverage"), (world.top,), 80.0)
    assert type(reached(goal, facts, catalog, world.workspace)) is Violated


def test_a_language_that_two_libraries_know_is_counted_once() -> None:
    world = World(A_TO_B)
    other = FakeLibrary("zpython", {}, Dependencies((A_TO_C,)))
    mute = Broken("ymute", {})
    mute.languages = lambda: ()  # type: ignore[attr-defined]
    found = measure(make_plan(Specification((world.top,))), catalog_of(world.library, mute, other), world.workspace)
    assert (open_ends(found), found.files.unknown) == ([("a.py", "b.py")], ())


def test_code_that_is_not_the_own_is_left_out_for_the_reason() -> None:
    world = World()
    world.library.own_files = lambda: ["a.py", "b.py", "c.py"]  # type: ignore[attr-defined]
    found = world.measure().files
    assert found.considered == ("a.py", "b.py", "c.py")
    assert [(each.language, each.reason) for each in found.left_out][1:2] == [
        ("python", "installed packages, and not the project's own")
    ]
