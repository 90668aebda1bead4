"""`implements` and `implements_trait`: a type implements a trait."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, refuse, verdict
from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.existence import defined, missing
from hielements.libraries.builtin.rust.impls import implementations, is_for, is_of
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import near, suggest, title
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature, one_of
from hielements.libraries.values import ScopeValue

_TYPE = Parameter("type", STRING, "the name of the type, such as `FilesLibrary`")
_TRAIT = Parameter("trait", one_of(STRING, SCOPE), "the trait: its name (`Library`, `fmt::Display`), or its scope")
_SIGNATURES = (
    Signature((_TYPE, _TRAIT), BOOL),
    Signature((Parameter("scope", SCOPE, "a type, or modules that hold one"), _TRAIT), BOOL),
    Signature((Parameter("scope", SCOPE, "where the impl is looked for"), _TYPE, _TRAIT), BOOL),
)
_DOC = (
    "Holds when the type implements the trait, by an `impl` block or by a derive. A scope that is a struct or enum "
    "stands for this type, wherever the impl stands; with any other scope and no type, at least one type must "
    "implement the trait there.\n\n"
    "Names are compared from their end: `Display` is matched by `impl fmt::Display for ..` and by `impl Display for "
    "..`, `io::Write` not by `fmt::Write`. Where the code says what a name is (by a `use`, or a definition), "
    "that counts. Generic arguments do not matter. Whether a blanket impl (`impl<T: Bound> Trait for T`) fits takes a "
    "compiler: where nothing else implements the trait, it is undecided. Impls that a macro makes are not seen."
)

FUNCTIONS = (
    Function("implements", "check", _DOC, _SIGNATURES, example="check rust.implements('FilesLibrary', 'Library')"),
    Function(
        "implements_trait",
        "check",
        "The same as implements.",
        _SIGNATURES,
        example="check rust.implements_trait('FilesLibrary', 'Library')",
    ),
)


def evaluate_implements(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    type_ = arguments.text("type") if "type" in arguments else None
    trait, name = _trait(code, arguments)
    every, failures = implementations(code, scope)
    own = [each for each in every if not each.is_blanket and (type_ is None or is_for(code, each, type_))]
    for each in own:
        if each.trait and is_of(code, each, trait):
            return defined(each.path, each.line)
    who = f"'{type_}'" if type_ is not None else title(scope) if scope is not None else "nothing"
    blanket = next((each for each in every if each.is_blanket and each.trait and is_of(code, each, trait)), None)
    if blanket is not None:
        text = f"{who} may implement '{name}' by `impl .. for {blanket.type}`: whether it fits takes a compiler"
        failures = (*failures, Failure("unsupported", text, blanket.path, blanket.line))
    if failures:
        return verdict("", (), failures)
    where = f" in {title(scope)}" if scope is not None and type_ is not None else ""
    traits = sorted({each.trait for each in own if each.trait})
    help_text = f"it implements {', '.join(traits[:8])}" if traits else None
    known = sorted({each.type for each in every})
    guess = suggest(near(type_, known)) if type_ is not None and not own else ""
    message = f"{who} does not implement '{name}'{where}{guess}"
    return verdict(message, [missing(scope, message, help_text)])


evaluate_implements_trait = evaluate_implements


def _trait(code: Codebase, arguments: Arguments) -> tuple[ScopeValue | str, str]:
    """The trait, and what messages call it."""
    value = arguments.value("trait")
    if isinstance(value, ScopeValue):
        code.rust_files_of(value)
        if value.symbol is None or value.kind != "trait":
            raise refuse(f"{title(value)} is no trait", "select it with trait_selector, or write its name")
        return value, value.symbol.rpartition(".")[2]
    name = arguments.text("trait").partition("<")[0].strip()
    return name, name
