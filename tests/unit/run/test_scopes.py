"""Scopes and refs: once, typed, empty, failing, joined."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest

from bound import (
    FakeLibrary,
    call,
    check,
    compared,
    element,
    fails,
    files,
    listed,
    literal,
    negated,
    outcome_of,
    passes,
    ref,
    run,
    scope,
    to_ref,
    to_scope,
)
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated
from hielements.libraries.signatures import ANY, SCOPE, STRING, Type, list_of, one_of
from hielements.libraries.values import ConnectionPoint, ScopeValue
from hielements.run.execution import Options
from hielements.run.results import CheckOutcome
from hielements.run.unions import is_empty_list, union

SHOP = element("shop")


def seen(store: list[Any]) -> Any:
    def remember(**arguments: object) -> Outcome:
        store.extend(arguments.values())
        return Passed()

    return remember


def failures(outcome: CheckOutcome) -> list[tuple[str, str]]:
    assert isinstance(outcome, Undecided), outcome
    return [(failure.reason, failure.message) for failure in outcome.failures]


@pytest.mark.parametrize("jobs", [1, 8])
def test_a_scope_is_evaluated_once(jobs: int) -> None:
    def slowly() -> ScopeValue:
        time.sleep(0.02)
        return files("a.py")

    library = FakeLibrary("fake", {"select": slowly, "passes": passes})
    owner = element("shop")
    source = scope(owner, "src", call("select"))
    for _ in range(20):
        check(owner, call("passes", to_scope(source)))
    results = run([owner], library, options=Options(jobs=jobs)).results
    assert [type(result.outcome) for result in results] == [Passed] * 20
    assert library.calls.count("select") == 1


def test_a_scope_that_no_check_needs_is_not_evaluated() -> None:
    library = FakeLibrary("fake", {"select": lambda: files("a.py"), "passes": passes})
    owner = element("shop")
    scope(owner, "src", call("select"))
    check(owner, call("passes"))
    run([owner], library)
    assert library.calls == ["passes"]


def test_a_scope_knows_its_declaration_and_language() -> None:
    store: list[Any] = []
    library = FakeLibrary("fake", {"select": lambda: files("a.py"), "see": seen(store)})
    declared = scope(SHOP, "src", call("select"), language="rust")
    outcome_of(call("see", to_scope(declared)), library)
    assert store[0].language == "rust"
    assert store[0].declared is declared.location
    assert store[0].files == ["a.py"]


def test_every_check_on_a_failed_scope_says_which_and_why() -> None:
    library = FakeLibrary("fake", {"select": lambda: Failure("unreadable", "src may not be read", "src"), "f": passes})
    owner = element("shop")
    source = scope(owner, "src", call("select"))
    inner = scope(element("api", owner), "part", to_scope(source))
    check(owner, call("f", to_scope(source)))
    check(owner, call("f", to_scope(inner)))
    first, second = run([owner], library).results
    said = "the scope `shop.src` could not be selected: src may not be read"
    assert failures(first.outcome) == [("unreadable", said)]
    assert failures(second.outcome) == [("unreadable", f"the scope `shop.api.part` could not be selected: {said}")]


@pytest.mark.parametrize("arguments", ["plain", "list"])
def test_a_check_on_an_empty_scope_is_undecided(arguments: str) -> None:
    library = FakeLibrary("fake", {"select": lambda: files(absence="there is no folder src"), "f": passes})
    source = to_scope(scope(SHOP, "src", call("select")))
    outcome = outcome_of(call("f", source if arguments == "plain" else listed(source)), library)
    assert failures(outcome) == [("empty-scope", "the scope `shop.src` selects nothing: there is no folder src")]
    assert isinstance(outcome, Undecided)
    assert (outcome.failures[0].path, outcome.failures[0].line) == ("spec.hie", 7)
    assert library.calls == ["select"]


def test_an_empty_selector_without_a_name() -> None:
    library = FakeLibrary("fake", {"select": files, "f": passes})
    assert failures(outcome_of(call("f", call("select")), library)) == [
        ("empty-scope", "folder 'nothing' selects nothing")
    ]


def test_a_check_about_existence_decides_on_an_empty_scope_itself() -> None:
    library = FakeLibrary("fake", {"select": files, "f": fails})
    for types in (None, [SCOPE]):
        argument = call("select") if types is None else listed(call("select"))
        outcome = outcome_of(call("f", argument, types=types, about_existence=True), library)
        assert isinstance(outcome, Violated)


def test_a_number_counted_over_nothing_is_no_answer() -> None:
    library = FakeLibrary("fake", {"select": files, "select_size": lambda a: 0, "select_part": lambda a: a})
    empty = to_scope(scope(SHOP, "src", call("select")))
    assert failures(outcome_of(compared(call("select_size", empty), "<", literal(9)), library)) == [
        ("empty-scope", "the scope `shop.src` selects nothing")
    ]
    part = scope(SHOP, "part", call("select_part", empty))
    assert isinstance(outcome_of(call("f", to_scope(part)), library), Undecided)


@pytest.mark.parametrize(
    ("setting", "plain", "inverted", "existence"),
    [
        ("undecided", Undecided, Undecided, Violated),
        ("fail", Violated, Violated, Violated),
        ("pass", Passed, Passed, Violated),
    ],
)
def test_the_setting_for_empty_scopes(setting: Any, plain: type, inverted: type, existence: type) -> None:
    library = FakeLibrary("fake", {"select": lambda: files(absence="there is no src"), "f": fails})
    options = Options(empty_scope=setting)
    empty = call("select")
    assert type(outcome_of(call("f", empty), library, options=options)) is plain
    assert type(outcome_of(negated(call("f", empty)), library, options=options)) is inverted
    assert type(outcome_of(call("f", empty, about_existence=True), library, options=options)) is existence


def test_the_setting_never_hides_another_trouble() -> None:
    functions = {"select": lambda: files(absence="there is no src"), "select_b": lambda: Failure("limit", "too much")}
    library = FakeLibrary("fake", {**functions, "f": passes})
    goal = call("f", call("select"), call("select_b"))
    outcome = outcome_of(goal, library, options=Options(empty_scope="pass"))
    assert [reason for reason, _ in failures(outcome)] == ["empty-scope", "limit"]
    assert isinstance(outcome_of(goal, library, options=Options(empty_scope="fail")), Violated)
    broken = outcome_of(call("f", call("select_b")), library, options=Options(empty_scope="fail"))
    assert [reason for reason, _ in failures(broken)] == ["limit"]


def test_a_pass_over_nothing_says_so() -> None:
    library = FakeLibrary("fake", {"select": lambda: files(absence="there is no src"), "f": passes})
    outcome = outcome_of(call("f", call("select")), library, options=Options(empty_scope="pass"))
    assert outcome == Passed("nothing was looked at: folder 'nothing' selects nothing: there is no src")


# Lists of scopes


@pytest.mark.parametrize("type_", [SCOPE, one_of(SCOPE, STRING)])
def test_a_list_where_a_scope_is_expected_is_the_union(type_: Type) -> None:
    store: list[Any] = []
    functions = {"select_a": lambda: files("b.py", "c.py"), "select_b": lambda: files("a.py", "b.py")}
    library = FakeLibrary("fake", {**functions, "see": seen(store)})
    outcome_of(call("see", listed(call("select_a"), call("select_b")), types=[type_]), library)
    assert list(store[0].files) == ["a.py", "b.py", "c.py"]
    assert store[0].kind == "folder"


@pytest.mark.parametrize("type_", [ANY, list_of(SCOPE), one_of(SCOPE, list_of(SCOPE))])
def test_a_list_stays_a_list_where_lists_are_expected(type_: Type) -> None:
    store: list[Any] = []
    library = FakeLibrary("fake", {"select": lambda: files("a.py"), "see": seen(store)})
    outcome_of(call("see", listed(call("select"), call("select")), types=[type_]), library)
    assert len(store[0]) == 2


def test_a_scope_may_be_a_list_of_scopes() -> None:
    store: list[Any] = []
    functions = {"select_a": lambda: files("b.py"), "select_b": lambda: files("a.py", kind="module", language="python")}
    library = FakeLibrary("fake", {**functions, "see": seen(store)})
    both = scope(SHOP, "both", listed(call("select_a"), call("select_b")))
    outcome_of(call("see", to_scope(both)), library)
    assert (store[0].kind, list(store[0].files), store[0].language) == ("union", ["a.py", "b.py"], None)


def test_one_empty_scope_in_a_union_is_enough() -> None:
    library = FakeLibrary("fake", {"select": lambda: files("a.py"), "select_b": files, "f": passes})
    outcome = outcome_of(call("f", listed(call("select"), call("select_b")), types=[SCOPE]), library)
    assert failures(outcome) == [("empty-scope", "folder 'nothing' selects nothing")]


def test_an_empty_list_selects_nothing() -> None:
    library = FakeLibrary("fake", {"f": passes})
    outcome = outcome_of(call("f", listed(), types=[SCOPE]), library)
    assert failures(outcome) == [("empty-scope", "`[]` selects nothing: the list of scopes is empty")]


def test_lists_of_lists_do_not_grow_without_bound() -> None:
    library = FakeLibrary("fake", {"select_a": lambda: files("a.py"), "select_b": files, "f": passes})
    owner = element("deep")
    last, before = scope(owner, "s0", call("select_a")), scope(owner, "s1", call("select_b"))
    for number in range(2, 60):
        last, before = scope(owner, f"s{number}", listed(to_scope(last), to_scope(before))), last
    check(owner, call("f", to_scope(last)))
    ((_, message),) = failures(run([owner], library).results[0].outcome)
    assert message.startswith("folder 'nothing' selects nothing")


def test_the_name_of_a_union_stays_readable() -> None:
    every = [files("a.py").with_(selector=f"part{number}" * 5) for number in range(20)]
    joined = union(every)
    assert isinstance(joined, ScopeValue)
    assert len(joined.selector) < 210
    assert joined.selector.endswith("part6part6part6part6part6 ..")
    long = union([files("a.py").with_(selector="x" * 300), files("b.py").with_(selector="y")])
    assert isinstance(long, ScopeValue)
    assert long.selector == "x" * 200 + " .."
    assert list(long.files) == ["a.py", "b.py"]


def test_what_a_union_does_not_agree_on_it_does_not_have() -> None:
    one = ScopeValue("folder", "a", "a", ["a/x.py"], "python", "files")
    same = union([one, one.with_(files=["a/y.py"])])
    assert isinstance(same, ScopeValue)
    assert same.with_(wording="") == one.with_(selector="a, a", files=["a/x.py", "a/y.py"])
    other = union([one, ScopeValue("module", "b", "b", ["b/x.ts"], "typescript", "ts")])
    assert isinstance(other, ScopeValue)
    assert other.with_(wording="") == ScopeValue("union", "a, b", None, ["a/x.py", "b/x.ts"], None, "")


def test_nothing_is_told_from_a_selector_that_missed() -> None:
    nothing = union([])
    assert isinstance(nothing, ScopeValue)
    assert is_empty_list(nothing)
    missed = ScopeValue("union", "a, b", None, [])
    assert not is_empty_list(missed)
    assert not is_empty_list(ScopeValue("folder", "", None, []))
    assert not is_empty_list(ScopeValue("union", "", None, ["a.py"]))
    found = files("a.py")
    assert union([nothing, found]) is found
    assert union([nothing, nothing]) == nothing
    gaps = union([found, missed, nothing, missed])
    assert isinstance(gaps, ScopeValue)
    assert gaps.gaps == (missed,)
    outer = union([gaps, files("b.py")])
    assert isinstance(outer, ScopeValue)
    assert outer.gaps == (missed,)


@pytest.mark.parametrize("part", [{"symbol": "f"}, {"lines": (1, 2)}])
def test_equal_parts_of_files_are_one_part(part: dict[str, Any]) -> None:
    one = files("a.py").with_(**part)
    assert union([one, one.with_()]) == one
    assert isinstance(union([one, files("b.py")]), Failure)
    assert isinstance(union([files("b.py"), one]), Failure)
    assert isinstance(union([one, one.with_(), files("b.py")]), Failure)


def test_parts_of_files_have_no_union() -> None:
    one = ScopeValue("function", "f", "a.py", ["a.py"], symbol="f", lines=(1, 2))
    two = ScopeValue("function", "g", "a.py", ["a.py"], symbol="g", lines=(3, 4))
    library = FakeLibrary("fake", {"select_a": lambda: one, "select_b": lambda: two, "f": passes})
    outcome = outcome_of(call("f", listed(call("select_a"), call("select_b")), types=[SCOPE]), library)
    assert failures(outcome)[0][0] == "unsupported"
    assert isinstance(outcome_of(call("f", listed(call("select_a")), types=[SCOPE]), library), Passed)
    assert isinstance(outcome_of(call("f", listed(call("select_a"), call("select_a")), types=[SCOPE]), library), Passed)


# Refs


@pytest.mark.parametrize(
    ("type_name", "value", "fits"),
    [
        ("string", "x", True),
        ("string", 1, False),
        ("integer", 8080, True),
        ("integer", True, False),
        ("integer", 1.0, False),
        ("integer", "8080", False),
        ("float", 1.5, True),
        ("float", 1, True),
        ("float", True, False),
        ("boolean", True, True),
        ("boolean", 1, False),
        ("Anything", "x", True),
    ],
)
def test_the_value_of_a_ref_has_its_type(type_name: str, value: Any, fits: bool) -> None:
    library = FakeLibrary("fake", {"select": lambda: value})
    made = ref(SHOP, "it", type_name, call("select"))
    outcome = outcome_of(compared(to_ref(made), "==", literal(value)), library)
    if fits:
        assert isinstance(outcome, Passed)
    else:
        ((reason, message),) = failures(outcome)
        assert reason == "argument"
        assert message.startswith(f"the ref `shop.it` is declared as {type_name}, and its value is ")


def test_a_connection_point_gets_the_nominal_type_of_its_ref() -> None:
    store: list[Any] = []
    library = FakeLibrary("fake", {"select": lambda: ConnectionPoint("a", "function", {}), "see": seen(store)})
    outcome_of(call("see", to_ref(ref(SHOP, "api", "HttpHandler", call("select")))), library)
    assert store[0].type == "HttpHandler"


def test_a_ref_that_could_not_be_evaluated_says_so() -> None:
    library = FakeLibrary("fake", {"select": lambda: Failure("syntax", "a.py has an error", "a.py", 3), "f": passes})
    outcome = outcome_of(call("f", to_ref(ref(SHOP, "api", "Handler", call("select")))), library)
    assert failures(outcome) == [("syntax", "the ref `shop.api` could not be evaluated: a.py has an error")]


def test_what_is_not_bound_or_no_scope_is_undecided() -> None:
    library = FakeLibrary("fake", {"select": lambda: 3, "f": passes})
    unbound, number = scope(SHOP, "a", None), scope(SHOP, "b", call("select"))
    unbound_ref = ref(SHOP, "c", "X", None)
    messages = [
        failures(outcome_of(call("f", argument), library))[0][1]
        for argument in (to_scope(unbound), to_scope(number), to_ref(unbound_ref))
    ]
    assert messages == [
        "the scope `shop.a` is not bound to anything",
        "the scope `shop.b` is 3 (Int), which is no scope",
        "the ref `shop.c` is not bound to anything",
    ]


def test_a_scope_defined_by_itself_does_not_hang() -> None:
    library = FakeLibrary("fake", {"f": passes})
    loop = scope(SHOP, "loop", None)
    loop.value = to_scope(loop)
    done: list[Outcome] = []
    thread = threading.Thread(target=lambda: done.append(outcome_of(call("f", to_scope(loop)), library)), daemon=True)
    thread.start()
    thread.join(5)
    assert "is defined by itself" in failures(done[0])[0][1]
