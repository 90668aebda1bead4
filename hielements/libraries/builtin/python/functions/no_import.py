"""`no_import`: the code of a scope does not import a module."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, matches, rule_graph, title
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.dependency_rules.breaches import violation
from hielements.libraries.dependency_rules.code import Findings, counted
from hielements.libraries.outcomes import Failure, Outcome
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
    governs="named",
    forbids_named=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    scope, name = arguments.scope("scope"), arguments.text("name")
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the dotted name of a module, such as 'sqlalchemy.orm'")
    graph = rule_graph(library, arguments)
    files = library.code.python_files(scope)
    edges = [edge for edge in library.code.scope_edges(scope) if graph.counts(edge.dependency)]
    found = [violation(graph.code, edge.dependency) for edge in edges if matches(edge, name, library.code)]
    note = f"{counted(len(edges), 'import')} in {counted(len(files), 'file')}"
    findings = Findings(f"{title(scope)} imports '{name}'", tuple(found), library.code.import_failures(files), note)
    return conclude(findings, graph)
