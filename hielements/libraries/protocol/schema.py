"""The published JSON Schema of the protocol, and whether a message is as it says.

Comes in: a method, and the result of it. Goes out: what is wrong, in words. Used where plugins are tested: in a run the
conversion itself refuses what it cannot take, and says so better.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from hielements.libraries.protocol.trouble import excerpt
from hielements.resources import package_file

FILE: Final = "plugin-protocol.schema.json"
RESULTS: Final[Mapping[str, str]] = {
    "host.config": "hostConfig",
    "host.dependencies": "dependencies",
    "host.facts": "hostFacts",
    "host.read_file": "hostFile",
    "host.scope_paths": "hostPaths",
    "initialize": "initializeResult",
    "library.call": "callResult",
    "library.check": "checkResult",
    "library.checkMany": "checkManyResult",
    "library.dependencies": "dependencies",
    "library.doc": "description",
    "library.metadata": "description",
}
"""The definition of the schema that describes the result of each method."""
_MOST_PROBLEMS: Final = 3


@cache
def schema() -> Mapping[str, Any]:
    """The whole schema."""
    import json

    with open(package_file("libraries", "protocol", "schemas", FILE), encoding="utf-8") as file:
        loaded: dict[str, Any] = json.load(file)
    return loaded


def problems(definition: str, json: object) -> Sequence[str]:
    """What keeps plain values from being as a definition of the schema says; nothing when they are."""
    import jsonschema

    rules = {**schema(), "$ref": f"#/$defs/{definition}"}
    found = []
    for error in jsonschema.Draft202012Validator(rules).iter_errors(json):
        best = jsonschema.exceptions.best_match([error]) or error
        place = "/".join(str(step) for step in best.absolute_path)
        found.append(excerpt(f"{place or 'the whole'}: {best.message}"))
    return found[:_MOST_PROBLEMS]


def result_problems(method: str, result: object) -> Sequence[str]:
    """What keeps a result from being one of that method."""
    return problems(RESULTS[method], result)
