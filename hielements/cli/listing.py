"""`hielements list`: what a specification consists of."""

from __future__ import annotations

from typing import Final

from hielements.app.questions import listing
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional
from hielements.cli.printing import FORMAT, NO_CACHE, OUTPUT, VERBOSE, print_answer
from hielements.cli.reporting import COLOR, WORKSPACE
from hielements.report.listing import ListingReport
from hielements.report.style import Style

COMMAND: Final = Command(
    "list",
    "List the elements of a specification: what their scopes select, their refs and their checks.",
    (
        WORKSPACE,
        Option(
            ("-f", "--filter"),
            "List the elements that match alone: a glob over element paths (shop.api, shop.*, shop.**). May be given "
            "several times.",
            "GLOB",
            repeated=True,
        ),
        FORMAT,
        VERBOSE.with_(help="Show every file, and warnings and hints."),
        COLOR,
        NO_CACHE,
        OUTPUT,
    ),
    Positional(
        "SPEC",
        "Specifications to list. Without one: those that `[check] specs` in hielements.toml names, else hielements.hie "
        "in the current folder or in the workspace.",
        most=None,
    ),
    details="No check is evaluated. Values of refs are shown where they are places in the code, and not where they are "
    "texts or numbers: a ref may hold a password. Exit status: 0 listed, 2 the specification is wrong or a scope or "
    "ref could not be evaluated, 3 hielements itself failed.",
    examples=(
        ("hielements list", "lists the elements of hielements.hie"),
        ("hielements list --filter 'shop.api.**' --verbose", "shows the files of one element and everything below it"),
    ),
)


def run(arguments: Arguments) -> int:
    report = listing(
        CheckRequest(
            specs=tuple(arguments.words),
            workspace=arguments.text("workspace"),
            filters=arguments.texts("filter"),
            verbose=arguments.flag("verbose"),
            use_cache=not arguments.flag("no_cache"),
        )
    )
    print_answer(arguments, lambda style: _human(report, style), lambda: _machine(report))
    return report.exit_code


def _human(report: ListingReport, style: Style) -> str:
    from hielements.report.listing_terminal import render

    return render(report, style)


def _machine(report: ListingReport) -> str:
    from hielements.report.listing_json import render

    return render(report)
