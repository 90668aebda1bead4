"""`hielements check`: runs specifications and reports."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

from hielements.app.checking import check
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.outputs import ANNOTATIONS, FORMAT, OUTPUT, destinations
from hielements.cli.progress import progress_for
from hielements.cli.reporting import BASELINE, COLOR, QUIET, VERBOSE, WORKSPACE, print_report
from hielements.report.report import Report

STRICT: Final = Option(
    ("--strict",),
    "Fail also when something that accepts violations accepts none: entries of the baseline that are mended, waivers "
    "and comments in code without use, waivers that have expired.",
)

COMMAND: Final = Command(
    "check",
    "Check that the code has the architecture the specification says.",
    (
        WORKSPACE,
        FORMAT,
        Option(
            ("-f", "--filter"),
            "Run only the checks that match: a glob over element paths (shop.api, shop.*, shop.**) or over whole check "
            "texts (*no_import*). May be given several times.",
            "GLOB",
            repeated=True,
        ),
        Option(("--limit",), "Run at most this many checks.", "N"),
        Option(("-j", "--jobs"), "Run this many checks at the same time.", "N"),
        Option(("--dry-run",), "List the checks that would run, and run none."),
        Option(("-x", "--fail-fast"), "Stop after the first check that does not pass."),
        Option(("--limit-violations",), "Show at most this many violations of each check, or `all`.", "N"),
        STRICT,
        BASELINE,
        Option(
            ("--cost",),
            "Tell what each check cost the WebAssembly plugins, in operations: figures that are the same in every run "
            "and on every machine. Checks run one after another, and plugins more slowly. Processes and built-in "
            "libraries have no operations to count.",
        ),
        Option(("--watch",), "Check again whenever a file of the project changes, until Ctrl+C."),
        Option(
            ("--since",),
            "Run only the checks that what changed since this git revision can affect: changes that are committed, "
            "those that are not, and new files.",
            "REV",
        ),
        Option(("--no-baseline",), "Let violations count that are in the baseline."),
        VERBOSE,
        QUIET,
        COLOR,
        Option(("--no-cache",), "Neither read nor write what is kept between runs."),
        OUTPUT,
        ANNOTATIONS,
    ),
    Positional(
        "SPEC",
        "Specifications to check. Without one: those that `[check] specs` in hielements.toml names, else "
        "hielements.hie in the current folder or in the workspace.",
        most=None,
    ),
    details="Exit status: 0 every check passed or is waived, 1 something is violated, 2 the specification or the "
    "configuration is wrong or a check could not be decided, 3 hielements itself failed.",
    examples=(
        ("hielements check", "checks hielements.hie"),
        ("hielements check shop.hie --filter 'shop.api.**'", "checks one element and everything below it"),
        ("hielements check --format json --output report.json", "writes the report for machines"),
        ("hielements check --output sarif=out.sarif --output junit=junit.xml", "prints and writes further formats"),
    ),
)


def run(arguments: Arguments) -> int:
    limit = arguments.text("limit_violations")
    if limit is not None and limit != "all":
        arguments.number("limit_violations", 1)
    if arguments.flag("verbose") and arguments.flag("quiet"):
        raise UsageError("--verbose and --quiet contradict each other")
    if arguments.text("baseline") is not None and arguments.flag("no_baseline"):
        raise UsageError("--baseline and --no-baseline contradict each other")
    jobs = arguments.number("jobs", 1)
    if arguments.flag("cost") and (jobs or 1) > 1:
        raise UsageError("--cost runs one check after another, and does not go with --jobs")
    wanted = destinations(arguments, os.environ)
    progress = None
    if not arguments.flag("quiet"):
        progress = progress_for(sys.stderr)
    request = CheckRequest(
        specs=tuple(arguments.words),
        workspace=arguments.text("workspace"),
        filters=arguments.texts("filter"),
        limit=arguments.number("limit", 1),
        jobs=jobs,
        fail_fast=arguments.flag("fail_fast"),
        dry_run=arguments.flag("dry_run"),
        verbose=arguments.flag("verbose"),
        use_cache=not arguments.flag("no_cache"),
        progress=progress,
        in_full=wanted.in_full,
        baseline=arguments.text("baseline"),
        use_baseline=not arguments.flag("no_baseline"),
        strict=arguments.flag("strict"),
        since=arguments.text("since"),
        cost=arguments.flag("cost"),
    )

    def printed(check: Callable[[], Report]) -> int:
        try:
            report = check()
        finally:
            if progress is not None:
                progress.clear()
        return print_report(report, arguments, wanted, limit)

    if arguments.flag("watch"):
        from hielements.cli.watching import watch

        return watch(request, printed, [file.path for file in wanted.files])
    return printed(lambda: check(request))
