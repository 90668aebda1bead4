"""`has_docs`: modules or items are documented."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable, counted, verdict
from hielements.libraries.builtin.rust.checking import module_name
from hielements.libraries.builtin.rust.facts import TEST, FileFacts, Item
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import absence, facts_of, find_items, inline_path, items_in, title
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

_KINDS = ("struct", "enum", "union", "function", "trait", "const", "static", "type", "macro")
_ITEMS = Parameter("items", BOOL, "whether every public item must be documented as well", default=False)

FUNCTION = Function(
    "has_docs",
    "check",
    "Holds when every module of the scope is documented: by `//!` in its file, by `///` or `#[doc]` at its `mod` "
    "declaration, or by `///` at every public item of it. Files without any item need none, nor do modules under "
    "`#[cfg(test)]`. With `items=true`, every public item must be documented in any case.\n\n"
    "For a scope that is an item, and with a name, the documentation of that item is meant. An ordinary comment is no "
    "documentation.",
    (
        Signature((Parameter("scope", SCOPE, "modules, or one item"), _ITEMS), BOOL),
        Signature((Parameter("name", STRING, "the name of an item, such as `Lexer` or `Lexer::new`"),), BOOL),
        Signature(
            (Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, "the name of an item in it")), BOOL
        ),
    ),
    example="check rust.has_docs(lexer)",
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    if "name" in arguments:
        return _named(library, scope, arguments.text("name"))
    if scope is None:
        raise Undecidable(Failure("argument", "'has_docs' needs a scope or a name"))
    if scope.symbol is not None and scope.kind != "module":
        found, failures = items_in(code, scope)
        own = [each for each in found if each.item.symbol == scope.symbol]
        violations = [_undocumented(each.path, each.item) for each in own if not each.item.documented]
        return verdict(f"{title(scope)} is not documented", violations, failures)
    files = code.files_of(scope)
    violations = []
    for path, facts in facts_of(code, files):
        violations += _of_file(library, scope, path, facts, arguments.flag("items"))
    message = f"{title(scope)} is not documented in {counted(len(violations), 'place')}"
    return verdict(message, violations, code.failures(files), counted(len(files), "file"))


def _of_file(library: Rust, scope: ScopeValue, path: str, facts: FileFacts, items: bool) -> list[Violation]:
    nodes = library.code.places(path)
    if facts.is_blank or any(node.tags & TEST for node in nodes):
        return []
    inside = inline_path(library.code, scope)
    public = [
        item
        for item in facts.items
        if item.visibility
        and not item.tags & TEST
        and (inside is None or f"{item.inside}::".startswith(f"{inside}::"))
        and item.kind != "tests"
    ]
    undocumented = [_undocumented(path, item) for item in public if not item.documented]
    if inside is not None:
        documented = any(
            f"{module.inside}::{module.name}".removeprefix("::") == inside and module.documented
            for module in facts.modules
        )
    else:
        documented = facts.documented or any(node.declared and node.declared[1].documented for node in nodes)
    own = [each for each in public if each.inside == (inside or "") and not each.owner]
    if documented or (own and all(item.documented for item in own)):
        return undocumented if items else []
    line = scope.lines[0] if scope.lines else 1
    name = inside or module_name(library.code, path)
    return [Violation(f"the module '{name}' has no documentation", path, line, 1), *(undocumented if items else [])]


def _named(library: Rust, scope: ScopeValue | None, name: str) -> Outcome:
    found, failures = find_items(library.code, scope, name, _KINDS)
    if not found and not failures:
        raise Undecidable(
            Failure("argument", absence(library.code, scope, name, _KINDS).replace("no struct", "no item", 1))
        )
    violations = [_undocumented(each.path, each.item) for each in found if not each.item.documented]
    return verdict(f"'{name}' is not documented", violations, failures)


def _undocumented(path: str, item: Item) -> Violation:
    return Violation(f"the {item.kind} '{item.qualified}' has no documentation", path, item.line, item.column)
