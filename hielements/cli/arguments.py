"""Command lines: what a command takes, and what was given.

Comes in: the description of a command and the words of the user. Goes out: the values, or a UsageError that names the
nearest option. The standard `argparse` costs as much start-up time as reading a whole specification, so the little
that is needed stands here. Knows no command.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NoReturn

from hielements.record import Record


class UsageError(Exception):
    """The command line is wrong; `help` says what to do about it."""

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(message)
        self.advice = advice


class Option(Record):
    """`names` are its spellings, the long one last. `value` is the name of its value in help texts, empty for a flag.
    `choices` are the values that are possible, none for any. A `repeated` option collects a tuple."""

    names: tuple[str, ...]
    help: str
    value: str = ""
    choices: tuple[str, ...] = ()
    repeated: bool = False

    @property
    def name(self) -> str:
        return self.names[-1].lstrip("-").replace("-", "_")


class Positional(Record):
    """The words that are no options. `most` is None for any number."""

    name: str
    help: str
    least: int = 0
    most: int | None = 1


class Command(Record):
    """A command as its help shows it. `details` and `examples` follow the options."""

    name: str
    summary: str
    options: tuple[Option, ...] = ()
    positional: Positional | None = None
    details: str = ""
    examples: tuple[tuple[str, str], ...] = ()


class Arguments:
    """What was given. Options that were not given are False, None or ()."""

    def __init__(self, command: Command) -> None:
        self.words: list[str] = []
        self._values: dict[str, object] = {
            option.name: () if option.repeated else None if option.value else False for option in command.options
        }

    def flag(self, name: str) -> bool:
        return self._values[name] is True

    def text(self, name: str) -> str | None:
        value = self._values[name]
        return value if isinstance(value, str) else None

    def texts(self, name: str) -> tuple[str, ...]:
        value = self._values[name]
        return value if isinstance(value, tuple) else ()

    def number(self, name: str, least: int) -> int | None:
        """A whole number that is not below `least`; None when the option was not given."""
        text = self.text(name)
        if text is None:
            return None
        if not (text.isascii() and text.lstrip("+").isdigit() and len(text) < 10 and int(text) >= least):
            spelling = "--" + name.replace("_", "-")
            raise UsageError(f"{spelling} takes a whole number from {least}, not `{text}`")
        return int(text)

    def _set(self, option: Option, value: str | bool) -> None:
        if option.repeated:
            value_before = self._values[option.name]
            assert isinstance(value_before, tuple)
            self._values[option.name] = (*value_before, value)
        else:
            self._values[option.name] = value


HELP = Option(("-h", "--help"), "Show this help.")


def parse(command: Command, words: Sequence[str]) -> Arguments | None:
    """The arguments, or None when help was asked for. Raises UsageError."""
    options = {name: option for option in (*command.options, HELP) for name in option.names}
    given = Arguments(command)
    waiting = list(reversed(words))
    while waiting:
        word = waiting.pop()
        if word == "--":
            given.words += reversed(waiting)
            break
        if not word.startswith("-") or word == "-":
            given.words.append(word)
            continue
        name, equals, value = word.partition("=")
        if not word.startswith("--") and len(word) > 2:
            # `-j4`, or several flags in one word: `-vq`.
            first = options.get(word[:2])
            if first is not None and first.value:
                name, equals, value = word[:2], "=", word[2:].removeprefix("=")
            elif first is not None:
                name, equals, value = word[:2], "", ""
                waiting.append("-" + word[2:])
        option = options.get(name)
        if option is None:
            _unknown(name, command, list(options))
        if option is HELP:
            return None
        if not option.value:
            if equals:
                raise UsageError(f"{name} takes no value")
            given._set(option, True)
            continue
        if not equals:
            if not waiting:
                raise UsageError(f"{name} needs a value: {name} {option.value}")
            value = waiting.pop()
        if option.choices and value not in option.choices:
            listed = ", ".join(option.choices)
            raise UsageError(f"{name} cannot be `{value}`", _nearest(value, option.choices) or f"possible: {listed}")
        given._set(option, value)
    _count(command, given.words)
    return given


def _count(command: Command, words: Sequence[str]) -> None:
    positional = command.positional
    most = 0 if positional is None else positional.most
    if most is not None and len(words) > most:
        raise UsageError(f"`hielements {command.name}` does not know what to do with `{words[most]}`")
    if positional is not None and len(words) < positional.least:
        raise UsageError(f"`hielements {command.name}` needs {positional.name}: {_lower(positional.help)}")


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:].rstrip(".")


def _unknown(name: str, command: Command, known: Sequence[str]) -> NoReturn:
    near = _nearest(name, known)
    raise UsageError(f"`hielements {command.name}` has no option `{name}`", near)


def _nearest(word: str, known: Sequence[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, known, n=1)
    return f"did you mean `{near[0]}`?" if near else ""
