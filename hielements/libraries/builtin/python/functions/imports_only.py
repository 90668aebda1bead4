"""`imports_only`: the code of a scope imports nothing but what is allowed."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse
from hielements.libraries.builtin.python.checking import (
    WHICH_IMPORTS,
    conclude,
    given_scope,
    items,
    matches,
    rule_graph,
    title,
)
from hielements.libraries.builtin.python.codebase import Codebase, Edge
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.modules import DOTTED_NAME
from hielements.libraries.builtin.python.resolution import is_standard
from hielements.libraries.builtin.python.selection import select_module
from hielements.libraries.dependency_rules.breaches import violation
from hielements.libraries.dependency_rules.code import Findings
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of, one_of

FUNCTION = Function(
    "imports_only",
    "check",
    "Holds when the scope imports nothing of the workspace but itself and what is allowed: scopes, and modules by "
    "name, with all in them and below them. Packages outside of the workspace are held to the list as soon as it names "
    "one (`['requests']`); otherwise they may be imported, and `allowed_packages` is the rule for them. The standard "
    "library may always be imported, unless `standard_library=false` asks for its modules to be named too. With an "
    "empty list nothing of the workspace may be imported.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that imports"),
                Parameter("allowed", list_of(one_of(SCOPE, STRING)), "scopes, or dotted names of modules"),
                Parameter("standard_library", BOOL, "whether the standard library is allowed as a whole", default=True),
                *WHICH_IMPORTS,
            ),
            BOOL,
        ),
    ),
    example="check python.imports_only(application, [domain])",
    governs="leaving",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome | Failure:
    code, scope = library.code, arguments.scope("scope")
    names: list[str] = []
    allowed = set(code.python_files(scope))
    for item in items(arguments, "allowed"):
        if isinstance(item, str):
            names.append(_checked(item))
        else:
            allowed.update(code.python_files(given_scope(library, item, "allowed")))
    externals = [name for name in names if select_module(code, name, "module").is_empty]
    graph = rule_graph(library, arguments)
    edges = [edge for edge in code.scope_edges(scope) if graph.counts(edge.dependency)]
    governed = {
        "standard": not arguments.flag("standard_library"),
        "package": any(not is_standard(name.partition(".")[0]) for name in externals),
    }
    found = [violation(graph.code, edge.dependency) for edge in edges if not _may(edge, allowed, names, governed, code)]
    shown = ", ".join([*(f"'{name}'" for name in names)]) or "what is allowed"
    findings = Findings(
        f"{title(scope)} imports {counted(len(found), 'name')} besides {shown}",
        tuple(found),
        (*code.import_failures(code.python_files(scope)), *code.unknown_targets(code.python_files(scope))),
        counted(len(edges), "import"),
    )
    return conclude(findings, graph)


def _checked(name: str) -> str:
    if not DOTTED_NAME.match(name):
        raise refuse(f"'{name}' is not the dotted name of a module, such as 'shop.models'")
    return name


def _may(edge: Edge, allowed: set[str], names: list[str], governed: dict[str, bool], code: Codebase) -> bool:
    dependency = edge.dependency
    if any(matches(edge, name, code) for name in names):
        return True
    if dependency.external is not None:
        return not governed["standard" if is_standard(dependency.external) else "package"]
    return not dependency.targets or not allowed.isdisjoint(dependency.targets)
