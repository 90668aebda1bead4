"""`hielements plugin bench`: what a plugin costs."""

from __future__ import annotations

from typing import Final

from hielements.cli.arguments import Arguments, Command, Option
from hielements.cli.plugin_printing import COST, PLUGIN, WORKSPACE, counted, found, megabytes, milliseconds, table
from hielements.cli.streams import write_note, write_result
from hielements.libraries.outcomes import Failure
from hielements.report.display import visible

COMMAND: Final = Command(
    "plugin bench",
    "Measure what a plugin costs: its start, the first request, each further one, its memory. It is asked for a check "
    "that it does not have, so that what is measured is the cost of asking.",
    (WORKSPACE, Option(("-n", "--requests"), "How many requests to time. Default: 500.", "N"), COST),
    PLUGIN,
    details="Times are of the clock. They depend on the machine and on what else it does: compare figures of one run, "
    "or use `hielements plugin compare`.",
)


def run(arguments: Arguments) -> int:
    from hielements.app.plugin_measuring import measure_plugin

    requests = arguments.number("requests", 1) or 500
    count = arguments.flag("cost")
    cost = found(
        lambda: measure_plugin(arguments.words[0], requests, workspace=arguments.text("workspace"), count=count)
    )
    if isinstance(cost, Failure):
        write_note(f"{visible(cost.message)}\n")
        return 1
    rows = [
        ("start", milliseconds(cost.start)),
        ("first request", milliseconds(cost.first)),
        (f"median of {cost.requests - 1:,} requests", milliseconds(cost.median)),
        ("slowest", milliseconds(cost.slowest)),
        ("from four threads", f"{cost.rate:,.0f} requests/s"),
        ("memory", megabytes(cost.memory)),
    ]
    if count:
        rows.append(("operations of a request", counted(cost.operations)))
    write_result("\n".join(table(rows)) + "\n")
    return 0
