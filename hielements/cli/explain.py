"""`hielements explain`: the page about a diagnostic."""

from __future__ import annotations

import sys
from typing import Final

from hielements.cli.arguments import Arguments, Command, Positional, UsageError
from hielements.cli.streams import width_of, write_result
from hielements.diagnostics.catalog import all_codes, explanation, find_code, nearest_codes

COMMAND: Final = Command(
    "explain",
    "Explain a diagnostic: what it means, a bad and a good example, how to mend it. Without a code: list them all.",
    positional=Positional("CODE", "An id such as HIE0203, or a name such as undefined-name."),
    examples=(("hielements explain undefined-name", "shows the page about that error"),),
)


def run(arguments: Arguments) -> int:
    if not arguments.words:
        _list()
        return 0
    code = find_code(arguments.words[0])
    if code is None:
        near = nearest_codes(arguments.words[0])
        names = ", ".join(f"`{code.name}` ({code.id})" for code in near)
        advice = f"did you mean {names}?" if near else "`hielements explain` lists them all"
        raise UsageError(f"there is no diagnostic `{arguments.words[0]}`", advice)
    write_result(explanation(code))
    return 0


def _list() -> None:
    from hielements.report.display import wrap

    codes = all_codes()
    indent = max(len(code.name) for code in codes) + len("HIE0000  warning  ")
    lines = []
    for code in codes:
        first = f"{code.id} {code.severity.ljust(7)} {code.name}".ljust(indent)
        lines += wrap(code.summary, max(width_of(sys.stdout), indent + 30), " " * indent, first=first)
    write_result("\n".join(lines) + "\n")
