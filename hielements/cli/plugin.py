"""`hielements plugin`: the commands for people who write or choose plugins, one module for each.

Comes in: nothing. Goes out: which commands there are. A new one is a module `plugin_<name>.py` and an entry here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final

from hielements.cli.arguments import Arguments, Command, UsageError

if TYPE_CHECKING:
    from hielements.cli.main import CommandModule

COMMAND: Final = Command(
    "plugin",
    "Write, test and compare plugins: libraries that specifications import, as external processes or WebAssembly "
    "modules. "
    "docs/plugins.md leads from nothing to a tested plugin.",
)


def run(_arguments: Arguments) -> int:
    raise UsageError("`hielements plugin` needs a command", f"possible: {', '.join(SUBCOMMANDS)}")


def _new() -> CommandModule:
    from hielements.cli import plugin_new

    return plugin_new


def _test() -> CommandModule:
    from hielements.cli import plugin_test

    return plugin_test


def _compare() -> CommandModule:
    from hielements.cli import plugin_compare

    return plugin_compare


def _bench() -> CommandModule:
    from hielements.cli import plugin_bench

    return plugin_bench


def _list() -> CommandModule:
    from hielements.cli import plugin_list

    return plugin_list


def _info() -> CommandModule:
    from hielements.cli import plugin_info

    return plugin_info


SUBCOMMANDS: Final[Mapping[str, tuple[str, Callable[[], CommandModule]]]] = {
    "new": ("Start a plugin that builds, passes its tests and is useful from the first minute.", _new),
    "test": ("Ask a plugin the questions of the conformance suite.", _test),
    "compare": ("Run a specification with two plugins: same verdicts, at what cost?", _compare),
    "bench": ("Measure what a plugin costs.", _bench),
    "list": ("List the plugins of the workspace.", _list),
    "info": ("Show what a plugin offers and how it is confined.", _info),
}
