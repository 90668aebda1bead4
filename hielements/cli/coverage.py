"""`hielements coverage`: what no element and no rule of a specification governs."""

from __future__ import annotations

import sys
from typing import Final

from hielements.app.checking import coverage
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional
from hielements.cli.reporting import COLOR, FORMAT, OUTPUT, VERBOSE, WORKSPACE, deliver
from hielements.report.coverage import CoverageReport

COMMAND: Final = Command(
    "coverage",
    "Show which files no element and which dependencies no rule governs. No check is evaluated.",
    (
        WORKSPACE,
        FORMAT,
        Option(
            ("-f", "--filter"),
            "Tell about the elements that match alone: a glob over element paths (shop.api, shop.*, shop.**). Totals "
            "are those of the whole. May be given several times.",
            "GLOB",
            repeated=True,
        ),
        VERBOSE.with_(help="Show everything: all files and dependencies, and how much each rule looks at."),
        COLOR,
        Option(("--no-cache",), "Neither read nor write what is kept between runs."),
        OUTPUT,
    ),
    Positional(
        "SPEC",
        "Specifications to measure. Without one: those that `[check] specs` in hielements.toml names, else "
        "hielements.hie in the current folder or in the workspace.",
        most=None,
    ),
    details="A file of code is governed when a scope of an element selects all of it and it can be read. A dependency "
    "between two files is governed when it stays inside an element, or when a rule looks at it. `[check] min_coverage` "
    "in hielements.toml makes `hielements check` demand a share of the files. Exit status: 0 measured, 1 below that "
    "share, 2 the specification or the configuration is wrong or something could not be read, 3 hielements itself "
    "failed.",
    examples=(
        ("hielements coverage", "measures hielements.hie"),
        ("hielements coverage shop.hie --filter 'shop.api.**'", "tells about one element and everything below it"),
        ("hielements coverage --format json --output coverage.json", "writes the numbers for machines"),
    ),
)


def run(arguments: Arguments) -> int:
    report = coverage(
        CheckRequest(
            specs=tuple(arguments.words),
            workspace=arguments.text("workspace"),
            filters=arguments.texts("filter"),
            verbose=arguments.flag("verbose"),
            use_cache=not arguments.flag("no_cache"),
        )
    )
    _print(report, arguments)
    return report.exit_code


def _print(report: CoverageReport, arguments: Arguments) -> None:
    output = arguments.text("output")
    if arguments.text("format") == "json":
        from hielements.report.coverage_json import render as render_json

        deliver(render_json(report, times=arguments.flag("verbose")), output, "utf-8")
        return
    from hielements.cli.streams import style_for
    from hielements.report.coverage_terminal import render

    stream = sys.stdout if output is None else None
    style = style_for(stream, arguments.text("color"), None, arguments.flag("verbose"), False)
    if output is not None:
        style = style.with_(encoding="utf-8", colour=arguments.text("color") == "always")
    deliver(render(report, style), output, None)
