"""What the commands about plugins share: their arguments, and tables.

Comes in: rows. Goes out: text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final, TypeVar

from hielements.cli.arguments import Option, Positional, UsageError

Answer = TypeVar("Answer")

WORKSPACE: Final = Option(
    ("-w", "--workspace"),
    "The workspace whose hielements.toml names the plugin. Default: the one that the current folder lies in.",
    "DIR",
)
PLUGIN: Final = Positional(
    "PLUGIN",
    "The name of a plugin in hielements.toml or of one that ships, a file, or the folder of a plugin.",
    least=1,
)

COST: Final = Option(
    ("--cost",),
    "Count the operations of WebAssembly modules too: a cost that is the same on every machine. Counting makes the "
    "other figures worse.",
)


def found(ask: Callable[[], Answer]) -> Answer:
    """What the application answers; a plugin that is not there is a mistake in the command line."""
    from hielements.app.plugin_lookup import UnknownPlugin

    try:
        return ask()
    except UnknownPlugin as problem:
        raise UsageError(str(problem), problem.advice) from None


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows as lines with aligned columns; numbers (all but the first column) to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if number == 0 else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    ]


def megabytes(size: int | None) -> str:
    return "in the host" if size is None else f"{size / 2**20:.1f} MB"


def milliseconds(time: float) -> str:
    return f"{time:,.3f} ms" if time < 10 else f"{time:,.0f} ms"


def counted(operations: int | None) -> str:
    return "not counted" if operations is None else f"{operations:,}"
