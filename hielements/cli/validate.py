"""`hielements validate`: everything that can be said about a specification without looking at code."""

from __future__ import annotations

import os
from typing import Final

from hielements.app.checking import validate
from hielements.app.requests import CheckRequest
from hielements.cli.arguments import Arguments, Command, Option, Positional
from hielements.cli.outputs import ANNOTATIONS, FORMAT, OUTPUT, destinations
from hielements.cli.reporting import COLOR, QUIET, VERBOSE, WORKSPACE, print_report

COMMAND: Final = Command(
    "validate",
    "Check the specification alone: syntax, names, types, patterns. No code is looked at and no check is run.",
    (
        WORKSPACE,
        FORMAT,
        VERBOSE,
        QUIET,
        COLOR,
        Option(("--no-cache",), "Neither read nor write what is kept between runs."),
        OUTPUT,
        ANNOTATIONS,
    ),
    Positional("SPEC", "Specifications. Without one: the same as `hielements check`.", most=None),
    details="Exit status: 0 the specification is valid, 2 it is not.",
)


def run(arguments: Arguments) -> int:
    wanted = destinations(arguments, os.environ)
    report = validate(
        CheckRequest(
            specs=tuple(arguments.words),
            workspace=arguments.text("workspace"),
            verbose=arguments.flag("verbose"),
            use_cache=not arguments.flag("no_cache"),
        )
    )
    return print_report(report, arguments, wanted)
