"""One result for people: the rule, why it is there, and every place in the code that breaks it.

Comes in: a ReportedCheck and a Style. Goes out: lines of terminal text. A violation and a check that could not be
decided never look alike: `violated[...]` against `undecided[...]`.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.report.accepting import told
from hielements.report.display import duration, plural
from hielements.report.report import ReportedCheck, ReportedFailure, ReportedHop, ReportedViolation
from hielements.report.snippets import Mark, gutter_of, headline, painted_wrap, remark, snippet
from hielements.report.style import Style

_WORDS = {"pass": "passed", "fail": "violated", "error": "undecided", "waived": "waived"}
_QUOTED_RULE_LINES = 6
_LONGEST_CHAIN = 12


def one_line(result: ReportedCheck, style: Style) -> list[str]:
    """A result in one line: its status, element and check, and its time."""
    word = _WORDS[result.status]
    text = style.visible(" ".join(result.check.split()))
    pattern = f" (pattern {result.pattern})" if result.pattern else ""
    note = f" - {result.note}" if result.note else ""
    place = f" {result.place.file}:{result.place.line}"
    tail = style.visible(f"{pattern}{note}") if result.status in {"pass", "waived"} else style.visible(place)
    return [
        f"{style.paint(word, word)}[{style.visible(result.element)}]: {text}"
        + style.paint("faint", f"{tail} ({duration(result.seconds)})" if result.status == "pass" else tail)
    ]


def result_lines(result: ReportedCheck, style: Style) -> list[str]:
    """A violated or undecided check in full."""
    told = [_without_echo(violation, result) for violation in result.violations]
    shown, hidden = _limited([violation for violation in told if violation is not None], style)
    groups = _by_file(shown)
    gutter = max(_rule_gutter(result), *(gutter_of(marks) for _, marks, _ in groups), 1)
    lines = [*_headline(result, style), *_rule(result, gutter, style)]
    for file, marks, violations in groups:
        if file is not None:
            lines += snippet(file, marks, gutter, style, arrow=":::")
        for violation in violations:
            lines += _details(violation, gutter, style)
    lines += _causes(result.failures, gutter, style)
    if hidden:
        files = len({violation.path for violation in hidden})
        lines.append(
            f"{' ' * gutter} {style.paint('gutter', '=')} "
            + style.paint("strong", f"... and {len(hidden):,} more in {plural(files, 'file')}")
            + " (--limit-violations all shows them)"
        )
    if style.verbose:
        lines += waived_lines(result, style)
    return lines


def waived_lines(result: ReportedCheck, style: Style) -> list[str]:
    """The violations of a check that are accepted, each in one line with what accepts it."""
    lines = []
    for violation in result.waived:
        place = _at(violation.path, violation.line)
        lines += painted_wrap(
            style.visible(f"{place}{violation.message} ({told(violation.waiver)})"), "  accepted: ", 4, style
        )
    return lines


def _at(path: str | None, line: int | None) -> str:
    """`src/app.py:7: `, the beginning of a message about that place."""
    if path is None:
        return ""
    return path + (f":{line}" if line is not None else "") + ": "


def _without_echo(violation: ReportedViolation, result: ReportedCheck) -> ReportedViolation | None:
    """The headline need not be said again: at the place, or below the rule where there is no place. None when nothing
    else is left to say."""
    if violation.message != result.message:
        return violation
    if violation.path or violation.chain or violation.help:
        return violation.with_(message="")
    return None


def _headline(result: ReportedCheck, style: Style) -> list[str]:
    word = _WORDS[result.status]
    head = f"{word}[{result.element}]"
    text = "could not be decided" if result.status == "error" else result.message or "does not hold"
    return headline(word, head, text, style)


def _rule_gutter(result: ReportedCheck) -> int:
    return len(str(result.place.line + len(result.place.excerpt.lines) - 1 if result.place.excerpt else 1))


def _rule(result: ReportedCheck, gutter: int, style: Style) -> list[str]:
    place = result.place
    label = "this rule" if result.status == "fail" else "this check"
    if result.pattern:
        label += f", from pattern `{result.pattern}`"
    mark = Mark(place.line, place.column, place.end_line, place.end_column, label, "secondary", False, place.excerpt)
    lines = snippet(place.file, [mark], gutter, style)
    if result.reason:
        lines += remark("why", " ".join(result.reason.split()), gutter, style)
    return lines


def _limited(
    violations: Sequence[ReportedViolation], style: Style
) -> tuple[Sequence[ReportedViolation], Sequence[ReportedViolation]]:
    # One more line that says "1 more" would take as much room as the violation itself.
    if style.violations is None or style.verbose or len(violations) <= style.violations + 1:
        return violations, ()
    return violations[: style.violations], violations[style.violations :]


Group = tuple[str | None, list[Mark], list[ReportedViolation]]


def _by_file(violations: Sequence[ReportedViolation]) -> list[Group]:
    """Violations of one file share a snippet, as long as none of them has more to say below its line."""
    groups: list[Group] = []
    for violation in violations:
        mark = _mark(violation)
        if groups and mark and groups[-1][0] == violation.path and not _has_details(groups[-1][2][-1]):
            groups[-1][1].append(mark)
            groups[-1][2].append(violation)
        else:
            groups.append((violation.path if mark else None, [mark] if mark else [], [violation]))
    return groups


def _has_details(violation: ReportedViolation) -> bool:
    return bool(violation.chain or violation.help or violation.line is None)


def _mark(violation: ReportedViolation) -> Mark | None:
    if violation.line is None:
        return None
    end_column = violation.end_column
    if violation.column is not None and violation.end_line is None and end_column is None and violation.evidence:
        end_column = violation.column + len(violation.evidence.split("\n", 1)[0])
    return Mark(
        violation.line,
        violation.column,
        violation.end_line or violation.line,
        end_column,
        violation.message,
        "violated",
        True,
        violation.excerpt,
    )


def _details(violation: ReportedViolation, gutter: int, style: Style) -> list[str]:
    """What stands below the marked line: the chain, the help. A violation without a line says its message here."""
    lines = []
    pad = " " * gutter
    if violation.line is None:
        bullet = style.paint("gutter", ":::" if violation.path else "=")
        place = style.visible(violation.path or "") + (": " if violation.path and violation.message else "")
        first = f"{pad}{bullet} " if violation.path else f"{pad} {bullet} "
        lines += painted_wrap(
            place + style.visible(violation.message), first, gutter + (4 if violation.path else 3), style
        )
    if violation.chain:
        lines += _chain(violation.chain, gutter, style)
    if violation.help:
        lines += remark("help", violation.help, gutter, style)
    return lines


def _chain(chain: Sequence[ReportedHop], gutter: int, style: Style) -> list[str]:
    """Each hop of an indirect dependency on a line of its own."""
    head = f"{' ' * gutter} {style.paint('gutter', '=')} "
    lines = [f"{head}{style.paint('help', 'through')}:"]
    shown = chain if style.verbose or len(chain) <= _LONGEST_CHAIN else chain[:_LONGEST_CHAIN]
    lines += [style.visible(f"{' ' * gutter}     {hop.path}:{hop.line}:{hop.column} uses {hop.name}") for hop in shown]
    if len(shown) < len(chain):
        lines.append(
            f"{' ' * gutter}     ... and {plural(len(chain) - len(shown), 'more step')} (--verbose shows them)"
        )
    return lines


def _causes(failures: Sequence[ReportedFailure], gutter: int, style: Style) -> list[str]:
    """Why something could not be decided. As many causes are shown as there would be violations; the same advice is
    given once."""
    limit = None if style.verbose else style.violations
    shown = failures if limit is None or len(failures) <= limit + 1 else failures[:limit]
    lines: list[str] = []
    advice: set[str | None] = set()
    for failure in shown:
        lines += _failure(failure.with_(help=None) if failure.help in advice else failure, gutter, style)
        advice.add(failure.help)
    if len(shown) < len(failures):
        lines.append(
            f"{' ' * gutter} {style.paint('gutter', '=')} "
            + style.paint("strong", f"... and {len(failures) - len(shown):,} more causes")
            + " (--limit-violations all shows them)"
        )
    return lines


def _failure(failure: ReportedFailure, gutter: int, style: Style) -> list[str]:
    place = _at(failure.path, failure.line)
    first = f"{' ' * gutter} {style.paint('gutter', '=')} {style.paint('undecided', 'cause')}: "
    lines = painted_wrap(style.visible(place + failure.message), first, gutter + 10, style)
    if failure.help:
        lines += remark("help", failure.help, gutter, style)
    return lines
