"""`depends_on` and `dependency_exists`: some code of one scope uses another scope, a module or a crate."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.rust.checking import (
    IGNORE_TESTS,
    MODULE_NAME,
    counted_edges,
    leads_into,
    names_something,
    shown,
    two_scopes,
)
from hielements.libraries.builtin.rust.existence import missing
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import title
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

_SOURCE = Parameter("source", SCOPE, "the code that should depend")
_SIGNATURES = (
    Signature((_SOURCE, Parameter("target", SCOPE, "the code that should be depended on"), IGNORE_TESTS), BOOL),
    Signature((_SOURCE, MODULE_NAME, IGNORE_TESTS), BOOL),
)

FUNCTIONS = (
    Function(
        "depends_on",
        "check",
        "Holds when at least one file of the first scope uses something of the second, directly: by `use` or by a path "
        "in code. Where the scopes overlap, what stands in files of the second does not count. An item as the first "
        "scope stands for what is used between its lines; as the second, for what names it (a glob names everything). "
        "In the place of the second scope a crate or module may be named; then see uses.",
        _SIGNATURES,
        example="check rust.depends_on(parser, lexer)",
        governs="between",
    ),
    Function(
        "dependency_exists",
        "check",
        "The same as depends_on, for connection checks: there is a dependency between the two.",
        _SIGNATURES,
        example="check rust.dependency_exists(parser, lexer)",
        governs="between",
    ),
)


def evaluate_depends_on(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    source = arguments.scope("source")
    counts = counted_edges(arguments)
    if "name" in arguments:
        edges = [edge for edge in code.scope_edges(source) if counts(edge)]
        failures = code.edge_failures(code.files_of(source))
        return names_something(code, source, arguments.text("name"), edges, "uses", failures)
    target = arguments.scope("target")
    wanted, _, edges, failures = two_scopes(code, source, target)
    edges = [edge for edge in edges if counts(edge)]
    for edge in edges:
        if leads_into(edge, target, wanted):
            return shown(edge)
    if failures:
        return verdict("", (), failures)
    used = sorted({path for edge in edges for path in edge.dependency.targets})
    help_text = f"of the workspace it uses {', '.join(used[:5])}" if used else "it uses nothing of the workspace"
    message = f"nothing in {title(source)} uses {title(target)}"
    return verdict(message, [missing(source, f"does not use {title(target)}", help_text)])


evaluate_dependency_exists = evaluate_depends_on
