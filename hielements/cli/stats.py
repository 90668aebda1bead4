"""`hielements stats`: numbers about the elements of a specification."""

from __future__ import annotations

from typing import Final

from hielements.app.questions import statistics
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional
from hielements.cli.printing import FORMAT, NO_CACHE, OUTPUT, VERBOSE, print_answer
from hielements.cli.reporting import COLOR, WORKSPACE
from hielements.report.statistics import StatisticsReport
from hielements.report.style import Style

COMMAND: Final = Command(
    "stats",
    "Show numbers about the elements: fan-in and fan-out, instability, abstractness, circles, cost of checks.",
    (
        WORKSPACE,
        Option(
            ("-f", "--filter"),
            "Show the elements that match alone: a glob over element paths (shop.api, shop.*, shop.**). May be given "
            "several times.",
            "GLOB",
            repeated=True,
        ),
        Option(("--cost",), "Run the checks as well, and show which take the most time."),
        FORMAT,
        VERBOSE,
        COLOR,
        NO_CACHE,
        OUTPUT,
    ),
    Positional(
        "SPEC",
        "Specifications to measure. Without one: those that `[check] specs` in hielements.toml names, else "
        "hielements.hie in the current folder or in the workspace.",
        most=None,
    ),
    details="The numbers of an element are those of its code and of everything below it. Fan-in counts the files "
    "outside that depend on it, fan-out its own files that depend on code outside of it; instability is fan-out / "
    "(fan-in + fan-out). Abstractness is the share of abstract types (classes with the base ABC or Protocol or with "
    "abstract methods, traits), and the distance is |abstractness + instability - 1|: near 0 for what is as abstract "
    "as others depend on it (Robert C. Martin, 1994). Packages outside of the project do not count. Exit status: 0 "
    "measured, 2 the specification is wrong or something could not be read, 3 hielements itself failed.",
    examples=(
        ("hielements stats", "measures the elements of hielements.hie"),
        ("hielements stats --cost --filter 'shop.*'", "shows the costly checks as well"),
    ),
)


def run(arguments: Arguments) -> int:
    report = statistics(
        CheckRequest(
            specs=tuple(arguments.words),
            workspace=arguments.text("workspace"),
            filters=arguments.texts("filter"),
            verbose=arguments.flag("verbose"),
            use_cache=not arguments.flag("no_cache"),
        ),
        cost=arguments.flag("cost"),
    )
    print_answer(arguments, lambda style: _human(report, style), lambda: _machine(report))
    return report.exit_code


def _human(report: StatisticsReport, style: Style) -> str:
    from hielements.report.statistics_terminal import render

    return render(report, style)


def _machine(report: StatisticsReport) -> str:
    from hielements.report.statistics_json import render

    return render(report)
