"""`config.get`: the value under a key."""

from __future__ import annotations

from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import keyed, only_value, value_of
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.signatures import ANY, BOOL, FLOAT, INT, NULL, STRING, Function, list_of, one_of
from hielements.libraries.values import Value

_VALUE = one_of(STRING, INT, FLOAT, BOOL, NULL, list_of(ANY))

FUNCTION = Function(
    "get",
    "selector",
    "Gives the value under a key: a string, an integer, a float, a boolean, null, or a list of such. Dates of TOML are "
    "strings as they are written. In INI, properties and `.env` files every value is a string.\n\n"
    "What depends on the value is undecided when the key is not there, when it has different values in several files, "
    "documents or items, when it is a table, and when only the environment or another program could tell it "
    "(`${HOME}` in a `.env` file, a tag of YAML). `config.has_key` asks whether a key is there.",
    keyed(_VALUE),
    example="check config.get('config/settings.toml', 'server.port') == 8080",
)


def evaluate(arguments: Arguments, library: Config) -> Value:
    return value_of(only_value(arguments, library))
