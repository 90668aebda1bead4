"""`scopes.difference`: a scope without the files of another."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, BuiltinLibrary, counted
from hielements.libraries.builtin.scopes.combining import (
    bounded,
    gaps,
    in_brackets,
    is_nothing,
    is_part,
    one,
    refuse_parts,
    titled,
)
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import SCOPE, Function, Parameter, Signature
from hielements.libraries.values import Value

FUNCTION = Function(
    name="difference",
    kind="selector",
    doc="""\
Selects the files of a scope that are not in another: a package without its tests. The result is a scope of the same
language and library with the same folder as the first, from which paths in checks about it start. The second may hold
files that the first has not, and may be a list: `difference(src, [tests, migrations])`. Where everything is taken out,
the empty scope says so.

What is taken out must be there: a second scope that selects nothing leaves the checks on the result undecided, since a
misspelt name would take out nothing. A function or class can be taken out of scopes that do not hold its file, and no
other.""",
    signatures=(
        Signature(
            (
                Parameter("scope", SCOPE, "The scope to take files from."),
                Parameter("without", SCOPE, "The scope whose files are left out."),
            ),
            SCOPE,
        ),
    ),
    example="scope production = scopes.difference(src, tests)",
)


def evaluate(arguments: Arguments, _library: BuiltinLibrary) -> Value | Failure:
    scope, without = one(arguments.value("scope"), "scope"), one(arguments.value("without"), "without")
    if is_nothing(scope) or is_nothing(without):
        return scope
    taken = set(without.files)
    files = [file for file in scope.files if file not in taken]
    if is_part(without) and len(files) < len(scope.files):
        raise refuse_parts(f"{scope.title} without it", [without])
    absence = scope.absence
    if not files and not absence:
        number = counted(len(scope.files), "file")
        which, verb = (f"all {number}", "are") if len(scope.files) > 1 else ("the only file", "is")
        absence = f"{which} of {titled(scope)} {verb} also in {titled(without)}, so that nothing is left"
    return scope.with_(
        selector=bounded(f"{in_brackets(scope.selector)} without {in_brackets(without.selector)}"),
        files=files,
        declared=None,
        absence=None if files else absence,
        gaps=gaps((scope, without)),
        wording=bounded(f"{titled(scope)} without {titled(without)}"),
    )
