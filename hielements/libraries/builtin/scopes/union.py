"""`scopes.union`: the files of several scopes."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, BuiltinLibrary
from hielements.libraries.builtin.scopes.combining import given, one, united
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, Function, Parameter, Signature, list_of
from hielements.libraries.values import Value

FUNCTION = Function(
    name="union",
    kind="selector",
    doc="""\
Selects the files of all the given scopes, each file once. It is what a list of scopes means wherever one scope is
expected; this is its name. The language is known when all of the scopes have the same one.

Functions and classes are parts of files and have no union, unless it is one of the given scopes already: that of a
function and its module is the module.""",
    signatures=(
        Signature(
            (
                Parameter("first", SCOPE, "The scope to begin with."),
                Parameter("second", SCOPE, "The scope whose files are added."),
            ),
            SCOPE,
        ),
        Signature((Parameter("scopes", list_of(SCOPE), "Any number of scopes: `[api, worker, shared]`."),), SCOPE),
    ),
    example="scope backend = scopes.union(api, worker)",
)


def evaluate(arguments: Arguments, _library: BuiltinLibrary) -> Value | Failure:
    if "scopes" in arguments:
        return united(given(arguments, "scopes"))
    return united((one(arguments.value("first"), "first"), one(arguments.value("second"), "second")))
