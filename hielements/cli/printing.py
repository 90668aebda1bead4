"""Prints the answers of commands that have one form for people and one for machines.

Comes in: the arguments and what renders each form. Goes out: text on stdout or in a file. Only the renderer that is
needed is called.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Final

from hielements.cli.arguments import Arguments, Option
from hielements.cli.reporting import deliver
from hielements.report.style import Style

FORMAT: Final = Option(("--format",), "The form of the answer.", "FORMAT", ("human", "json"))
OUTPUT: Final = Option(("-o", "--output"), "Write the answer to a file instead.", "FILE")
VERBOSE: Final = Option(("-v", "--verbose"), "Show everything in full, with warnings and hints.")
NO_CACHE: Final = Option(("--no-cache",), "Neither read nor write what is kept between runs.")
SPEC: Final = Option(
    ("-s", "--spec"),
    "The specification that declares the elements. Default: what `[check] specs` in hielements.toml names, else "
    "hielements.hie. May be given several times.",
    "SPEC",
    repeated=True,
)


def print_answer(arguments: Arguments, human: Callable[[Style], str], machine: Callable[[], str]) -> None:
    """Prints the form that `--format` says, where `--output` says, in the style of `--color` and `--verbose`."""
    from hielements.cli.streams import style_for

    output = arguments.text("output")
    if arguments.text("format") == "json":
        deliver(machine(), output, "utf-8")
        return
    stream = sys.stdout if output is None else None
    style = style_for(stream, arguments.text("color"), None, arguments.flag("verbose"), False)
    if output is not None:
        style = style.with_(encoding="utf-8", colour=arguments.text("color") == "always")
    deliver(human(style), output, None)
