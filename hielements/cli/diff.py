"""`hielements diff`: what is different between two revisions."""

from __future__ import annotations

from typing import Final

from hielements.app.comparing import difference
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Positional, UsageError
from hielements.cli.printing import FORMAT, NO_CACHE, OUTPUT, SPEC, VERBOSE, print_answer
from hielements.cli.reporting import COLOR, WORKSPACE
from hielements.report.difference import DifferenceReport
from hielements.report.style import Style
from hielements.source.revisions import RevisionProblem

COMMAND: Final = Command(
    "diff",
    "Show which elements, dependencies and violations came and went between two git revisions.",
    (SPEC, WORKSPACE, FORMAT, VERBOSE, COLOR, NO_CACHE, OUTPUT),
    Positional(
        "REV",
        "A revision, and a second one to compare it with. Without a second: the files as they are, uncommitted changes "
        "among them.",
        least=1,
        most=2,
    ),
    details="Each state is checked with its own specification and configuration. Violations are the same in both "
    "when rule, file and target are, so that moved lines are no difference. Exit status: 0 no violation came, 1 one "
    "did, 2 one of the two states cannot be checked or a check can no longer be decided, 3 hielements itself failed.",
    examples=(
        ("hielements diff main", "compares the files as they are with the branch main"),
        ("hielements diff v1.0 v2.0", "compares two tags"),
    ),
)


def run(arguments: Arguments) -> int:
    before, after = arguments.words[0], arguments.words[1] if len(arguments.words) > 1 else None
    request = CheckRequest(
        specs=arguments.texts("spec"),
        workspace=arguments.text("workspace"),
        verbose=arguments.flag("verbose"),
        use_cache=not arguments.flag("no_cache"),
    )
    try:
        report = difference(request, before, after)
    except RevisionProblem as problem:
        raise UsageError(str(problem)) from None
    print_answer(arguments, lambda style: _human(report, style), lambda: _machine(report))
    return report.exit_code


def _human(report: DifferenceReport, style: Style) -> str:
    from hielements.report.difference_terminal import render

    return render(report, style)


def _machine(report: DifferenceReport) -> str:
    from hielements.report.difference_json import render

    return render(report)
