"""Help of a command, made from its description.

Comes in: a Command. Goes out: text for a terminal. Knows no command by name.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.cli.arguments import HELP, Command, Option
from hielements.report.display import wrap


def command_help(command: Command, width: int, subcommands: Sequence[tuple[str, str]] = ()) -> str:
    """What the command does, how it is called, the commands below it, its options, examples."""
    lines = [*wrap(command.summary, width), ""]
    usage = f"Usage: hielements {command.name}"
    if subcommands:
        usage += " COMMAND"
    if command.options or subcommands:
        usage += " [OPTIONS]"
    if command.positional is not None:
        name = command.positional.name + ("..." if command.positional.most is None else "")
        usage += f" {name}" if command.positional.least else f" [{name}]"
    lines += [usage, ""]
    if subcommands:
        lines += ["Commands:", *columns(subcommands, width), ""]
    if command.positional is not None:
        lines += columns([(command.positional.name, command.positional.help)], width)
        lines.append("")
    lines += [
        "Options:",
        *columns([(_spelling(option), _option_help(option)) for option in options_of(command)], width),
    ]
    for paragraph in command.details.split("\n\n") if command.details else ():
        lines += ["", *wrap(paragraph, width)]
    if command.examples:
        lines += ["", "Examples:"]
        for example, meaning in command.examples:
            lines += [f"  {example}", *wrap(meaning, width, "      ")]
    return "\n".join(lines) + "\n"


def options_of(command: Command) -> Sequence[Option]:
    return (*command.options, HELP)


def columns(rows: Sequence[tuple[str, str]], width: int) -> list[str]:
    """Names and what they mean, side by side; a long name has a line of its own."""
    indent = min(max(len(name) for name, _ in rows), 26) + 4
    lines = []
    for name, text in rows:
        first = f"  {name}".ljust(indent)
        if len(first) > indent:
            lines.append(first)
            first = " " * indent
        lines += wrap(text, max(width, indent + 30), " " * indent, first=first)
    return lines


def _spelling(option: Option) -> str:
    return ", ".join(option.names) + (f" {option.value}" if option.value else "")


def _option_help(option: Option) -> str:
    return option.help + (f" One of: {', '.join(option.choices)}." if option.choices else "")
