"""What `check` and `validate` share: the options of a report, and printing it.

Comes in: a Report and the arguments. Goes out: text on stdout or in a file. Only the renderer that is needed is
imported.
"""

from __future__ import annotations

import sys
from typing import Final

from hielements.cli.arguments import Arguments, Option, UsageError
from hielements.report.report import Report

WORKSPACE: Final = Option(
    ("-w", "--workspace"),
    "The root of the checked project. Default: the folder with hielements.toml or .git above the specification, else "
    "the folder of the specification.",
    "DIR",
)
FORMAT: Final = Option(("--format",), "The form of the report.", "FORMAT", ("human", "json"))
VERBOSE: Final = Option(("-v", "--verbose"), "Show passed checks, times, hints, and everything in full.")
QUIET: Final = Option(("-q", "--quiet"), "Show errors, violations and undecided checks only; nothing when all is well.")
COLOR: Final = Option(("--color",), "When to use colour.", "WHEN", ("auto", "always", "never"))
OUTPUT: Final = Option(("-o", "--output"), "Write the report to a file instead.", "FILE")


def print_report(report: Report, arguments: Arguments, violations: str | None = None) -> None:
    """Prints the report as the arguments say. `violations` is the text of --limit-violations."""
    output = arguments.text("output")
    if arguments.text("format") == "json":
        from hielements.report.json_report import render as render_json

        # JSON is UTF-8 wherever it goes (RFC 8259, section 8.1).
        deliver(render_json(report, times=arguments.flag("verbose")), output, "utf-8")
        return
    from hielements.cli.streams import style_for
    from hielements.report.style import DEFAULT_VIOLATIONS
    from hielements.report.terminal import render

    limit = DEFAULT_VIOLATIONS if violations is None else None if violations == "all" else int(violations)
    stream = sys.stdout if output is None else None
    style = style_for(stream, arguments.text("color"), limit, arguments.flag("verbose"), arguments.flag("quiet"))
    if output is not None:
        style = style.with_(encoding="utf-8", colour=arguments.text("color") == "always")
    deliver(render(report, style), output, None)


def deliver(text: str, output: str | None, encoding: str | None) -> None:
    """Writes a report to the file `output`, or to stdout. Raises UsageError for a file that cannot be written."""
    if output is not None:
        from hielements.cli.writing import write_file

        try:
            write_file(output, text.encode("utf-8", "backslashreplace"))
        except OSError as problem:
            reason = (problem.strerror or str(problem)).lower()
            raise UsageError(f"the report cannot be written to `{output}`: {reason}") from None
        return
    from hielements.cli.streams import write_result

    write_result(text, encoding=encoding)
