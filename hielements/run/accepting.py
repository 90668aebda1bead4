"""Violations that somebody accepted: comments in code, waivers in the configuration, the baseline.

Comes in: what is accepted, and the outcome of a check. Goes out: the outcome without the accepted violations, and these
with what accepts them. It must never make a check that is undecided anything else, and never lose a violation: one that
is accepted stays in the result.

A violation is accepted by the first of: a comment at its place, a waiver, the baseline. So what is explained never uses
up what the baseline knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from hielements.libraries.outcomes import Violated, Violation
from hielements.plan.filters import collapse, path_matcher
from hielements.plan.plan import PlannedCheck
from hielements.project.baseline_file import Baseline, Entry, Key
from hielements.project.configuration import Waiver
from hielements.record import Entity
from hielements.run.allow_comments import AllowComment, FileComments, comments_in
from hielements.run.once import Once
from hielements.run.results import Accepted, CheckOutcome, Waived
from hielements.run.rule_names import is_named
from hielements.run.violations import target_of
from hielements.source.globs import GlobProblem, compile_glob
from hielements.source.text import Location
from hielements.source.workspace import Workspace

_WORDS: Final = {
    "baseline": "in the baseline",
    "waiver": "waived",
    "comment": "allowed by a comment",
}


class Acceptance:
    """What is accepted in one run. `today` is a date (`2026-11-28`): a waiver holds until the end of the day on which
    it expires. Safe to use from several threads."""

    def __init__(
        self,
        waivers: Sequence[Waiver] = (),
        baseline: Baseline | None = None,
        workspace: Workspace | None = None,
        today: str = "",
    ) -> None:
        self.waivers = tuple(waivers)
        self.baseline = baseline
        self.workspace = workspace
        self._entries = {entry.key: entry for entry in baseline.entries} if baseline else {}
        self._in_force = [_Rule(each) for each in waivers if not is_expired(each, today)]
        self.expired = tuple(each for each in waivers if is_expired(each, today))
        self._comments: Once[str, FileComments | None] = Once(self._comments_in)

    def apply(self, planned: PlannedCheck, outcome: Violated) -> tuple[CheckOutcome, tuple[Accepted, ...]]:
        """The outcome that counts, and the violations that do not."""
        check = planned.check
        text = collapse(check.text)
        waivers = [each for each in self._in_force if each.means(planned.element.path, check.kind, text)]
        used: dict[Key, int] = {}
        counting: list[Violation] = []
        accepted: list[Accepted] = []
        for violation in outcome.violations:
            acceptance = (
                self._by_comment(violation, check.kind, text)
                or _by_waiver(violation, waivers)
                or self._by_baseline(violation, planned, used)
            )
            if acceptance is None:
                counting.append(violation)
            else:
                accepted.append(acceptance)
        if not accepted:
            return outcome, ()
        message = f"{outcome.message} ({told(accepted, len(outcome.violations))})"
        if counting:
            return Violated(message, tuple(counting)), tuple(accepted)
        return Waived(message), tuple(accepted)

    def comments_of(self, path: str) -> FileComments | None:
        """The comments of a file of the workspace."""
        return self._comments(path)

    def _comments_in(self, path: str) -> FileComments | None:
        return comments_in(path, self.workspace) if self.workspace is not None else None

    def _by_comment(self, violation: Violation, kind: str, text: str) -> Accepted | None:
        if violation.path is None or violation.line is None:
            return None
        found = self.comments_of(violation.path)
        if found is None:
            return None
        for comment in found.about(violation.line, violation.end_line or violation.line):
            if comment.reason and is_named(comment.rule, kind, text):
                return Accepted(violation, "comment", place_of(comment, found), comment.reason)
        return None

    def _by_baseline(self, violation: Violation, planned: PlannedCheck, used: dict[Key, int]) -> Accepted | None:
        if self.baseline is None:
            return None
        key = key_of(violation, planned)
        entry = self._entries.get(key)
        number = used.get(key, 0)
        if entry is None or number >= entry.count:
            return None
        used[key] = number + 1
        return Accepted(violation, "baseline", line_place(self.baseline, entry))


class _Rule(Entity):
    """A waiver that is in force."""

    waiver: Waiver

    def means(self, element: str, kind: str, text: str) -> bool:
        waiver = self.waiver
        return bool(path_matcher(waiver.element)(element)) and is_named(waiver.check, kind, text)

    def covers(self, violation: Violation) -> bool:
        if not self.waiver.path:
            return True
        glob = compile_glob(self.waiver.path)
        return violation.path is not None and not isinstance(glob, GlobProblem) and glob.matches(violation.path)


def _by_waiver(violation: Violation, rules: Sequence[_Rule]) -> Accepted | None:
    for rule in rules:
        if rule.covers(violation):
            waiver = rule.waiver
            return Accepted(violation, "waiver", waiver.location, waiver.reason, waiver.owner, waiver.expires)
    return None


def is_expired(waiver: Waiver, today: str) -> bool:
    """Whether the last day of the waiver is before `today`. Dates of this form sort as texts."""
    return waiver.expires is not None and waiver.expires < today


def key_of(violation: Violation, planned: PlannedCheck) -> Key:
    """What a baseline knows the violation by."""
    return Key(planned.spec, planned.element.path, collapse(planned.check.text), violation.path, target_of(violation))


def place_of(comment: AllowComment, comments: FileComments) -> Location:
    source = comments.source
    return Location(
        source, source.offset(comment.line, comment.column), source.offset(comment.line, comment.end_column)
    )


def line_place(baseline: Baseline, entry: Entry) -> Location:
    """The line of the baseline file that holds the entry."""
    source = baseline.source
    start = source.offset(entry.line, 1)
    return Location(source, start, start + len(source.line(entry.line)))


def told(accepted: Sequence[Accepted], total: int) -> str:
    """`2 of 3 accepted: 1 in the baseline, 1 waived`."""
    numbers = {by: sum(1 for each in accepted if each.by == by) for by in ("comment", "waiver", "baseline")}
    parts = [f"{number:,} {_WORDS[by]}" for by, number in numbers.items() if number]
    if len(accepted) == total == 1:
        return _WORDS[accepted[0].by]
    how_many = "all" if len(accepted) == total else f"{len(accepted):,} of {total:,}"
    return f"{how_many} accepted: {', '.join(parts)}"
