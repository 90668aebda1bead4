"""`has_derive` and `derives`: types have a derived trait."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable, counted, verdict
from hielements.libraries.builtin.rust.existence import defined, missing
from hielements.libraries.builtin.rust.impls import same_name
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import Found, absence, find_items, items_in, title
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_KINDS = ("struct", "enum", "union")
_TYPE = Parameter("type", STRING, "the name of a struct, enum or union")
_DERIVE = Parameter("derive", STRING, "the trait, such as `Debug` or `serde::Serialize`")
_SIGNATURES = (
    Signature((_TYPE, _DERIVE), BOOL),
    Signature((Parameter("scope", SCOPE, "a type, or modules that hold types"), _DERIVE), BOOL),
    Signature((Parameter("scope", SCOPE, "where the type is looked for"), _TYPE, _DERIVE), BOOL),
)

FUNCTIONS = (
    Function(
        "has_derive",
        "check",
        "Holds when the type has `#[derive(..)]` with the trait; for a scope of modules, when at least one struct, "
        "enum or union in it has. Names are compared from their end: `Serialize` is matched by `serde::Serialize`. A "
        "trait that is implemented by hand is not derived (see implements), and a derive under `cfg_attr` counts.",
        _SIGNATURES,
        example="check rust.has_derive(token, 'Debug')",
    ),
    Function(
        "derives",
        "check",
        "Like has_derive, and for a scope of modules every struct, enum and union in it must have the derive.",
        _SIGNATURES,
        example="check rust.derives(events, 'Serialize')",
    ),
)


def evaluate_has_derive(arguments: Arguments, library: Rust) -> Outcome:
    return _evaluate(arguments, library, False)


def evaluate_derives(arguments: Arguments, library: Rust) -> Outcome:
    return _evaluate(arguments, library, True)


def _evaluate(arguments: Arguments, library: Rust, every: bool) -> Outcome:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    derive = arguments.text("derive")
    if "type" in arguments:
        name = arguments.text("type")
        found, failures = find_items(code, scope, name, _KINDS)
        if not found and not failures:
            raise Undecidable(Failure("argument", absence(code, scope, name, _KINDS).replace("struct", "type", 1)))
    else:
        items, failures = items_in(code, scope)
        found = [each for each in items if each.item.kind in _KINDS]
        if not found and not failures:
            where = title(scope) if scope is not None else "the workspace"
            raise Undecidable(Failure("empty-scope", f"{where} defines no struct, enum or union"))
    having = [each for each in found if any(same_name(own, derive) for own in each.item.derives)]
    if having and (not every or "type" in arguments):
        return defined(having[0].path, having[0].item.line)
    lacking = [each for each in found if each not in having]
    if every or "type" in arguments or len(found) == 1:
        message = f"{counted(len(lacking), 'type')} of {len(found)} without the derive '{derive}'"
        return verdict(message, [_lacks(each, derive) for each in lacking], failures, counted(len(found), "type"))
    if failures:
        return verdict("", (), failures)
    message = f"no type of {title(scope) if scope is not None else 'the workspace'} derives '{derive}'"
    return verdict(message, [missing(scope, message)])


def _lacks(found: Found, derive: str) -> Violation:
    item = found.item
    own = f"; it derives {', '.join(item.derives)}" if item.derives else ""
    text = f"the {item.kind} '{item.name}' does not derive '{derive}'{own}"
    return Violation(text, found.path, item.line, item.column)
