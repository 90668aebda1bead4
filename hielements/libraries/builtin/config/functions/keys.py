"""`config.keys`: the names in a table."""

from __future__ import annotations

from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import (
    KEY_PARAMETER,
    SCOPE_PARAMETER,
    documents_of,
    files_of,
    only_value,
    unfit,
)
from hielements.libraries.builtin.config.tree import Table
from hielements.libraries.builtin.library import Arguments, Undecidable, refuse
from hielements.libraries.signatures import STRING, Function, Signature, list_of
from hielements.libraries.values import Origin, Value, placed

FUNCTION = Function(
    "keys",
    "selector",
    "Gives the names in a table, in the order of the file: those at the top of the files of a scope, or those under a "
    "key. Each is given once.",
    (
        Signature((SCOPE_PARAMETER,), list_of(STRING)),
        Signature((SCOPE_PARAMETER, KEY_PARAMETER), list_of(STRING)),
    ),
    example="check 'debug' in config.keys('config/settings.toml', 'flags')",
)


def evaluate(arguments: Arguments, library: Config) -> Value:
    names: dict[str, Value] = {}
    if "key" in arguments:
        sighting = only_value(arguments, library)
        if not isinstance(sighting.found.node, Table):
            raise unfit(sighting, "table")
        tables = [(sighting.path, sighting.found.node)]
    else:
        files, title = files_of(arguments, library)
        read, failures = documents_of(files, library)
        if failures:
            raise Undecidable(failures[0])
        tables = [(path, each) for path, documents in read for each in documents if isinstance(each, Table)]
        if not tables:
            raise refuse(f"{title} has no table")
    for path, table in tables:
        for name, entry in table.entries.items():
            names.setdefault(name, placed(name, Origin(path, entry.line)))
    return tuple(names.values())
