"""Reading specifications for commands that look at the text alone: `parse` and `fmt`.

Comes in: a path, or `-` for standard input. Goes out: text, and diagnostics on stderr.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

from hielements.app.workspaces import read_specification
from hielements.cli.streams import style_for, write_note
from hielements.diagnostics.diagnostic import Diagnostic
from hielements.source.reading import DecodedText, ReadProblem, decode

STANDARD_INPUT: Final = "-"


def read(path: str) -> DecodedText | ReadProblem:
    """The text of a specification under the name that reports give it."""
    if path != STANDARD_INPUT:
        return read_specification(path)
    if sys.stdin is None:
        return ReadProblem("<stdin>", "is closed")
    stream = getattr(sys.stdin, "buffer", None)
    content = sys.stdin.read().encode("utf-8", "surrogateescape") if stream is None else stream.read()
    return decode(content, "<stdin>")


def print_diagnostics(diagnostics: Sequence[Diagnostic]) -> None:
    """Shows diagnostics on stderr."""
    if not diagnostics:
        return
    from hielements.report.building import report_diagnostics
    from hielements.report.terminal import render_diagnostics

    write_note(render_diagnostics(report_diagnostics(diagnostics), style_for(sys.stderr)))


def print_problem(problem: ReadProblem) -> None:
    """Says why a file could not be read."""
    from hielements.report.display import visible

    write_note(visible(f"error: `{problem.name}` {problem.message}") + "\n")
