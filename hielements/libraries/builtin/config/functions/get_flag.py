"""`config.get_flag`: whether something is switched on."""

from __future__ import annotations

from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import (
    Sighting,
    keyed,
    only_value,
    unfit,
    value_of,
)
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.outcomes import Outcome, Passed, Violated, Violation
from hielements.libraries.signatures import BOOL, Function
from hielements.libraries.values import Value

_WORDS = {
    **dict.fromkeys(("true", "yes", "on", "1", "enabled", "y", "t"), True),
    **dict.fromkeys(("false", "no", "off", "0", "disabled", "n", "f"), False),
}

FUNCTION = Function(
    "get_flag",
    "selector",
    "Gives the truth value under a key, also where it is written as `yes`, `no`, `on`, `off`, `enabled`, `disabled`, "
    "`1`, `0`, in any case. As a check it holds when that is true, and else points at the line. What depends on it is "
    "undecided when the value is something else, or for the reasons of `config.get`.",
    keyed(BOOL, is_judged=True),
    example="check not config.get_flag('config/production.yaml', 'debug')",
)


def evaluate(arguments: Arguments, library: Config) -> Value:
    return _flag(only_value(arguments, library))


def judge(arguments: Arguments, library: Config) -> Outcome:
    sighting = only_value(arguments, library)
    path, line = sighting.path, sighting.found.node.line
    if _flag(sighting):
        return Passed(f"'{sighting.key}' is on", path, line)
    message = f"'{sighting.key}' is off"
    return Violated(message, (Violation(message, path, line, target=sighting.key),))


def _flag(sighting: Sighting) -> bool:
    value = value_of(sighting)
    if isinstance(value, bool):
        return value
    flag = _WORDS.get(str(value).strip().lower()) if isinstance(value, str | int) else None
    if flag is None:
        raise unfit(sighting, "truth value")
    return flag
