"""Three-valued logic over outcomes: `not`, `and`, `or`.

Comes in: outcomes of operands. Goes out: one outcome. A check passes, is violated or is undecided; the tables are
Kleene's strong three-valued logic, in which an undecided operand matters only when the others leave the answer open:

    and        passed     violated   undecided          or         passed   violated   undecided
    passed     passed     violated   undecided          passed     passed   passed     passed
    violated   violated   violated   violated           violated   passed   violated   undecided
    undecided  undecided  violated   undecided          undecided  passed   undecided  undecided

`not` exchanges passed and violated and leaves undecided alone. Operands are evaluated from left to right. Only an
operand that settles the answer ends the evaluation: the first violated one of `and`, the first passed one of `or`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation

PASSED = Passed()


def negation(operand: Outcome, text: str) -> Outcome:
    """`not` of an outcome. `text` is the operand as written, for the message of the violation."""
    if isinstance(operand, Violated):
        return PASSED
    if isinstance(operand, Undecided):
        return operand
    message = f"`{text}` holds, and `not` demands that it does not"
    if operand.path is not None:
        return Violated(message, (Violation(operand.note or message, operand.path, operand.line),))
    return Violated(message, (Violation(message),))


def combination(operator: Literal["and", "or"], operands: Iterable[Outcome]) -> Outcome:
    """`and` or `or` of outcomes. Takes no more operands from the iterable than it needs.

    A violated `and` is the violation of its first violated operand. A violated `or` holds the violations of all of
    its operands. An undecided one holds the failures of all undecided operands.
    """
    if operator == "and":
        failures: list[Failure] = []
        for outcome in operands:
            if isinstance(outcome, Violated):
                return outcome
            if isinstance(outcome, Undecided):
                failures += outcome.failures
        return undecided(failures) if failures else PASSED
    failures = []
    violated: list[Violated] = []
    for outcome in operands:
        if isinstance(outcome, Passed):
            return outcome
        if isinstance(outcome, Undecided):
            failures += outcome.failures
        else:
            violated.append(outcome)
    if failures:
        return undecided(failures)
    if len(violated) == 1:
        return violated[0]
    message = f"none of {len(violated)} alternatives holds: " + "; ".join(outcome.message for outcome in violated)
    return Violated(message, tuple(violation for outcome in violated for violation in outcome.violations))


def undecided(failures: Iterable[Failure]) -> Undecided:
    """An undecided outcome with each failure once, in the order in which they were found."""
    return Undecided(tuple(dict.fromkeys(failures)))
