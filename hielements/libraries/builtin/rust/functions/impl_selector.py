"""`impl_selector`: the `impl` blocks of a type."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable
from hielements.libraries.builtin.rust.impls import implementations, is_for, is_of
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import near, suggest, title
from hielements.libraries.signatures import SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

_NAME = Parameter("name", STRING, "a type (`Parser`), or an impl as it is written (`Display for Parser`)")

FUNCTION = Function(
    "impl_selector",
    "selector",
    "Selects the `impl` blocks of a type, inherent and of traits; `Display for Parser` selects the impl of that trait. "
    "Blocks in one file are narrowed to the lines from the first to the last of them; blocks in several files give "
    "these files as a whole.",
    (
        Signature((_NAME,), SCOPE),
        Signature((Parameter("scope", SCOPE, "where to look"), _NAME), SCOPE),
    ),
    example="scope parsing = rust.impl_selector('Parser')",
)


def evaluate(arguments: Arguments, library: Rust) -> ScopeValue:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    name = arguments.text("name")
    trait, has_trait, type_ = name.rpartition(" for ")
    every, failures = implementations(code, scope)
    blocks = [(each, each.impl) for each in every if each.impl is not None]
    found = [
        (each, impl)
        for each, impl in blocks
        if is_for(code, each, type_.strip()) and (not has_trait or is_of(code, each, trait.strip()))
    ]
    if failures:
        raise Undecidable(failures[0])
    if not found:
        where = f" in {title(scope)}" if scope is not None else ""
        near_by = suggest(near(type_, [each.type for each, _ in blocks]))
        return code.absent("impl", name, f"there is no impl of '{name}'{where}{near_by}")
    files = tuple(sorted({each.path for each, _ in found}))
    value = code.scope_of("impl", name, files[0] if len(files) == 1 else None, files)
    if len(files) > 1:
        return value
    lines = (min(impl.first_line for _, impl in found), max(impl.end_line for _, impl in found))
    return value.with_(lines=lines)
