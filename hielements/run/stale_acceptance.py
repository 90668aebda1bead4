"""What accepts violations and no longer should: entries of the baseline, waivers and comments that accept nothing.

Comes in: what is accepted, and the results of a run. Goes out: diagnostics at the entry, the waiver or the comment, and
the state of the baseline. It must never call stale what the run could not see: the violations of a check that was left
out or is undecided are unknown, not mended.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from hielements.diagnostics.codes.accepting import (
    BAD_ALLOWANCE,
    EXPIRED_WAIVER,
    STALE_BASELINE,
    UNUSED_ALLOWANCE,
    UNUSED_WAIVER,
)
from hielements.diagnostics.diagnostic import Diagnostic, Label
from hielements.libraries.outcomes import Undecided
from hielements.plan.filters import collapse, path_matcher
from hielements.plan.plan import Plan, PlannedCheck
from hielements.project.baseline_file import Baseline, Entry, Key
from hielements.project.configuration import Waiver
from hielements.record import Record
from hielements.run.accepting import Acceptance, key_of, line_place, place_of
from hielements.run.allow_comments import syntax_of
from hielements.run.results import Accepted, BaselineState, CheckResult
from hielements.run.rule_names import is_named

_SHOWN_ENTRIES: Final = 5

_Rule = tuple[str, str, str]


class Staleness(Record):
    """`baseline` is None where there is none."""

    diagnostics: tuple[Diagnostic, ...]
    baseline: BaselineState | None


def staleness(
    acceptance: Acceptance, plan: Plan, results: Sequence[CheckResult], *, whole: bool, strict: bool
) -> Staleness:
    """What is stale. `whole` says that every specification of the project was given, so that what belongs to none of
    them belongs to nothing. With `strict` comments that allow nothing are looked for in every file, and what is stale
    is an error."""
    everything = whole and not plan.skipped and len(results) == len(plan.checks)
    undecided = [result for result in results if isinstance(result.outcome, Undecided)]
    accepted = [each for result in results for each in result.accepted]
    diagnostics = list(_expired(acceptance.expired))
    if everything:
        diagnostics += _unused_waivers(acceptance, undecided, accepted)
    diagnostics += _unexplained(acceptance, results)
    if strict and everything and not undecided:
        diagnostics += _unused_comments(acceptance, accepted)
    state = None
    if acceptance.baseline is not None:
        state, stale = _compared(acceptance.baseline, plan, results, whole)
        if stale:
            diagnostics.append(_stale_entries(acceptance.baseline, stale))
    if strict:
        diagnostics = [each.with_(raised=True) for each in diagnostics]
    return Staleness(tuple(diagnostics), state)


# Waivers


def _expired(waivers: Iterable[Waiver]) -> Iterator[Diagnostic]:
    for waiver in waivers:
        owner = f" (its owner is {waiver.owner})" if waiver.owner else ""
        yield Diagnostic(
            EXPIRED_WAIVER,
            f"the waiver for `{waiver.element}` expired on {waiver.expires}: {waiver.reason}{owner}",
            waiver.location,
            help="mend what it waived and remove it, or decide anew until when it holds",
        )


def _unused_waivers(
    acceptance: Acceptance, undecided: Sequence[CheckResult], accepted: Sequence[Accepted]
) -> Iterator[Diagnostic]:
    used = {each.place for each in accepted if each.by == "waiver"}
    for waiver in acceptance.waivers:
        if waiver in acceptance.expired or waiver.location in used:
            continue
        if any(_concerns(waiver, result) for result in undecided):
            continue
        yield Diagnostic(
            UNUSED_WAIVER,
            f"the waiver for `{waiver.element}` accepts no violation",
            waiver.location,
            help="remove it; or mend its globs, if what it should waive is reported",
        )


def _concerns(waiver: Waiver, result: CheckResult) -> bool:
    check = result.planned.check
    return bool(path_matcher(waiver.element)(result.planned.element.path)) and is_named(
        waiver.check, check.kind, collapse(check.text)
    )


# Comments


def _unexplained(acceptance: Acceptance, results: Sequence[CheckResult]) -> Iterator[Diagnostic]:
    """Comments at violations that would allow them, if they gave a reason."""
    for result in results:
        for violation in getattr(result.outcome, "violations", ()):
            if violation.path is None or violation.line is None:
                continue
            found = acceptance.comments_of(violation.path)
            if found is None:
                continue
            for comment in found.about(violation.line, violation.end_line or violation.line):
                if not comment.reason:
                    yield Diagnostic(
                        BAD_ALLOWANCE,
                        "the comment allows nothing, because it gives no reason",
                        place_of(comment, found),
                        help="write `hielements: allow(REASON)`, or `hielements: allow[RULE](REASON)` for one rule",
                    )


def _unused_comments(acceptance: Acceptance, accepted: Sequence[Accepted]) -> Iterator[Diagnostic]:
    workspace = acceptance.workspace
    if workspace is None:
        return
    used = {(each.place.source.name, each.place.line) for each in accepted if each.by == "comment"}
    for path in workspace.files():
        found = acceptance.comments_of(path) if syntax_of(path) else None
        if found is None:
            continue
        for comment in found.comments:
            if (path, comment.line) not in used:
                yield Diagnostic(
                    UNUSED_ALLOWANCE,
                    "the comment allows no violation",
                    place_of(comment, found),
                    help="remove it; it speaks of its own line, or of the line below where it stands alone",
                )


# The baseline


def _compared(
    baseline: Baseline, plan: Plan, results: Sequence[CheckResult], whole: bool
) -> tuple[BaselineState, list[tuple[Entry, int]]]:
    """The state, and of each entry how many violations are not there any more."""
    found: dict[Key, int] = {}
    decided: set[_Rule] = set()
    for result in results:
        planned = result.planned
        if not isinstance(result.outcome, Undecided):
            decided.add(_rule(planned))
        numbers: dict[Key, int] = {}
        for each in result.accepted:
            if each.by == "baseline":
                key = key_of(each.violation, planned)
                numbers[key] = numbers.get(key, 0) + 1
        # One rule may stand in an element twice, say of its own and of a pattern: then it finds everything twice.
        for key, number in numbers.items():
            found[key] = max(number, found.get(key, 0))
    rules = {_rule(each) for each in (*plan.checks, *plan.skipped)}
    specs = {spec for spec, _, _ in rules}
    unseen = 0
    stale = []
    for entry in baseline.entries:
        key = entry.key
        rule = (key.spec, key.element, key.check)
        gone = rule not in rules and (whole or key.spec in specs)
        if rule not in decided and not gone:
            unseen += entry.count
        elif (number := entry.count - found.get(key, 0)) > 0:
            stale.append((entry, number))
    known = sum(found.values())
    first = baseline.history[0] if baseline.history else None
    state = BaselineState(
        file=baseline.source.name,
        known=known,
        stale=baseline.violations - known - unseen,
        unseen=unseen,
        first=first.violations if first else None,
        since=first.date if first else None,
        gone=tuple((entry.line, number) for entry, number in stale),
    )
    return state, stale


def _rule(planned: PlannedCheck) -> _Rule:
    return planned.spec, planned.element.path, collapse(planned.check.text)


def _stale_entries(baseline: Baseline, stale: Sequence[tuple[Entry, int]]) -> Diagnostic:
    number = sum(gone for _, gone in stale)
    what = "a violation that no longer occurs" if number == 1 else f"{number:,} violations that no longer occur"
    places = [line_place(baseline, entry) for entry, _ in stale]
    return Diagnostic(
        STALE_BASELINE,
        f"the baseline lists {what}",
        places[0],
        secondary=tuple(Label(place, "") for place in places[1:_SHOWN_ENTRIES]),
        help="`hielements baseline update` removes them, so that they cannot come back unnoticed",
    )
