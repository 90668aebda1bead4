"""`allowed_packages`: the code of a scope imports no third-party packages but the allowed ones."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse
from hielements.libraries.builtin.python.checking import WHICH_IMPORTS, conclude, rule_graph, title
from hielements.libraries.builtin.python.distributions import is_name
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.resolution import is_standard
from hielements.libraries.dependency_rules.breaches import violation
from hielements.libraries.dependency_rules.code import Findings
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of

FUNCTION = Function(
    "allowed_packages",
    "check",
    "Holds when the scope imports no third-party package but those of the list, each by the name it is imported by "
    "(`yaml`) or installed by (`PyYAML`). Modules of the workspace and of the standard library are always allowed. "
    "With an empty list nothing third-party is. How the two names of a package belong together stands at "
    "`declared_dependencies`.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that imports"),
                Parameter("packages", list_of(STRING), "the packages that may be imported"),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.allowed_packages(domain, ['attrs', 'PyYAML'])",
    governs="leaving",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    code, scope, packages = library.code, arguments.scope("scope"), arguments.texts("packages")
    for name in packages:
        if not is_name(name):
            raise refuse(f"'{name}' is not the name of a package, such as 'requests' or 'PyYAML'")
    distributions = library.distributions
    graph = rule_graph(library, arguments)
    edges = [
        edge
        for edge in code.scope_edges(scope)
        if edge.dependency.external is not None
        and not is_standard(edge.dependency.external)
        and graph.counts(edge.dependency)
    ]
    found = [
        violation(
            graph.code,
            edge.dependency,
            f"imports {edge.dependency.name}, and '{edge.dependency.external}' is not allowed",
        )
        for edge in edges
        if not any(distributions.provides(name, edge.dependency.name) for name in packages)
    ]
    outside = sorted({each.message.rpartition("'")[0].rpartition("'")[2] for each in found})
    findings = Findings(
        f"{title(scope)} imports {', '.join(outside)}",
        tuple(found),
        code.import_failures(code.python_files(scope)),
        counted(len(edges), "third-party import"),
    )
    return conclude(findings, graph)
