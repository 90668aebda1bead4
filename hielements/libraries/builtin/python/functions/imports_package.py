"""`imports_package`: the code of a scope imports a package, whatever the package calls its modules."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.python.checking import matches, missing, title
from hielements.libraries.builtin.python.distributions import is_name
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "imports_package",
    "check",
    "Holds when at least one file of the scope imports the package: one of the workspace by its dotted name, or a "
    "third-party one by the name it is imported by (`yaml`) or installed by (`PyYAML`). How the two names belong "
    "together stands at `declared_dependencies`.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should import"),
                Parameter("package", STRING, "the package, such as `requests`, `PyYAML` or `shop.db`"),
            ),
            BOOL,
        ),
    ),
    example="check python.imports_package(api, 'PyYAML')",
    governs="named",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope, name = library.code, arguments.scope("scope"), arguments.text("package")
    if not is_name(name) and not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the name of a package, such as 'requests' or 'shop.db'")
    distributions = library.distributions
    edges = code.scope_edges(scope)
    for edge in edges:
        dependency = edge.dependency
        if matches(edge, name, code) or (
            dependency.external is not None and distributions.provides(name, dependency.name)
        ):
            return Passed(f"{dependency.path}:{dependency.line}: {edge.source.text}", dependency.path, dependency.line)
    failures = code.import_failures(code.python_files(scope))
    if failures:
        return verdict("", (), failures)
    used = sorted({edge.dependency.external for edge in edges if edge.dependency.external})
    help_text = f"it imports {', '.join(used[:8])}" if used else None
    message = f"nothing in {title(scope)} imports the package '{name}'"
    return verdict(message, [missing(scope, f"does not import the package '{name}'", help_text)])
