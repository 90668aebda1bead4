"""Which violations are accepted, by whom, and what is said of it."""

from __future__ import annotations

import pytest

from bound import call, check, element, place
from hielements.libraries.outcomes import Violated, Violation
from hielements.plan.plan import PlannedCheck
from hielements.project.configuration import Waiver
from hielements.run.accepting import Acceptance
from hielements.run.results import Waived
from hielements.run.rule_names import is_named
from hielements.source.memory import MemoryWorkspace

AT_A, AT_B = Violation("imports os", "src/a.py", 2), Violation("imports os", "src/b.py", 2)
NOWHERE = Violation("is not there")
OUTCOME = Violated("3 places", (AT_A, AT_B, NOWHERE))


def waiver(owner: str = "shop", **settings: str) -> Waiver:
    return Waiver(owner, "moves in May", place("[[waivers]]"), **settings)


def planned() -> PlannedCheck:
    owner = element("web", element("shop"))
    return PlannedCheck(0, owner, check(owner, call("no_import")))


@pytest.mark.parametrize(
    ("given", "accepted"),
    [
        (waiver("shop.web"), [AT_A, AT_B, NOWHERE]),
        (waiver("shop.**"), [AT_A, AT_B, NOWHERE]),
        (waiver("shop.db"), []),
        (waiver("shop.web", check="no_import"), [AT_A, AT_B, NOWHERE]),
        (waiver("shop.web", check="no_dependency"), []),
        (waiver("shop.db", check="no_import"), []),
        (waiver("shop.web", path="src/a.*"), [AT_A]),
        (waiver("shop.web", path="**"), [AT_A, AT_B]),
        (waiver("shop.web", path="src/c.py"), []),
        (waiver("shop.web", path="src/[a"), []),
        (waiver("shop.web", expires="2026-11-28"), [AT_A, AT_B, NOWHERE]),
        (waiver("shop.web", expires="2026-11-27"), []),
    ],
)
def test_a_waiver_accepts_what_it_names(given: Waiver, accepted: list[Violation]) -> None:
    acceptance = Acceptance([given], today="2026-11-28")
    outcome, found = acceptance.apply(planned(), OUTCOME)
    assert [each.violation for each in found] == accepted
    assert all((each.by, each.reason) == ("waiver", "moves in May") for each in found)
    left = tuple(each for each in OUTCOME.violations if each not in accepted)
    assert isinstance(outcome, Waived) == (not left)
    if isinstance(outcome, Violated):
        assert outcome.violations == left
    assert acceptance.expired == ((given,) if given.expires == "2026-11-27" else ())


@pytest.mark.parametrize(
    ("violations", "path", "words"),
    [
        ((AT_A,), "", "waived"),
        ((AT_A, AT_B), "src/a.py", "1 of 2 accepted: 1 waived"),
        ((AT_A, AT_B), "", "all accepted: 2 waived"),
    ],
)
def test_the_message_says_how_many_are_accepted(violations: tuple[Violation, ...], path: str, words: str) -> None:
    acceptance = Acceptance([waiver("shop.web", path=path)])
    outcome, _ = acceptance.apply(planned(), Violated("wrong", violations))
    assert isinstance(outcome, Violated | Waived)
    assert outcome.message == f"wrong ({words})"


@pytest.mark.parametrize(
    ("line", "end_line", "accepted"),
    [(2, 4, True), (4, None, True), (2, 3, False), (2, None, False), (None, None, False), (5, 6, False)],
)
def test_a_comment_speaks_of_the_first_and_the_last_line(
    line: int | None, end_line: int | None, accepted: bool
) -> None:
    workspace = MemoryWorkspace({"a.py": b"\nfrom os import (\n    path,\n)  # hielements: allow(why)\n\n\n"})
    violation = Violation("imports os", "a.py", line, end_line=end_line)
    outcome, found = Acceptance(workspace=workspace).apply(planned(), Violated("wrong", (violation,)))
    assert isinstance(outcome, Waived) == accepted
    assert [each.by for each in found] == ["comment"] * accepted


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        ("", True),
        ("check", True),
        ("connection", False),
        ("no_import", True),
        ("python.no_import", True),
        ("exists", True),
        ("no_*", True),
        ("python.no_import(api, 'x')*", True),
        ("api", False),
        ("python", False),
    ],
)
def test_a_rule_is_called_by_any_function_that_it_calls(pattern: str, named: bool) -> None:
    assert is_named(pattern, "check", "python.no_import(api, 'x') and files.exists('y')") == named
