"""`impl_exists`: a type has an `impl` block."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.rust.existence import defined, missing, nothing_to_look_in
from hielements.libraries.builtin.rust.impls import implementations, is_for, is_of
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import near, suggest, title
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_NAME = Parameter("name", STRING, "a type (`Parser`), or an impl as it is written (`Display for Parser`)")

FUNCTION = Function(
    "impl_exists",
    "check",
    "Holds when there is an `impl` block for the type, inherent or of a trait, in the scope or, without a scope, "
    "anywhere in the workspace. `Display for Parser` asks for the impl of that trait. Derives are no impl blocks; see "
    "implements.\n\nIn a scope that selects nothing, nothing exists: the check fails.",
    (
        Signature((_NAME,), BOOL),
        Signature((Parameter("scope", SCOPE, "where to look"), _NAME), BOOL),
    ),
    example="check rust.impl_exists('Parser')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    scope = arguments.scope("scope") if "scope" in arguments else None
    name = arguments.text("name")
    if scope is not None and scope.is_empty:
        return nothing_to_look_in(scope, "impl", name)
    trait, has_trait, type_ = name.rpartition(" for ")
    code = library.code
    every, failures = implementations(code, scope)
    blocks = [each for each in every if each.impl is not None]
    for each in blocks:
        if is_for(code, each, type_.strip()) and (not has_trait or is_of(code, each, trait.strip())):
            return defined(each.path, each.line)
    if failures:
        return verdict("", (), failures)
    where = f" in {title(scope)}" if scope is not None else ""
    message = f"there is no impl of '{name}'{where}{suggest(near(type_, [each.type for each in blocks]))}"
    return verdict(message, [missing(scope, message)])
