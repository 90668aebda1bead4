"""`uses`, `imports`, `uses_crate`: the code of a scope uses a module, something in it, or a crate."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.rust.checking import (
    IGNORE_TESTS,
    MODULE_NAME,
    WantedName,
    counted_edges,
    names_something,
    shown,
)
from hielements.libraries.builtin.rust.functions.depends_on import evaluate_depends_on
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.outcomes import Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_CRATE = Parameter("crate", STRING, "the name of a crate or package: `serde_json`, `tokio-util`")

FUNCTIONS = (
    Function(
        "uses",
        "check",
        "Holds when the code of the scope uses what is named, something in it or something below it: by `use`, or by a "
        "path in an expression, a type, an attribute or the arguments of a macro. `db` is matched by `use crate::db`, "
        "`use crate::db::Pool` and `crate::db::pool::open()`, and not by `crate::dbs`.\n\n"
        "Names are absolute: those of modules start with `crate::`, with the name of their crate, or at the root of "
        "the crate; `super::` and `self::` in the code count under the absolute name. Behind a re-export, both names "
        "count: the one that the code writes and the one of the definition. With a scope in the place of the name, it "
        "is the same as depends_on.",
        (
            Signature((Parameter("scope", SCOPE, "the code that should use"), MODULE_NAME, IGNORE_TESTS), BOOL),
            Signature(
                (
                    Parameter("source", SCOPE, "the code that should use"),
                    Parameter("target", SCOPE, "the code that should be used"),
                    IGNORE_TESTS,
                ),
                BOOL,
            ),
        ),
        example="check rust.uses(parser, 'crate::lexer')",
        governs="named",
    ),
    Function(
        "imports",
        "check",
        "Holds when the code of the scope brings what is named, something in it or something below it in by `use` or "
        "`extern crate`; a path that is written out in an expression or type is no import (see uses). Names are "
        "matched as for uses.",
        (Signature((Parameter("scope", SCOPE, "the code that should import"), MODULE_NAME, IGNORE_TESTS), BOOL),),
        example="check rust.imports(parser, 'crate::lexer')",
        governs="named",
    ),
    Function(
        "uses_crate",
        "check",
        "Holds when the code of the scope, or without a scope any code of the workspace, uses a crate: an external "
        "one, or another crate of the workspace. That Cargo.toml declares it is not enough. `-` and `_` are the same.",
        (
            Signature((_CRATE,), BOOL),
            Signature((Parameter("scope", SCOPE, "the code that should use"), _CRATE), BOOL),
        ),
        example="check rust.uses_crate(api, 'serde')",
        governs="named",
    ),
)


def evaluate_uses(arguments: Arguments, library: Rust) -> Outcome:
    return evaluate_depends_on(arguments, library) if "target" in arguments else _named(arguments, library, "uses")


def evaluate_imports(arguments: Arguments, library: Rust) -> Outcome:
    return _named(arguments, library, "imports")


def _named(arguments: Arguments, library: Rust, verb: str) -> Outcome:
    code = library.code
    scope = arguments.scope("scope")
    counts = counted_edges(arguments)
    edges = [edge for edge in code.scope_edges(scope) if counts(edge) and (edge.is_import or verb == "uses")]
    failures = code.edge_failures(code.files_of(scope))
    return names_something(code, scope, arguments.text("name"), edges, verb, failures)


def evaluate_uses_crate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    name = arguments.text("crate")
    crate = name.replace("-", "_")
    if not crate.isidentifier():
        raise refuse(f"'{name}' is not the name of a crate")
    if "scope" in arguments:
        scope = arguments.scope("scope")
        edges = [edge for edge in code.scope_edges(scope) if edge.names[0].partition("::")[0] == crate]
        return names_something(code, scope, crate, edges, "uses", code.edge_failures(code.files_of(scope)))
    code.store.load(code.rust_files)
    wanted = WantedName(code, crate)
    for path in code.rust_files:
        for edge in code.edges(path):
            if edge.names[0].partition("::")[0] == crate and wanted.takes(edge):
                return shown(edge)
    failures = code.failures(code.rust_files)
    message = f"no code of the workspace uses the crate '{name}'"
    return verdict(message, [] if failures else [Violation(message)], failures)
