"""What is different between two states of a project, as renderers see it, and how it is found.

Comes in: the reports of two runs, each with the architecture. Goes out: a DifferenceReport. Violations are the same in
both when rule, file and target are: lines may move. It must never know where the two states came from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from hielements.record import Record
from hielements.report.architecture import ReportedArchitecture, ReportedUse
from hielements.report.report import Report, ReportedCheck, ReportedDiagnostic, ReportedViolation
from hielements.run.exit_status import HOLDS, UNDECIDED, VIOLATED


class ReportedDependencyChange(Record):
    """All dependencies of one element on another, or on an `external` package, in both states. `source` is None for
    code of no element. `use` is the first of them, in the state that has it."""

    source: str | None
    target: str | None
    external: str | None
    before: int
    after: int
    use: ReportedUse


class ReportedViolationChange(Record):
    """A violation that came or went, and how many like it."""

    element: str
    check: str
    violation: ReportedViolation
    count: int


class DifferenceReport(Record):
    """`before` and `after` are what the two states are called. With `trouble` nothing could be compared: it says which
    state has it, and `diagnostics` are its errors. `undecided` are the checks that could not be decided after, without
    those that could not before either."""

    before: str
    after: str
    exit_code: int
    trouble: str | None = None
    diagnostics: tuple[ReportedDiagnostic, ...] = ()
    new_elements: tuple[str, ...] = ()
    gone_elements: tuple[str, ...] = ()
    new_dependencies: tuple[ReportedDependencyChange, ...] = ()
    gone_dependencies: tuple[ReportedDependencyChange, ...] = ()
    changed_dependencies: tuple[ReportedDependencyChange, ...] = ()
    new_violations: tuple[ReportedViolationChange, ...] = ()
    gone_violations: tuple[ReportedViolationChange, ...] = ()
    undecided: tuple[ReportedCheck, ...] = ()


def compare(names: tuple[str, str], before: Report, after: Report) -> DifferenceReport:
    """The differences. The exit status is 1 when a violation came, 2 when one of the two could not be checked or a
    check can no longer be decided, else 0."""
    for name, report in zip(names, (before, after), strict=True):
        if report.architecture is None:
            errors = tuple(each for each in report.diagnostics if each.severity == "error")
            return DifferenceReport(*names, UNDECIDED, f"{name} cannot be checked", errors)
    assert before.architecture is not None
    assert after.architecture is not None
    old_elements = [each.path for each in before.architecture.elements]
    new_elements = [each.path for each in after.architecture.elements]
    dependencies = list(_dependencies(before.architecture, after.architecture))
    came = tuple(_missing(after.results, before.results))
    open_before = {(each.element, each.check) for each in before.results if each.status == "error"}
    undecided = tuple(
        each for each in after.results if each.status == "error" and (each.element, each.check) not in open_before
    )
    return DifferenceReport(
        *names,
        VIOLATED if came else UNDECIDED if undecided else HOLDS,
        new_elements=_without(new_elements, old_elements),
        gone_elements=_without(old_elements, new_elements),
        new_dependencies=tuple(each for each in dependencies if not each.before),
        gone_dependencies=tuple(each for each in dependencies if not each.after),
        changed_dependencies=tuple(each for each in dependencies if each.before and each.after),
        new_violations=came,
        gone_violations=tuple(_missing(before.results, after.results)),
        undecided=undecided,
    )


def _without(names: Sequence[str], others: Iterable[str]) -> tuple[str, ...]:
    known = set(others)
    return tuple(name for name in names if name not in known)


_Ends = tuple[str | None, str | None, str | None]


def _dependencies(before: ReportedArchitecture, after: ReportedArchitecture) -> Iterator[ReportedDependencyChange]:
    """The dependencies between elements whose number differs, sorted by their ends."""
    old, new = _between(before), _between(after)
    for ends in sorted(old.keys() | new.keys(), key=lambda each: tuple(name or "" for name in each)):
        uses_before, uses_after = old.get(ends, []), new.get(ends, [])
        if len(uses_before) != len(uses_after):
            use = (uses_after or uses_before)[0]
            yield ReportedDependencyChange(*ends, len(uses_before), len(uses_after), use)


def _between(architecture: ReportedArchitecture) -> dict[_Ends, list[ReportedUse]]:
    found: dict[_Ends, list[ReportedUse]] = {}
    for use in architecture.uses:
        if use.external is not None or use.source != use.target:
            found.setdefault((use.source, use.target, use.external), []).append(use)
    return found


def _missing(results: Sequence[ReportedCheck], others: Sequence[ReportedCheck]) -> Iterator[ReportedViolationChange]:
    """The violations of the first results that the second do not have, in their order."""
    left = Counter(_key(result, violation) for result in others for violation in result.violations)
    found: dict[tuple[str | None, ...], ReportedViolationChange] = {}
    for result in results:
        for violation in result.violations:
            key = _key(result, violation)
            if left[key]:
                left[key] -= 1
            elif key in found:
                found[key] = found[key].with_(count=found[key].count + 1)
            else:
                found[key] = ReportedViolationChange(result.element, " ".join(result.check.split()), violation, 1)
    yield from found.values()


def _key(result: ReportedCheck, violation: ReportedViolation) -> tuple[str | None, ...]:
    return result.element, " ".join(result.check.split()), violation.path, violation.target
