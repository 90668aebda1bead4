"""`struct_selector`, `enum_selector`, `function_selector`, `trait_selector`: one item, as a scope of its own lines."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import select_item
from hielements.libraries.signatures import ANY, SCOPE, STRING, Function, Parameter, Signature, Type
from hielements.libraries.values import ScopeValue

_SHARED = (
    "Selects {what}: a scope of one file, narrowed to the lines from its documentation and attributes to its end. The "
    "value may be given to a scope and to a ref of any type.{more}\n\n"
    "Without a scope the whole workspace is searched; the name may start with a module (`{example}`). A name that "
    "several files define is ambiguous, and what depends on it is undecided; a definition under `#[cfg(test)]` gives "
    "way to another."
)


def _selector(kind: str, what: str, name: str, example: str, more: str = "", returns: Type = SCOPE) -> Function:
    return Function(
        f"{kind}_selector",
        "selector",
        _SHARED.format(what=what, more=more, example=example),
        (
            Signature((Parameter("name", STRING, f"the name, such as `{name}` or `{example}`"),), returns),
            Signature(
                (
                    Parameter("scope", SCOPE, "where to look"),
                    Parameter("name", STRING, f"the name, such as `{name}`"),
                ),
                returns,
            ),
        ),
        example=f"ref {name.lower()}: {name.capitalize()} = rust.{kind}_selector('{name}')",
    )


FUNCTIONS = (
    _selector("struct", "a struct", "Token", "lexer::Token", " A union counts as a struct."),
    _selector("enum", "an enum", "Kind", "lexer::Kind"),
    _selector(
        "function",
        "a function or method",
        "parse",
        "parser::parse",
        " A method is written with its type or trait (`Parser::parse`); a plain name means a free function, or where "
        "there is none, a method. What the function carries (a ref may say `string`) is known only when the "
        "specification runs.",
        ANY,
    ),
    _selector("trait", "a trait", "Library", "stdlib::Library"),
)

KINDS = {
    "struct": ("struct", "union"),
    "enum": ("enum",),
    "function": ("function",),
    "trait": ("trait",),
}


def _evaluate(arguments: Arguments, library: Rust, kind: str) -> ScopeValue:
    scope = arguments.scope("scope") if "scope" in arguments else None
    return select_item(library.code, scope, arguments.text("name"), KINDS[kind])


def evaluate_struct_selector(arguments: Arguments, library: Rust) -> ScopeValue:
    return _evaluate(arguments, library, "struct")


def evaluate_enum_selector(arguments: Arguments, library: Rust) -> ScopeValue:
    return _evaluate(arguments, library, "enum")


def evaluate_function_selector(arguments: Arguments, library: Rust) -> ScopeValue:
    return _evaluate(arguments, library, "function")


def evaluate_trait_selector(arguments: Arguments, library: Rust) -> ScopeValue:
    return _evaluate(arguments, library, "trait")
