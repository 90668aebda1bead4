"""`config.get_int`: the integer under a key."""

from __future__ import annotations

import re

from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import keyed, only_value, unfit, value_of
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.signatures import INT, Function
from hielements.libraries.values import Origin, Value, placed

_INTEGER = re.compile(r"\s*[-+]?[0-9]{1,4000}\s*\Z", re.ASCII)

FUNCTION = Function(
    "get_int",
    "selector",
    "Gives the integer under a key, also where it is written as a string: in INI and `.env` files everything is. What "
    "depends on it is undecided when the value is no integer, or for the reasons of `config.get`.",
    keyed(INT),
    example="ref port: integer = config.get_int('.env', 'PORT')",
)


def evaluate(arguments: Arguments, library: Config) -> Value:
    sighting = only_value(arguments, library)
    value = value_of(sighting)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, str) and _INTEGER.match(value):
        return placed(int(value), Origin(sighting.path, sighting.found.node.line, sighting.is_secret))
    raise unfit(sighting, "integer")
