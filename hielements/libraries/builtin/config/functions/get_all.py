"""`config.get_all`: all values under a key, in all files and documents."""

from __future__ import annotations

from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import keyed, sightings, value_of
from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.signatures import ANY, Function, list_of
from hielements.libraries.values import Value

FUNCTION = Function(
    "get_all",
    "selector",
    "Gives all values under a key as a list: of every file of the scope, every document of YAML and every item that "
    "`*` stands for, in that order. The list is empty when the key is nowhere.",
    keyed(list_of(ANY)),
    example="check 'latest' in config.get_all(manifests, 'spec.containers[*].image')",
)


def evaluate(arguments: Arguments, library: Config) -> Value:
    found, failures, _ = sightings(arguments, library)
    if failures:
        raise Undecidable(failures[0])
    return tuple(value_of(each) for each in found)
