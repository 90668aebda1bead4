"""`no_syntax_errors`: every Python file of a scope can be parsed."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "no_syntax_errors",
    "check",
    "Holds when Python's own parser accepts every Python file of the scope. Syntax that is newer than the Python that "
    "Hielements runs on is accepted as well: type aliases and type parameters, formatted strings as of 3.12, template "
    "strings, `except` without parentheses, lazy imports. A file that cannot be read, or is too large or too deeply "
    "nested to be parsed, leaves the check undecided.",
    (Signature((Parameter("scope", SCOPE, "modules, or files and folders"),), BOOL),),
    example="check python.no_syntax_errors(src)",
    is_local=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    files = library.code.python_files(arguments.scope("scope"))
    failures = library.code.failures(files)
    violations = [
        Violation(each.message.removeprefix(f"{each.path} "), each.path, each.line, 1 if each.line else None,
                  help=each.help)
        for each in failures
        if each.reason == "syntax"
    ]  # fmt: skip
    others = [each for each in failures if each.reason != "syntax"]
    message = f"{counted(len(violations), 'file')} of {len(files):,} with syntax errors"
    return verdict(message, violations, others, counted(len(files), "file"))
