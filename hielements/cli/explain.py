"""`hielements explain`: the page about a diagnostic, or why a check came out as it did."""

from __future__ import annotations

import re
import sys
from typing import Final

from hielements.cli.arguments import Arguments, Command, Positional, UsageError
from hielements.cli.printing import FORMAT, NO_CACHE, OUTPUT, SPEC, VERBOSE, print_answer
from hielements.cli.reporting import COLOR, WORKSPACE
from hielements.cli.streams import width_of, write_result
from hielements.diagnostics.catalog import all_codes, explanation, find_code, nearest_codes
from hielements.report.explaining import ExplanationReport
from hielements.report.style import Style

COMMAND: Final = Command(
    "explain",
    "Explain a diagnostic (what it means, examples, how to mend it), or why a check came out as it did. Without a "
    "word: list all diagnostics.",
    (
        SPEC.with_(help=SPEC.help.replace("declares the elements", "states the check")),
        WORKSPACE,
        FORMAT.with_(help="The form of the answer about a check."),
        VERBOSE.with_(help="Show every file of the scopes, and warnings and hints."),
        COLOR,
        NO_CACHE,
        OUTPUT,
    ),
    Positional(
        "CODE|CHECK",
        "The id or name of a diagnostic (HIE0203, undefined-name); or a check: its place (shop.hie:58), its text, its "
        "text behind its element (shop.web: python.no_import(src, 'pickle')), or a filter as `check` takes it "
        "(shop.web, *no_import*).",
    ),
    details="A check is run for its explanation: the result, what the functions that it calls mean, the scopes and "
    "refs that it speaks of with what they select, and the elements that a rule looked at. Exit status for a check: "
    "that of a run of it; for a diagnostic: 0.",
    examples=(
        ("hielements explain undefined-name", "shows the page about that error"),
        ("hielements explain shop.hie:58", "shows why the check in line 58 came out as it did"),
        ("hielements explain 'shop.web' --verbose", "explains all checks of an element, with all files of its scopes"),
    ),
)


def run(arguments: Arguments) -> int:
    if not arguments.words:
        _list()
        return 0
    word = arguments.words[0]
    code = find_code(word)
    if code is not None:
        write_result(explanation(code))
        return 0
    if re.fullmatch(r"(?i)HIE\d*", word):
        raise _unknown(word)
    report = _explained(word, arguments)
    if report is None:
        raise _unknown(word)
    print_answer(arguments, lambda style: _human(report, style), lambda: _machine(report))
    return report.exit_code


def _explained(word: str, arguments: Arguments) -> ExplanationReport | None:
    """The explanation of checks; None when the word can only have meant a diagnostic."""
    from hielements.app.questions import explain
    from hielements.app.requests import CheckRequest

    request = CheckRequest(
        specs=arguments.texts("spec"),
        workspace=arguments.text("workspace"),
        verbose=arguments.flag("verbose"),
        use_cache=not arguments.flag("no_cache"),
    )
    report = explain(request, word)
    names = {diagnostic.name for diagnostic in report.diagnostics if diagnostic.severity == "error"}
    nothing = names and names <= {"nothing-selected", "no-specification"}
    return None if nothing and nearest_codes(word) else report


def _unknown(word: str) -> UsageError:
    near = nearest_codes(word)
    names = ", ".join(f"`{code.name}` ({code.id})" for code in near)
    return UsageError(
        f"there is no diagnostic and no check `{word}`",
        f"did you mean {names}?"
        if near
        else "`hielements explain` lists all diagnostics, `hielements list` all checks",
    )


def _human(report: ExplanationReport, style: Style) -> str:
    from hielements.report.explaining_terminal import render

    return render(report, style)


def _machine(report: ExplanationReport) -> str:
    from hielements.report.explaining_json import render

    return render(report)


def _list() -> None:
    from hielements.report.display import wrap

    codes = all_codes()
    indent = max(len(code.name) for code in codes) + len("HIE0000  warning  ")
    lines = []
    for code in codes:
        first = f"{code.id} {code.severity.ljust(7)} {code.name}".ljust(indent)
        lines += wrap(code.summary, max(width_of(sys.stdout), indent + 30), " " * indent, first=first)
    write_result("\n".join(lines) + "\n")
