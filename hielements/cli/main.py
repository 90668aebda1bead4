"""The entry point: picks the command and turns whatever happens into an exit status.

Comes in: the words of the command line. Goes out: an exit status (docs/cli.md). Only the module of the
command that was called is imported, so that `hielements check` starts fast.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Final, Protocol

from hielements.cli.arguments import Arguments, Command, UsageError, parse

USAGE_ERROR: Final = 2
BROKEN: Final = 3
INTERRUPTED: Final = 130


class CommandModule(Protocol):
    """What a module under `cli/` offers."""

    @property
    def COMMAND(self) -> Command: ...  # noqa: N802 - a module's constant

    def run(self, arguments: Arguments) -> int: ...


def main(argv: Sequence[str] | None = None) -> int:
    """Runs one command line and gives its exit status."""
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _dispatch(words)
    except UsageError as error:
        return _usage_error(error, words)
    except KeyboardInterrupt:
        _note("\ninterrupted\n")
        return INTERRUPTED
    except Exception as error:
        return _broken(error)


def _dispatch(words: list[str]) -> int:
    name = words[0] if words else ""
    if name in {"", "-h", "--help", "help"}:
        return _help(words[1:])
    if name in {"-V", "--version", "version"}:
        from hielements.version import __version__

        _result(f"hielements {__version__}\n")
        return 0
    module, rest = _find(words)
    arguments = parse(module.COMMAND, rest)
    if arguments is None:
        return _help(words[: len(words) - len(rest)])
    return module.run(arguments)


def _find(words: Sequence[str]) -> tuple[CommandModule, Sequence[str]]:
    """The command that the first words name, and the words behind it. A command of commands (`plugin new`) has
    SUBCOMMANDS; without one of them it is a command itself, which shows its help."""
    module, rest = _command(words[0]), words[1:]
    subcommands: Mapping[str, tuple[str, Callable[[], CommandModule]]] = getattr(module, "SUBCOMMANDS", {})
    if not subcommands or not rest or rest[0].startswith("-"):
        return module, rest
    found = subcommands.get(rest[0])
    if found is None:
        raise _unknown(f"{words[0]} {rest[0]}", rest[0], list(subcommands))
    return found[1](), rest[1:]


def _command(name: str) -> CommandModule:
    load = COMMANDS.get(ALIASES.get(name, name))
    if load is not None:
        return load[1]()
    if name.endswith(".hie") or (name.startswith("-") and not name.startswith("--")):
        raise UsageError(f"`{name}` is not a command", f"to check a specification: `hielements check {name}`")
    raise _unknown(name, name, [*COMMANDS, *ALIASES])


def _unknown(shown: str, name: str, known: Sequence[str]) -> UsageError:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    possible = f"possible: {', '.join(known)}" if len(known) < 8 else ""
    return UsageError(f"`{shown}` is not a command", f"did you mean `{near[0]}`?" if near else possible)


def _help(words: Sequence[str]) -> int:
    from hielements.cli.help_text import columns, command_help
    from hielements.cli.streams import width_of

    width = min(width_of(sys.stdout), 100)
    if words:
        module, _ = _find(words)
        subcommands = [(name, summary) for name, (summary, _) in getattr(module, "SUBCOMMANDS", {}).items()]
        _result(command_help(module.COMMAND, width, subcommands))
        return 0
    rows = [(name, summary) for name, (summary, _) in COMMANDS.items()]
    lines = [
        "Hielements checks that code has the architecture its specification says.",
        "",
        "Usage: hielements COMMAND [OPTIONS] [FILES]",
        "",
        "Commands:",
        *columns(rows, width),
        "",
        "`hielements help COMMAND` tells more about a command, `hielements --version` the version.",
        "",
        "Exit status: 0 everything holds, 1 something is violated, 2 the specification, the configuration or the",
        "command line is wrong or a check could not be decided, 3 hielements itself failed.",
    ]
    _result("\n".join(lines) + "\n")
    return 0


def _usage_error(error: UsageError, words: Sequence[str]) -> int:
    from hielements.report.display import visible

    advice = f"  {visible(error.advice)}\n" if error.advice else ""
    name = _helped(words)
    more = f"  `hielements help{' ' + name if name else ''}` says what is possible.\n"
    _note(f"error: {visible(str(error))}\n{advice}{more}")
    return USAGE_ERROR


def _helped(words: Sequence[str]) -> str:
    """The command whose help may tell more, empty for the overview."""
    if not words or ALIASES.get(words[0], words[0]) not in COMMANDS:
        return ""
    subcommands = getattr(_command(words[0]), "SUBCOMMANDS", {})
    return f"{words[0]} {words[1]}" if len(words) > 1 and words[1] in subcommands else words[0]


def _broken(error: Exception) -> int:
    """A defect of this program, told in a way that helps to mend it."""
    import os

    from hielements.report.display import visible
    from hielements.version import __version__

    if os.environ.get("HIELEMENTS_TRACEBACK"):
        from traceback import format_exc

        _note(format_exc())
    text = visible(" ".join(str(error).split()))
    if isinstance(error, OSError):
        # A full disk, or a file that vanished: the system's trouble, and its words say more than ours.
        _note(f"hielements cannot go on: {text}\n")
        return BROKEN
    _note(
        f"hielements {__version__} failed: {type(error).__name__}: {text}\n"
        "  This is a defect in hielements, not in your specification. Please report it to its maintainers,\n"
        "  with what the same command prints when the environment variable HIELEMENTS_TRACEBACK is 1.\n"
    )
    return BROKEN


def _result(text: str) -> None:
    from hielements.cli.streams import write_result

    write_result(text)


def _note(text: str) -> None:
    from hielements.cli.streams import write_note

    try:
        write_note(text)
    except OSError:
        return


def _check() -> CommandModule:
    from hielements.cli import check

    return check


def _validate() -> CommandModule:
    from hielements.cli import validate

    return validate


def _coverage() -> CommandModule:
    from hielements.cli import coverage

    return coverage


def _why() -> CommandModule:
    from hielements.cli import why

    return why


def _list() -> CommandModule:
    from hielements.cli import listing

    return listing


def _stats() -> CommandModule:
    from hielements.cli import stats

    return stats


def _baseline() -> CommandModule:
    from hielements.cli import baseline

    return baseline


def _init() -> CommandModule:
    from hielements.cli import init

    return init


def _diff() -> CommandModule:
    from hielements.cli import diff

    return diff


def _graph() -> CommandModule:
    from hielements.cli import graph

    return graph


def _mcp() -> CommandModule:
    from hielements.cli import mcp

    return mcp


def _parse() -> CommandModule:
    from hielements.cli import parse as module

    return module


def _fmt() -> CommandModule:
    from hielements.cli import fmt

    return fmt


def _explain() -> CommandModule:
    from hielements.cli import explain

    return explain


def _doc() -> CommandModule:
    from hielements.cli import doc

    return doc


def _lsp() -> CommandModule:
    from hielements.cli import lsp

    return lsp


def _cache() -> CommandModule:
    from hielements.cli import cache

    return cache


def _plugin() -> CommandModule:
    from hielements.cli import plugin

    return plugin


def _schema() -> CommandModule:
    from hielements.cli import schema

    return schema


COMMANDS: Final[Mapping[str, tuple[str, Callable[[], CommandModule]]]] = {
    "check": ("Check that the code has the architecture the specification says.", _check),
    "init": ("Propose a first specification for code that exists.", _init),
    "validate": ("Check the specification alone, without looking at code.", _validate),
    "coverage": ("Show which files and dependencies no element and no rule governs.", _coverage),
    "list": ("List the elements of a specification, their scopes and checks.", _list),
    "why": ("Show how code comes to depend on other code.", _why),
    "stats": ("Show numbers about the elements: instability, abstractness, circles.", _stats),
    "baseline": ("List known violations, so that only new ones fail.", _baseline),
    "diff": ("Show what came and went between two git revisions.", _diff),
    "graph": ("Draw the elements and their dependencies.", _graph),
    "explain": ("Explain a diagnostic: what it means and how to mend it.", _explain),
    "doc": ("Show what the libraries offer: selectors, checks, parameters.", _doc),
    "fmt": ("Format specifications.", _fmt),
    "parse": ("Print the syntax tree of a specification as JSON.", _parse),
    "plugin": ("Write, test, measure and compare plugins.", _plugin),
    "lsp": ("Start the language server, for editors.", _lsp),
    "mcp": ("Serve coding agents over the Model Context Protocol.", _mcp),
    "cache": ("Show or clear what is kept between runs.", _cache),
    "schema": ("Print the JSON Schema of the report or of hielements.toml.", _schema),
}
ALIASES: Final = {"run": "check"}
