"""`imports_from`: the code of a scope takes names from a module."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.python.checking import missing, title
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_MODULE = Parameter("module", STRING, "the dotted name of the module, such as `shop.db`")

FUNCTION = Function(
    "imports_from",
    "check",
    "Holds when at least one file of the scope has a `from module import ..` of exactly that module, and with a name, "
    "of that name: `imports_from(api, 'shop.db', 'connect')` is matched by `from shop.db import connect as c`, and by "
    "`from .db import connect` in the package `shop`. `import shop.db` and names from modules below do not match; "
    "`imports` is the wider check. A star import is one from the module, and of no name.",
    (
        Signature((Parameter("scope", SCOPE, "the code that should import"), _MODULE), BOOL),
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should import"),
                _MODULE,
                Parameter("name", STRING, "the name that should be imported from it"),
            ),
            BOOL,
        ),
    ),
    example="check python.imports_from(api, 'shop.db', 'connect')",
    governs="named",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope, module = library.code, arguments.scope("scope"), arguments.text("module")
    name = arguments.text("name") if "name" in arguments else None
    if not DOTTED_NAME.match(module):
        raise refuse(f"'{module}' is not the dotted name of a module, such as 'shop.db'")
    taken = []
    for edge in code.scope_edges(scope):
        if edge.source.name is not None and edge.module == module:
            if name is None or edge.source.name == name:
                dependency = edge.dependency
                return Passed(
                    f"{dependency.path}:{dependency.line}: {edge.source.text}", dependency.path, dependency.line
                )
            taken.append(edge.source.name)
    failures = code.import_failures(code.python_files(scope))
    if failures:
        return verdict("", (), failures)
    what = f"'{name}' from '{module}'" if name is not None else f"from '{module}'"
    help_text = f"it imports {', '.join(sorted(set(taken))[:5])} from it" if taken else None
    message = f"nothing in {title(scope)} imports {what}"
    return verdict(message, [missing(scope, f"does not import {what}", help_text)])
