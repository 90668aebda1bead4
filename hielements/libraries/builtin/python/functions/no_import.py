"""`no_import`: the code of a scope does not import a module."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, counted_imports, matches, title, violation
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "no_import",
    "check",
    "Holds when no file of the scope imports the module, something in it or something below it; names are matched as "
    "for `imports`. Each import that does is a violation.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that must not import"),
                Parameter("name", STRING, "the dotted name of a module, or of something in it"),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.no_import(domain, 'sqlalchemy')",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    scope, name = arguments.scope("scope"), arguments.text("name")
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the dotted name of a module, such as 'sqlalchemy.orm'")
    counts = counted_imports(arguments)
    files = library.code.files(scope)
    edges = [edge for edge in library.code.scope_edges(scope) if counts(edge)]
    found = [violation(edge) for edge in edges if matches(edge, name, library.code)]
    return verdict(
        f"{title(scope)} imports '{name}'",
        found,
        library.code.failures(files),
        f"{counted(len(edges), 'import')} in {counted(len(files), 'file')}",
    )
