"""`imports`: the code of a scope imports a module."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.python.checking import matches, missing, title
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "imports",
    "check",
    "Holds when at least one file of the scope imports the module, something in it or something below it: `models` is "
    "matched by `import models`, `from models import User` and `import models.user`, and not by `import models2`. "
    "Relative imports count under their absolute name. The module may be part of the workspace, of the standard "
    "library or of an installed package.\n\n"
    "With a second scope in the place of the name it is `depends_on`: some file of the first imports a file of the "
    "second.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should import"),
                Parameter("name", STRING, "the dotted name of a module, or of something in it"),
            ),
            BOOL,
        ),
        Signature(
            (
                Parameter("source", SCOPE, "the code that should import"),
                Parameter("target", SCOPE, "the code that should be imported"),
            ),
            BOOL,
        ),
    ),
    example="check python.imports(services, 'shop.models')",
    governs="named",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    if "target" in arguments:
        from hielements.libraries.builtin.python.functions import depends_on

        return depends_on.evaluate(arguments, library)
    scope, name = arguments.scope("scope"), arguments.text("name")
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the dotted name of a module, such as 'shop.models'")
    edges = library.code.scope_edges(scope)
    found = next((edge for edge in edges if matches(edge, name, library.code)), None)
    if found is not None:
        return Passed(f"{found.dependency.path}:{found.dependency.line}: {found.source.text}")
    failures = library.code.import_failures(library.code.python_files(scope))
    if failures:
        return verdict("", (), failures)
    from difflib import get_close_matches

    imported = sorted({each for edge in edges for each in (edge.dependency.name, edge.module) if each})
    last = name.rpartition(".")[2]
    near = [each for each in imported if last in each.split(".")] or get_close_matches(name, imported, n=3, cutoff=0.6)
    message = f"nothing in {title(scope)} imports '{name}'"
    help_text = f"the nearest imports there: {', '.join(near[:3])}" if near else None
    return verdict(message, [missing(scope, f"does not import '{name}'", help_text)])
