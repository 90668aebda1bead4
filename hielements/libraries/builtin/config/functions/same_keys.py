"""`config.same_keys`: two files have the same keys."""

from __future__ import annotations

from hielements.libraries.builtin.config.keys import Found, dotted
from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import SCOPE_PARAMETER, Sighting, documents_of, files_of, leaves
from hielements.libraries.builtin.library import Arguments, Undecidable, counted, verdict
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, one_of
from hielements.source.paths import printable

FUNCTION = Function(
    "same_keys",
    "check",
    "Holds when two files have the same keys, whatever their values: the settings of two environments, or `.env` and "
    "the template that newcomers copy. Items of lists are not compared. Every key that one of them lacks is a "
    "violation.",
    (
        Signature(
            (SCOPE_PARAMETER, Parameter("other", one_of(SCOPE, STRING), "The files to compare with.")),
            BOOL,
        ),
    ),
    example="check config.same_keys('.env', '.env.example')",
)

_Keys = dict[tuple[str, ...], tuple[str, int]]


def evaluate(arguments: Arguments, library: Config) -> Outcome:
    ours, title = _keys(arguments, library, "scope")
    theirs, other = _keys(arguments, library, "other")
    violations = [
        Violation(f"'{dotted(key)}' is not in {absent}", *place, target=dotted(key))
        for keys, others, absent in ((ours, theirs, other), (theirs, ours, title))
        for key, place in keys.items()
        if key not in others
    ]
    return verdict(
        f"{title} and {other} differ in {counted(len(violations), 'key')}",
        violations,
        note=f"{counted(len(ours), 'key')} in {printable(title)}",
    )


def _keys(arguments: Arguments, library: Config, name: str) -> tuple[_Keys, str]:
    """The keys with values, and where each stands."""
    files, title = files_of(arguments, library, name)
    read, failures = documents_of(files, library)
    if failures:
        raise Undecidable(failures[0])
    found: _Keys = {}
    for path, documents in read:
        for number, document in enumerate(documents):
            for each in leaves(Sighting(path, number, Found(document, (), document.line, document.column))):
                key = tuple(step for step in each.found.path if isinstance(step, str))
                found.setdefault(key, (path, each.found.line))
    return found, title
