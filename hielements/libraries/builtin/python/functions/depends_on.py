"""`depends_on`: some code of one scope imports code of another."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.python.checking import missing, title
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "depends_on",
    "check",
    "Holds when at least one file of the first scope imports a file of the second, directly. Where the scopes overlap, "
    "imports inside the second do not count. A function or class as the first scope stands for the imports between its "
    "lines; as the second, for its whole file.",
    (
        Signature(
            (
                Parameter("source", SCOPE, "the code that should depend"),
                Parameter("target", SCOPE, "the code that should be depended on"),
            ),
            BOOL,
        ),
    ),
    example="check python.depends_on(services, models)",
    governs="between",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code = library.code
    source, target = arguments.scope("source"), arguments.scope("target")
    wanted = frozenset(code.python_files(target))
    files = [path for path in code.python_files(source) if path not in wanted]
    if not files:
        raise refuse(f"all of {title(source)} is part of {title(target)}, so that nothing is left to depend on it")
    edges = [edge for edge in code.scope_edges(source) if edge.dependency.path not in wanted]
    for edge in edges:
        if not wanted.isdisjoint(edge.dependency.targets):
            return Passed(f"{edge.dependency.path}:{edge.dependency.line}: {edge.source.text}")
    failures = code.import_failures(files)
    if failures:
        return verdict("", (), failures)
    used = sorted({code.modules.name(path) for edge in edges for path in edge.dependency.targets})
    help_text = f"of the workspace it imports {', '.join(used[:5])}" if used else "it imports nothing of the workspace"
    message = f"nothing in {title(source)} imports {title(target)}"
    return verdict(message, [missing(source, f"does not import {title(target)}", help_text)])
