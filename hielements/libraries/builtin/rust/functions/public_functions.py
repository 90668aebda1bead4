"""`public_functions`: the public functions of a scope, as a value."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.builtin.rust.facts import TEST
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import items_in, title
from hielements.libraries.outcomes import Failure
from hielements.libraries.signatures import CONNECTION_POINT, SCOPE, Function, Parameter, Signature
from hielements.libraries.values import ConnectionPoint

FUNCTION = Function(
    "public_functions",
    "selector",
    "Gives the public functions of a scope (without one, of the workspace) as a connection point, for a ref of any "
    "type. Its members are `names`, the sorted names (`handle`, `Server::run`), and `count`: "
    "`check 'handle' in api.names`.\n\n"
    "Public are functions with `pub` alone; `pub(crate)` and the like are not, nor are those under `#[cfg(test)]`. "
    "Whether the modules around them are public does not matter. Where there is none, what depends on the value is "
    "undecided.",
    (
        Signature((), CONNECTION_POINT),
        Signature((Parameter("scope", SCOPE, "where to look"),), CONNECTION_POINT),
    ),
    example="ref api: HttpHandler = rust.public_functions(src)",
)


def evaluate(arguments: Arguments, library: Rust) -> ConnectionPoint:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    every, failures = items_in(code, scope)
    if failures:
        raise Undecidable(failures[0])
    found = [
        each
        for each in every
        if each.item.kind == "function" and each.item.visibility == "pub" and not each.item.tags & TEST
    ]
    where = title(scope) if scope is not None else "the workspace"
    if not found:
        raise Undecidable(Failure("empty-scope", f"{where} has no public function"))
    names = tuple(sorted({each.item.qualified for each in found}))
    name = scope.selector if scope is not None else "workspace"
    return ConnectionPoint(
        name, "public functions of", {"names": names, "count": len(names)}, found[0].path, found[0].item.line
    )
