"""What rules look at: the dependencies between code that each kind of rule governs."""

from __future__ import annotations

import pytest

from bound import call, check, files, literal, place, scope
from bound.covered_project import A_TO_B, A_TO_C, B_TO_A, World, edge, open_ends
from hielements.libraries.signatures import SCOPE, STRING, Governed
from hielements.libraries.values import ScopeValue
from hielements.model.specification import (
    ConnectionGoal,
    ConnectionTarget,
    FunctionCall,
    ScopeReference,
    UndeclaredUsesGoal,
    UsesGoal,
)

PART_OF_A = ScopeValue("function", "f", "a.py", ("a.py",), "python", symbol="f", lines=(10, 20))
PART_OF_B = ScopeValue("function", "g", "b.py", ("b.py",), "python", symbol="g", lines=(10, 20))


@pytest.mark.parametrize(
    ("governs", "names", "module", "still_open"),
    [
        ("between", ["a", "b"], None, [("a.py", "c.py")]),
        ("between", ["b", "a"], None, [("a.py", "c.py")]),
        ("within", ["a", "b"], None, [("a.py", "c.py")]),
        ("within", ["a", "b", "c"], None, []),
        ("leaving", ["a"], None, [("b.py", "a.py")]),
        ("entering", ["a"], None, [("a.py", "b.py"), ("a.py", "c.py")]),
        ("named", ["a"], "c", [("a.py", "b.py"), ("b.py", "a.py")]),
        ("named", ["b"], "c", [("a.py", "b.py"), ("a.py", "c.py"), ("b.py", "a.py")]),
        (None, ["a", "b", "c"], None, [("a.py", "b.py"), ("a.py", "c.py"), ("b.py", "a.py")]),
    ],
)
def test_what_checks_look_at(
    governs: Governed | None, names: list[str], module: str | None, still_open: list[tuple[str, str]]
) -> None:
    world = World(A_TO_B, A_TO_C, B_TO_A)
    world.look(governs, *names, module=module)
    found = world.measure()
    assert open_ends(found) == still_open
    assert [rule.dependencies for rule in found.rules] == [3 - len(still_open)]
    assert [rule.files for rule in found.rules] == [len(names)]


@pytest.mark.parametrize("governs", ["between", "within", "leaving", "entering"])
def test_parts_of_files_are_looked_at_by_line_and_member(governs: Governed) -> None:
    part = ScopeValue("function", "f", "a.py", ("a.py",), "python", symbol="f", lines=(10, 20))
    edges = [
        edge("a.py", "b.py", line=15),
        edge("a.py", "b.py", line=25),
        edge("b.py", "a.py", line=1, member="f"),
        edge("b.py", "a.py", line=2, member="g"),
        edge("b.py", "a.py", line=3),
    ]
    world = World(*edges, a=part)
    world.look(governs, *(["a", "b"] if governs in ("between", "within") else ["a"]))
    found = [(each.dependency.path, each.dependency.line) for each in world.measure().ungoverned]
    from_part, into_part = [("a.py", 15)], [("b.py", 1), ("b.py", 3)]
    looked = {"leaving": from_part, "entering": into_part}.get(governs, from_part + into_part)
    everything = [("a.py", 15), ("a.py", 25), ("b.py", 1), ("b.py", 2), ("b.py", 3)]
    assert found == [each for each in everything if each not in looked]


@pytest.mark.parametrize(
    ("action", "still_open"),
    [("forbids", [("a.py", "c.py")]), ("requires", [("a.py", "c.py")]), ("allows", [("b.py", "a.py")])],
)
def test_what_connection_rules_look_at(action: str, still_open: list[tuple[str, str]]) -> None:
    world = World(A_TO_B, A_TO_C, B_TO_A)
    world.connection(action, "a", world.target("b"))
    assert open_ends(world.measure()) == still_open


def test_a_rule_about_a_module_looks_at_dependencies_on_it() -> None:
    world = World(A_TO_B, A_TO_C)
    world.connection("forbids", "a", ConnectionTarget(place("c"), "c", False, module="c"))
    assert open_ends(world.measure()) == [("a.py", "b.py")]


def test_uses_and_undeclared_uses() -> None:
    world = World(A_TO_B, A_TO_C, edge("a.py", "other.py"))
    check(world.elements["a"], UsesGoal(place("use"), world.scopes["a"], world.target("b")))
    assert open_ends(world.measure()) == [("a.py", "c.py"), ("a.py", "other.py")]
    check(world.elements["a"], UndeclaredUsesGoal(place("element"), world.elements["a"], ()))
    assert open_ends(world.measure()) == [("a.py", "other.py")]


def test_what_lies_in_no_element_is_no_part_of_one() -> None:
    world = World(edge("other.py", "a.py"), edge("a.py", "other.py"), edge("other.py", "x.py"))
    assert world.measure().inside == 0
    check(world.top, UndeclaredUsesGoal(place("element"), world.elements["a"], ()))
    assert open_ends(world.measure()) == [("a.py", "other.py"), ("other.py", "a.py"), ("other.py", "x.py")]


def test_a_rule_about_a_module_is_about_its_own_code_alone() -> None:
    world = World(A_TO_C, edge("b.py", "c.py"))
    world.look("named", "a", module="c")
    assert open_ends(world.measure()) == [("b.py", "c.py")]


def test_the_first_text_names_the_module() -> None:
    world = World(A_TO_B, A_TO_C)
    arguments = [ScopeReference(place("a"), SCOPE, world.scopes["a"]), literal("c"), literal("b")]
    made: FunctionCall = call("rule", *arguments, types=[SCOPE, STRING, STRING], library="python")
    function = made.function.with_(governs="named")
    goal = FunctionCall(made.location, made.type, "python", function, made.signature, made.arguments)
    check(world.top, goal)
    assert open_ends(world.measure()) == [("a.py", "b.py")]


@pytest.mark.parametrize("governs", ["between", "within"])
def test_what_leads_from_or_to_other_code_is_not_looked_at(governs: Governed) -> None:
    edges = [edge("a.py", "c.py"), edge("b.py", "c.py"), edge("c.py", "a.py"), edge("c.py", "b.py")]
    world = World(*edges)
    world.look(governs, "a", "b")
    assert len(world.measure().ungoverned) == 4


def test_two_rules_about_modules_look_at_the_same_file() -> None:
    world = World(A_TO_B, A_TO_C)
    world.look("named", "a", module="c")
    world.look("named", "a", module="b")
    found = world.measure()
    assert open_ends(found) == []
    assert [rule.dependencies for rule in found.rules] == [1, 1]


def test_one_rule_may_be_about_a_module_and_an_element() -> None:
    world = World(A_TO_B, A_TO_C)
    owner = world.elements["a"]
    targets = (ConnectionTarget(place("c"), "c", False, module="c"), world.target("b"))
    check(owner, ConnectionGoal(place("rule"), "forbids", False, owner, (owner,), targets))
    assert open_ends(world.measure()) == []


def test_a_rule_about_a_module_is_about_all_that_is_in_it() -> None:
    world = World(edge("a.py", "c.py", name="c.inner"), edge("a.py", "b.py", name="ca"))
    world.look("named", "a", module="c")
    assert open_ends(world.measure()) == [("a.py", "b.py")]


def test_only_the_part_of_a_file_that_a_rule_names_is_its_source() -> None:
    world = World(edge("a.py", "c.py", line=15), edge("a.py", "c.py", line=25), a=PART_OF_A)
    world.look("named", "a", module="c")
    assert [each.dependency.line for each in world.measure().ungoverned] == [25]


def test_a_rule_about_a_module_that_names_none_looks_at_nothing() -> None:
    world = World(A_TO_B, A_TO_C)
    world.look("named", "a")
    assert open_ends(world.measure()) == [("a.py", "b.py"), ("a.py", "c.py")]


def test_a_text_is_a_module_only_where_the_rule_is_about_one() -> None:
    world = World(A_TO_B, A_TO_C)
    world.look("leaving", "a", module="c")
    assert open_ends(world.measure()) == []


def test_what_leaves_into_code_of_no_element_is_looked_at() -> None:
    world = World(edge("a.py", "other.py"))
    world.look("leaving", "a")
    assert open_ends(world.measure()) == []


def test_what_stays_in_the_same_code_does_not_leave_it() -> None:
    world = World(A_TO_B, edge("a.py", "other.py"))
    world.library.functions = {**world.library.functions, "select_top": lambda: files("a.py", "b.py", "c.py")}
    world.scopes["top"] = scope(world.top, "code", call("select_top", library="python"), language="python")
    world.look("leaving", "top")
    assert open_ends(world.measure()) == [("a.py", "b.py")]


def test_between_parts_both_ends_count() -> None:
    edges = [
        edge("a.py", "b.py", line=15, member="g"),
        edge("a.py", "b.py", line=15, member="h"),
        edge("a.py", "b.py", line=25, member="g"),
        edge("a.py", "c.py", line=15),
        edge("b.py", "a.py", line=15, member="f"),
        edge("b.py", "a.py", line=99, member="f"),
    ]
    world = World(*edges, a=PART_OF_A, b=PART_OF_B)
    world.look("between", "a", "b")
    found = [
        (each.dependency.path, each.dependency.line, each.dependency.member) for each in world.measure().ungoverned
    ]
    assert found == [("a.py", 15, "h"), ("a.py", 15, None), ("a.py", 25, "g"), ("b.py", 99, "f")]


def test_what_starts_in_a_part_does_not_enter_it() -> None:
    world = World(edge("a.py", "b.py", line=15), edge("b.py", "a.py", line=1, member="f"), a=PART_OF_A)
    world.look("entering", "a")
    assert open_ends(world.measure()) == [("a.py", "b.py")]
