"""`hielements plugin compare`: the same specification with two plugins."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Final

from hielements.cli.arguments import Arguments, Command, Option, Positional, UsageError
from hielements.cli.plugin_printing import COST, WORKSPACE, counted, found, megabytes, milliseconds, table
from hielements.cli.streams import write_result
from hielements.report.display import plural, visible

if TYPE_CHECKING:
    from hielements.app.plugin_comparison import Run

COMMAND: Final = Command(
    "plugin compare",
    "Run a specification with one plugin, then with another in its place: the verdicts must be the same byte by byte, "
    "and a table shows what each cost. For moving a plugin from a process to WebAssembly.",
    (
        WORKSPACE,
        Option(("--as",), "The name that the specification imports. Default: the name of OLD.", "NAME"),
        COST,
    ),
    Positional("OLD NEW SPEC", "Two plugins, each a name in hielements.toml or a file, and a specification.", 3, 3),
    details="Exit status: 0 the verdicts are the same, 1 they differ, 2 a plugin or the specification is not there.",
    examples=(("hielements plugin compare sample build/sample.wasm spec.hie", "before the configuration is changed"),),
)
_MOST_SHOWN: Final = 10


def run(arguments: Arguments) -> int:
    from hielements.app.plugin_comparison import compare_plugins

    old, new, spec = arguments.words
    if not os.path.isfile(spec):
        raise UsageError(f"there is no specification `{spec}`")
    count = arguments.flag("cost")
    comparison = found(
        lambda: compare_plugins(
            old, new, spec, arguments.text("as"), workspace=arguments.text("workspace"), count=count
        )
    )
    lines = []
    for first, second in comparison.differences[:_MOST_SHOWN]:
        lines += [f"- {visible(first) or 'nothing'}", f"+ {visible(second) or 'nothing'}", ""]
    more = len(comparison.differences) - _MOST_SHOWN
    if more > 0:
        lines += [f".. and {plural(more, 'further difference')}", ""]
    rows = [("", "old", "new"), *_rows(comparison.old, comparison.new)]
    if count:
        rows.append(("operations", counted(comparison.old.operations), counted(comparison.new.operations)))
    lines += table(rows)
    results = len(comparison.old.report.results)
    if comparison.differences:
        lines += ["", f"DIFFERENT: {plural(len(comparison.differences), 'result')} of {results} differ"]
    else:
        lines += ["", f"SAME: {plural(results, 'verdict')}, byte by byte"]
    write_result("\n".join(lines) + "\n")
    return 1 if comparison.differences else 0


def _rows(old: Run, new: Run) -> list[tuple[str, str, str]]:
    def each(run: Run) -> float:
        return run.asking / run.requests if run.requests else 0.0

    return [
        ("whole run", milliseconds(old.total), milliseconds(new.total)),
        ("requests", f"{old.requests:,}", f"{new.requests:,}"),
        ("time in the plugin", milliseconds(old.asking), milliseconds(new.asking)),
        ("mean of a request", milliseconds(each(old)), milliseconds(each(new))),
        ("memory", megabytes(old.memory), megabytes(new.memory)),
    ]
