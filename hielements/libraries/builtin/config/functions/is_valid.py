"""`config.is_valid`: files can be read in their format."""

from __future__ import annotations

from hielements.libraries.builtin.config.library import Config
from hielements.libraries.builtin.config.subjects import SCOPE_PARAMETER, documents_of, files_of
from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, Function, Signature

FUNCTION = Function(
    "is_valid",
    "check",
    "Holds when every file of the scope is valid in the format that its name says: TOML, YAML, JSON, INI, Java's "
    "properties, `.env`. A file that cannot be read at all leaves the check undecided.",
    (Signature((SCOPE_PARAMETER,), BOOL),),
    example="check config.is_valid(files.glob_selector('deploy/**/*.yaml'))",
)


def evaluate(arguments: Arguments, library: Config) -> Outcome:
    files, title = files_of(arguments, library)
    read, failures = documents_of(files, library)
    violations = [
        Violation(each.message, each.path, each.line, target="syntax") for each in failures if each.reason == "syntax"
    ]
    return verdict(
        f"{counted(len(violations), 'file')} of {title} cannot be parsed",
        violations,
        [each for each in failures if each.reason != "syntax"],
        note=counted(len(read), "file"),
    )
