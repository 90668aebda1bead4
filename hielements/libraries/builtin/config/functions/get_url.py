"""`config.get_url`: the address under a key."""

from __future__ import annotations

from hielements.libraries.builtin.config.keys import Found
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import (
    Sighting,
    keyed,
    only_value,
    unfit,
    value_of,
)
from hielements.libraries.builtin.config.tree import Table
from hielements.libraries.builtin.library import Arguments
from hielements.libraries.signatures import STRING, Function
from hielements.libraries.values import Value

_NAMES = ("url", "uri", "dsn", "URL", "URI", "DSN")

FUNCTION = Function(
    "get_url",
    "selector",
    "Gives the address under a key as a string: a scheme, `://` and what follows, such as "
    "`postgresql://db.internal/shop`. Of a table its `url`, `uri` or `dsn` is taken, so that "
    "`config.get_url('database')` finds `database.url`. One with a password in it is a secret and is never shown. What "
    "depends on it is undecided when the value is no address, or for the reasons of `config.get`.",
    keyed(STRING),
    example="ref db: string = config.get_url('database.url')",
)


def evaluate(arguments: Arguments, library: Config) -> Value:
    sighting = only_value(arguments, library)
    node = sighting.found.node
    if isinstance(node, Table):
        name = next((each for each in _NAMES if each in node.entries), None)
        if name is None:
            raise unfit(sighting, "address, nor has it a key `url`, `uri` or `dsn`")
        entry = node.entries[name]
        found = Found(entry.node, (*sighting.found.path, name), entry.line, entry.column)
        sighting = Sighting(sighting.path, sighting.document, found)
    value = value_of(sighting)
    if not isinstance(value, str) or not _is_address(value):
        raise unfit(sighting, "address")
    return value


def _is_address(text: str) -> bool:
    """RFC 3986, section 3.1, for the scheme; `jdbc:postgresql://..` and `postgresql+psycopg://..` are addresses too."""
    scheme, separator, rest = text.partition("://")
    return (
        bool(separator and rest)
        and scheme[:1].isalpha()
        and all(character.isascii() and (character.isalnum() or character in "+-.:") for character in scheme)
    )
