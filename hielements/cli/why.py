"""`hielements why`: how code comes to depend on other code."""

from __future__ import annotations

from typing import Final

from hielements.app.questions import why
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.printing import FORMAT, NO_CACHE, OUTPUT, SPEC, VERBOSE, print_answer
from hielements.cli.reporting import COLOR, WORKSPACE
from hielements.report.chains import ChainsReport
from hielements.report.style import Style

_DEFAULT_LIMIT: Final = 3

COMMAND: Final = Command(
    "why",
    "Show how code comes to depend on other code: the shortest chains of dependencies, with file and line.",
    (
        SPEC,
        WORKSPACE,
        Option(("--limit",), "Show at most this many chains, or `all`. Default: 3. No two share a dependency.", "N"),
        FORMAT,
        VERBOSE,
        COLOR,
        NO_CACHE,
        OUTPUT,
    ),
    Positional(
        "NAME",
        "Two names: of elements (shop.web), files, folders or modules; the second may also be a package outside of the "
        "project (sqlalchemy).",
        least=2,
        most=2,
    ),
    details="Where one of the two is part of the other, chains lead from what is only the one to what is only the "
    "other. Exit status: 0 there is a chain, 1 there is none, 2 a name or the specification is wrong or something "
    "could not be read, 3 hielements itself failed.",
    examples=(
        ("hielements why shop.web shop.storage", "shows how the element shop.web depends on shop.storage"),
        ("hielements why src/shop/web sqlalchemy", "shows how a folder comes to use a package"),
    ),
)


def run(arguments: Arguments) -> int:
    limit = _DEFAULT_LIMIT if arguments.text("limit") is None else None
    if arguments.text("limit") not in {None, "all"}:
        limit = arguments.number("limit", 1)
    source, target = arguments.words
    if source == target:
        raise UsageError("the two names are the same", "name what depends first, and what it depends on second")
    request = CheckRequest(
        specs=arguments.texts("spec"),
        workspace=arguments.text("workspace"),
        verbose=arguments.flag("verbose"),
        use_cache=not arguments.flag("no_cache"),
    )
    report = why(request, (source, target), limit)
    print_answer(arguments, lambda style: _human(report, style), lambda: _machine(report))
    return report.exit_code


def _human(report: ChainsReport, style: Style) -> str:
    from hielements.report.chains_terminal import render

    return render(report, style)


def _machine(report: ChainsReport) -> str:
    from hielements.report.chains_json import render

    return render(report)
