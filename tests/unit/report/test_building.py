"""From what a run found to a report."""

from __future__ import annotations

import json

import pytest
from sample_reports import SPEC, UNUSED, error, full_report, place, read, result, results

from hielements.diagnostics.diagnostic import Diagnostic
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.report.building import build
from hielements.report.json_report import render as render_json
from hielements.report.quoting import excerpt_of, quoter
from hielements.report.report import Report
from hielements.report.style import Style
from hielements.report.terminal import render
from hielements.run.results import CheckResult, RunResults
from hielements.source.text import Location, SourceText

CHECK = "files.exists('README.md')"
VIOLATED = Violated("broken", (Violation("here", "a.py", 1),))
UNDECIDED = Undecided((Failure("limit", "took too long"),))


def report(*found: CheckResult, diagnostics: tuple[Diagnostic, ...] = ()) -> Report:
    run = RunResults(found, skipped=0, seconds=0.1)
    return build(specs=["shop.hie"], diagnostics=diagnostics, run=run, elements=1, seconds=0.1)


@pytest.mark.parametrize(
    ("outcomes", "status"),
    [
        ([Passed()], 0),
        ([], 0),
        ([Passed(), VIOLATED], 1),
        ([UNDECIDED, VIOLATED], 1),
        ([Passed(), UNDECIDED], 2),
    ],
)
def test_exit_status(outcomes: list[Outcome], status: int) -> None:
    found = report(*(result(number, CHECK, outcome) for number, outcome in enumerate(outcomes)))
    assert found.exit_code == status
    assert json.loads(render_json(found))["status"] == ("ok" if status == 0 else "error")


def test_errors_in_the_specification_give_status_2_and_hints_do_not() -> None:
    assert build(specs=[], diagnostics=[error()], run=None, elements=0, seconds=0).exit_code == 2
    hint = Diagnostic(UNUSED, "nothing uses it", place("entry"))
    assert build(specs=[], diagnostics=[hint], run=None, elements=0, seconds=0).exit_code == 0


def test_every_result_is_counted_once() -> None:
    summary = full_report().summary
    assert (summary.total, summary.passed, summary.failed, summary.errors, summary.skipped) == (5, 1, 3, 1, 2)


def test_diagnostics_stand_in_text_order_and_once() -> None:
    found = build(
        specs=[],
        diagnostics=[error(), Diagnostic(UNUSED, "x", place("entry")), error()],
        run=None,
        elements=0,
        seconds=0,
    )
    # `error()` makes equal diagnostics with equal places: saying a thing twice helps nobody.
    assert [diagnostic.name for diagnostic in found.diagnostics] == ["unused-scope", "undefined-name"]


def test_several_failures_give_one_message_each_once() -> None:
    failures = (Failure("limit", "one"), Failure("limit", "two"), Failure("limit", "one", "a.py"))
    assert report(result(0, CHECK, Undecided(failures))).results[0].message == "one; two"


def test_quoting_reads_a_file_once_and_never_a_binary_one() -> None:
    asked = []

    def counted(path: str) -> bytes:
        asked.append(path)
        return b"\0\1" if path == "binary" else read(path)

    quote = quoter(counted)
    assert quote("src/api/views.py", 4, 4) == quote("src/api/views.py", 4, 4)
    assert quote("binary", 1, 1) is None
    assert quote("absent", 1, 1) is None
    assert asked == ["src/api/views.py", "binary", "absent"]


@pytest.mark.parametrize(("first", "last", "lines"), [(1, 1, 1), (2, 99, 2), (3, 2, 1), (4, 4, None), (0, 1, None)])
def test_an_excerpt_stays_within_the_text(first: int, last: int, lines: int | None) -> None:
    excerpt = excerpt_of(SourceText("a", "one\ntwo\nthree"), first, last)
    assert (None if excerpt is None else len(excerpt.lines)) == lines


def test_paths_that_are_not_utf8_give_valid_json_and_a_printable_report() -> None:
    odd = "src/caf\udce9\x1b[31m.py"
    found = report(result(0, CHECK, Violated("broken", (Violation("here\u2028", odd, 1),))))
    text = render_json(found)
    text.encode("utf-8")
    assert json.loads(text)["results"][0]["violations"][0]["path"] == "src/caf\\udce9\x1b[31m.py"
    shown = render(found, Style())
    assert "src/caf\\udce9\\x1b[31m.py" in shown
    assert "\x1b" not in shown


def test_hostile_specification_text_does_not_reach_the_terminal() -> None:
    source = SourceText("\x1b]0;evil\x07.hie", "check '\x1b[2J'\n")
    diagnostic = Diagnostic(
        UNUSED.with_(severity="error"), "bad '\x1b[2J'", Location(source, 0, 14), "\x9b", help="\x07"
    )
    found = build(specs=[source.name], diagnostics=[diagnostic], run=None, elements=0, seconds=0)
    assert render(found, Style()).replace("\n", "").isprintable()


def test_many_violations_are_limited_and_counted() -> None:
    many = tuple(Violation(f"number {number}", f"m{number // 10}.py", number + 1) for number in range(100))
    found = report(result(0, CHECK, Violated("broken", many)))
    assert "... and 95 more in 10 files (--limit-violations all shows them)" in render(found, Style())
    assert "number 99" not in render(found, Style())
    assert "number 99" in render(found, Style(violations=None))
    assert "number 99" in render(found, Style(verbose=True))


def test_many_failing_checks_are_short_after_the_first_ones() -> None:
    found = report(*(result(number, CHECK, VIOLATED) for number in range(400)))
    shown = render(found, Style())
    assert shown.count("this rule") == 50
    assert "... and 350 more checks that did not pass:" in shown
    assert "400 violated" in shown


def test_a_run_without_checks_does_not_look_like_a_proof() -> None:
    assert "NOTHING CHECKED" in render(report(), Style())
    assert "OK" not in render(report(), Style())


def test_the_headline_is_not_repeated_at_the_place() -> None:
    found = report(result(0, CHECK, Violated("no such file", (Violation("no such file", "README.md"),))))
    assert render(found, Style()).count("no such file") == 1


def test_the_same_run_gives_the_same_bytes() -> None:
    assert render_json(full_report()) == render_json(full_report())
    assert [found.seconds for found in results()] == [0.0125] * 5


def test_line_ends_of_the_specification() -> None:
    text = SPEC.text.replace("\n", "\r\n")
    source = SourceText("shop.hie", text)
    diagnostic = Diagnostic(UNUSED, "unused", Location(source, text.index("entry"), text.index("entry") + 5))
    found = build(specs=[], diagnostics=[diagnostic], run=None, elements=0, seconds=0)
    place_found = found.diagnostics[0].place
    assert (place_found.line, place_found.column, place_found.end_column) == (3, 11, 16)
    assert place_found.excerpt is not None
    assert place_found.excerpt.lines == ("    scope entry<python>",)
