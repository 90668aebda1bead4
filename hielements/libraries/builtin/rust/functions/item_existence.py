"""`struct_exists`, `enum_exists`, `function_exists`, `trait_exists`: an item of that kind and name is defined."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments
from hielements.libraries.builtin.rust.existence import item_exists
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.outcomes import Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature


def _check(kind: str, what: str, name: str, example: str, more: str = "") -> Function:
    return Function(
        f"{kind}_exists",
        "check",
        f"Holds when {what} of that name is defined in the scope, or, without a scope, anywhere in the workspace."
        f"{more} A definition under a condition (`#[cfg(..)]`, also `test`) counts; a name that is only imported, "
        "re-exported or made by a macro does not.\n\nIn a scope that selects nothing, nothing exists: the check fails.",
        (
            Signature((Parameter("name", STRING, f"the name, such as `{name}` or `{example}`"),), BOOL),
            Signature(
                (Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, f"the name, such as `{name}`")),
                BOOL,
            ),
        ),
        example=f"check rust.{kind}_exists('{name}')",
        about_existence=True,
    )


FUNCTIONS = (
    _check("struct", "a struct", "Lexer", "lexer::Lexer", " A union counts as a struct."),
    _check("enum", "an enum", "TokenKind", "lexer::TokenKind"),
    _check(
        "function",
        "a function",
        "parse",
        "Parser::parse",
        " Methods and functions of a type or trait count, by their own name (`parse`) and with the type "
        "(`Parser::parse`); functions inside functions do not.",
    ),
    _check("trait", "a trait", "Library", "stdlib::Library"),
)


def evaluate_struct_exists(arguments: Arguments, library: Rust) -> Outcome:
    return item_exists(arguments, library, ("struct", "union"))


def evaluate_enum_exists(arguments: Arguments, library: Rust) -> Outcome:
    return item_exists(arguments, library, ("enum",))


def evaluate_function_exists(arguments: Arguments, library: Rust) -> Outcome:
    return item_exists(arguments, library, ("function",))


def evaluate_trait_exists(arguments: Arguments, library: Rust) -> Outcome:
    return item_exists(arguments, library, ("trait",))
