"""`hielements schema`: the published JSON Schemas."""

from __future__ import annotations

from typing import Final

from hielements.cli.arguments import Arguments, Command, Positional, UsageError
from hielements.cli.streams import write_result
from hielements.resources import package_file

_SCHEMAS: Final = {
    "report": ("report", "report.schema.json"),
    "coverage": ("report", "coverage.schema.json"),
    "graph": ("report", "graph.schema.json"),
    "config": ("project", "hielements.schema.json"),
    "plugin": ("libraries", "protocol", "schemas", "plugin-protocol.schema.json"),
}

COMMAND: Final = Command(
    "schema",
    "Print a JSON Schema.",
    positional=Positional(
        "NAME",
        "`report`: what `check --format json` prints. `coverage`: what `coverage --format json` prints. `graph`: "
        "what `graph --format json` prints. `config`: what hielements.toml may say. `plugin`: the messages of plugins.",
        least=1,
    ),
    examples=(("hielements schema config > hielements.schema.json", "for an editor that completes TOML files"),),
)


def run(arguments: Arguments) -> int:
    name = arguments.words[0]
    if name not in _SCHEMAS:
        raise UsageError(f"there is no schema `{name}`", f"possible: {', '.join(_SCHEMAS)}")
    with open(package_file(*_SCHEMAS[name]), encoding="utf-8") as file:
        write_result(file.read(), encoding="utf-8")
    return 0
