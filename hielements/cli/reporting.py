"""What `check` and `validate` share: the options of a report, and printing it.

Comes in: a Report and the arguments. Goes out: text on stdout and in files. Only the renderers that are needed are
imported.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from hielements.cli.arguments import Arguments, Option, UsageError
from hielements.cli.outputs import Destinations, FileOutput
from hielements.report.formats import TERMINAL
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

BASELINE: Final = Option(
    ("--baseline",),
    "The file of known violations. Default: what `[baseline] file` in hielements.toml names, else "
    "hielements-baseline.jsonl in the workspace, if it is there.",
    "FILE",
)

_UNWRITTEN: Final = 2
"""The exit status when a file cannot be written: something is wrong with the command line (docs/cli.md)."""


def print_report(
    report: Report, arguments: Arguments, destinations: Destinations, violations: str | None = None
) -> int:
    """Prints and writes the report, and gives the exit status. `violations` is the text of --limit-violations.

    Files are written last: when one cannot be, the report that belongs there is printed in its stead where stdout has
    no other, so that no result is lost."""
    written = True
    if destinations.stdout is not None:
        _print(report, arguments, destinations.stdout, destinations.annotations, violations)
    for file in destinations.files:
        text = _rendered(report, arguments, file.format, violations, file)
        if _write(file, text):
            continue
        written = False
        if destinations.stdout is None and file is destinations.main:
            _print(report, arguments, file.format, None, violations)
    if destinations.annotations is not None:
        from hielements.cli.streams import write_result
        from hielements.report.formats import render

        write_result(render(destinations.annotations, report), encoding="utf-8")
    return report.exit_code if written else _UNWRITTEN


def _print(report: Report, arguments: Arguments, name: str, system: str | None, violations: str | None) -> None:
    from hielements.cli.streams import write_result

    text = _rendered(report, arguments, name, violations, None)
    if system is not None:
        from hielements.report.annotations import guarded

        text = guarded(system, text, os.urandom(16).hex())
    # Formats for machines are UTF-8 wherever they go (JSON: RFC 8259, section 8.1).
    write_result(text, encoding=None if name == TERMINAL else "utf-8")


def _rendered(report: Report, arguments: Arguments, name: str, violations: str | None, file: FileOutput | None) -> str:
    if name != TERMINAL:
        from hielements.report.formats import render

        return render(name, report, times=arguments.flag("verbose"))
    from hielements.cli.streams import style_for
    from hielements.report.style import DEFAULT_VIOLATIONS
    from hielements.report.terminal import render as render_terminal

    limit = DEFAULT_VIOLATIONS if violations is None else None if violations == "all" else int(violations)
    stream = sys.stdout if file is None else None
    style = style_for(stream, arguments.text("color"), limit, arguments.flag("verbose"), arguments.flag("quiet"))
    if file is not None:
        style = style.with_(encoding="utf-8", colour=arguments.text("color") == "always")
    return render_terminal(report, style)


def _write(file: FileOutput, text: str) -> bool:
    """Writes a report to a file. False, with a note on stderr, when that is not possible."""
    try:
        deliver(text, file.path, None)
    except UsageError as problem:
        from hielements.cli.streams import write_note
        from hielements.report.display import visible

        write_note(f"error: {visible(str(problem))}\n")
        return False
    return True


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
