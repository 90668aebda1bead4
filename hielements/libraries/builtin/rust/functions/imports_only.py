"""`imports_only`: the code of a scope uses what is listed and nothing else."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.rust.checking import IGNORE_TESTS, WantedName, counted_edges, violation
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import title
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, list_of, one_of
from hielements.libraries.values import ScopeValue

_ONE = one_of(STRING, SCOPE)
_STANDARD = frozenset(("std", "core", "alloc"))

FUNCTION = Function(
    "imports_only",
    "check",
    "Holds when all that the code of the scope uses, of other crates and of other modules, is in the list: crates "
    "(`serde`), modules (`crate::db`) with all below them, or scopes. A path that is written out in code counts like a "
    "`use`, so that the rule cannot be evaded. The files of the scope itself are always allowed, and so are `std`, "
    "`core` and `alloc`; with `allow_std=false` these must be listed too (`std::collections`). Where one thing is used "
    "through a re-export, one of its names is enough.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the code that is restricted"),
                Parameter("allowed", one_of(_ONE, list_of(_ONE)), "what it may use"),
                Parameter("allow_std", BOOL, "whether the standard library is allowed", default=True),
                IGNORE_TESTS,
            ),
            BOOL,
        ),
    ),
    example="check rust.imports_only(domain, ['serde', 'crate::events'])",
    governs="leaving",
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    scope = arguments.scope("scope")
    given = arguments.value("allowed")
    names: list[WantedName] = []
    files = set(code.files_of(scope))
    for each in given if isinstance(given, tuple) else (given,):
        if isinstance(each, str):
            names.append(WantedName(code, each))
        elif isinstance(each, ScopeValue):
            files.update(code.rust_files_of(each))
        else:
            raise refuse("what 'imports_only' allows must be names of crates and modules, or scopes")
    counts = counted_edges(arguments)
    standard = _STANDARD if arguments.flag("allow_std") else frozenset[str]()
    edges = [edge for edge in code.scope_edges(scope) if counts(edge)]
    found = [
        violation(edge)
        for edge in edges
        if edge.dependency.external not in standard
        and files.isdisjoint(edge.dependency.targets)
        and not any(name.takes(edge) for name in names)
    ]
    return verdict(
        f"{title(scope)} uses {counted(len(found), 'thing')} that the list does not allow",
        found,
        code.edge_failures(code.files_of(scope)),
        counted(len(edges), "dependency", "dependencies"),
    )
