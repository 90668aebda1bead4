"""What a report has to say of single places, as one flat list: what formats for other tools are made of.

Comes in: a Report. Goes out: findings in the order of the report, diagnostics first: each violation of a failed check,
each reason why a check is undecided, each diagnostic. Must never know a format.

A violation that is accepted (by the baseline, a waiver, a comment) is a finding too, with what accepts it; most formats
leave those out. A finding has a *fingerprint*: a hash of the rule, the file and what the violation is about, and for
the second and each further finding that shares those also of its number. No line is part of it, so that it survives
when code is moved.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from hielements.record import Record
from hielements.report.report import (
    Excerpt,
    Place,
    Report,
    ReportedCheck,
    ReportedDiagnostic,
    ReportedFailure,
    ReportedViolation,
    ReportedWaiver,
)

Level = Literal["error", "warning", "info"]
Kind = Literal["violation", "undecided", "diagnostic"]

_LONGEST_ID = 200
_LEVELS: dict[str, Level] = {"error": "error", "warning": "warning", "info": "info", "hint": "info"}


class Rule(Record):
    """What a finding is about: a check of an element, or the code of a diagnostic. `id` names it in one line of at most
    200 characters and stays the same as long as the statement does; `title` is the statement or the message of the
    code. `place` is the statement's, None for a diagnostic."""

    id: str
    title: str
    kind: str
    element: str | None
    pattern: str | None
    reason: str | None
    place: Place | None


class Spot(Record):
    """A place in a file. `line` is None for the file as a whole; `end_column` is exclusive. `excerpt` holds the lines
    where they could be read."""

    path: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    excerpt: Excerpt | None = None


class Related(Record):
    """Another place that explains a finding. `role` is `rule` for the statement in the specification, `chain` for one
    step of a chain of dependencies, `label` for what a diagnostic points at as well."""

    role: Literal["rule", "chain", "label"]
    spot: Spot
    message: str


class Finding(Record):
    """One thing to say. `message` is a sentence without the rule; `related` has the rule's own place and the steps of a
    chain in their order."""

    kind: Kind
    level: Level
    rule: Rule
    message: str
    spot: Spot
    related: tuple[Related, ...]
    help: str | None
    fingerprint: str
    diagnostic: ReportedDiagnostic | None = None
    waiver: ReportedWaiver | None = None

    @property
    def chain(self) -> tuple[Related, ...]:
        return tuple(each for each in self.related if each.role == "chain")

    @property
    def text(self) -> str:
        """The message with what it is about: `imports shop.db (shop.api: python.no_dependency(api, db))`."""
        return self.message if self.kind == "diagnostic" else f"{self.message} ({self.rule.id})"


def counted_findings(report: Report) -> list[Finding]:
    """What counts: everything but accepted violations."""
    return [finding for finding in findings_of(report) if finding.waiver is None]


def findings_of(report: Report) -> list[Finding]:
    """Everything that the report says of places; what passed has nothing to say."""
    numbered = _numbering()
    found = [_of_diagnostic(diagnostic, numbered) for diagnostic in report.diagnostics]
    for result in report.results:
        found += _of_check(result, numbered)
    return found


def rule_of(result: ReportedCheck) -> Rule:
    """The rule that a result is of."""
    text = one_line(result.check)
    pattern = f" (pattern {one_line(result.pattern)})" if result.pattern else ""
    identifier = f"{result.element}: {text}{pattern}"
    if len(identifier) > _LONGEST_ID:
        identifier = f"{identifier[: _LONGEST_ID - 14]} .. {_hash(identifier)[:10]}"
    return Rule(identifier, text, result.kind, result.element, result.pattern, result.reason, result.place)


def one_line(text: str) -> str:
    """The text with every run of white space turned into one space."""
    return " ".join(text.split())


def _of_check(result: ReportedCheck, numbered: _Numbering) -> Iterator[Finding]:
    if result.status == "pass":
        return
    rule = rule_of(result)
    statement = Related("rule", _spot(result.place), f"the rule: {rule.title}")
    # In the order of lines, so that a violation that becomes accepted keeps its number.
    for violation in sorted((*result.violations, *result.waived), key=_place) if result.waived else result.violations:
        yield _of_violation(violation, rule, statement, numbered)
    for failure in result.failures:
        yield _of_failure(failure, rule, statement, numbered)


def _of_violation(violation: ReportedViolation, rule: Rule, statement: Related, numbered: _Numbering) -> Finding:
    spot = statement.spot
    if violation.path is not None:
        spot = Spot(
            violation.path,
            violation.line,
            violation.column,
            violation.end_line,
            violation.end_column,
            violation.excerpt,
        )
    chain = [
        Related("chain", Spot(hop.path, hop.line, hop.column), f"step {number}: uses {hop.name}")
        for number, hop in enumerate(violation.chain, 1)
    ]
    about = violation.target or violation.message
    fingerprint = numbered(rule.id, violation.path or "", about, *(hop.name for hop in violation.chain))
    return Finding(
        kind="violation",
        level="error",
        rule=rule,
        message=violation.message,
        spot=spot,
        related=(statement, *chain),
        help=violation.help,
        fingerprint=fingerprint,
        waiver=violation.waiver,
    )


def _place(violation: ReportedViolation) -> tuple[str, int, int]:
    return violation.path or "", violation.line or 0, violation.column or 0


def _of_failure(failure: ReportedFailure, rule: Rule, statement: Related, numbered: _Numbering) -> Finding:
    spot = Spot(failure.path, failure.line) if failure.path is not None else statement.spot
    message = f"could not be decided: {failure.message}"
    fingerprint = numbered(rule.id, failure.path or "", failure.reason, failure.message)
    return Finding("undecided", "error", rule, message, spot, (statement,), failure.help, fingerprint)


def _of_diagnostic(diagnostic: ReportedDiagnostic, numbered: _Numbering) -> Finding:
    rule = Rule(diagnostic.code, diagnostic.name, "diagnostic", None, None, None, None)
    related = tuple(Related("label", _spot(label.place), label.message or "see here") for label in diagnostic.secondary)
    fingerprint = numbered(diagnostic.code, diagnostic.place.file, diagnostic.message)
    return Finding(
        kind="diagnostic",
        level=_LEVELS[diagnostic.severity],
        rule=rule,
        message=diagnostic.message,
        spot=_spot(diagnostic.place),
        related=related,
        help=diagnostic.help,
        fingerprint=fingerprint,
        diagnostic=diagnostic,
    )


def _spot(place: Place) -> Spot:
    return Spot(place.file, place.line, place.column, place.end_line, place.end_column, place.excerpt)


_Numbering = Callable[..., str]


def _numbering() -> _Numbering:
    """Fingerprints of one report, which are all different."""
    counts: dict[str, int] = {}

    def numbered(*parts: str) -> str:
        key = "\0".join(re.sub(r"\blines? \d+", "line", part) for part in parts)
        number = counts[key] = counts.get(key, 0) + 1
        return _hash(key if number == 1 else f"{key}\0{number}")

    return numbered


def _hash(text: str) -> str:
    from hashlib import sha256

    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]
