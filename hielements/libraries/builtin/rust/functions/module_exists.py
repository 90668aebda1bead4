"""`module_exists`: there is a module of that name."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable, verdict
from hielements.libraries.builtin.rust.existence import nothing_to_look_in
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import clean_name, find_modules, near, suggest, title
from hielements.libraries.outcomes import Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

FUNCTION = Function(
    "module_exists",
    "check",
    "Holds when there is a module of that name, with code: a `mod name;` whose file is missing is none. Named as for "
    "module_selector. In a scope the last segments of the name count: `pool` in module `db` is `db::pool`.\n\n"
    "In a scope that selects nothing, nothing exists: the check fails.",
    (
        Signature((Parameter("name", STRING, "such as `db::pool` or `shop::db`"),), BOOL),
        Signature((Parameter("scope", SCOPE, "where to look"), Parameter("name", STRING, "such as `pool`")), BOOL),
    ),
    example="check rust.module_exists('db::pool')",
    about_existence=True,
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    name = arguments.text("name")
    plain = clean_name(name, "module").split("::")
    if "scope" not in arguments:
        code.store.load(code.rust_files)
        try:
            nodes, message = find_modules(code, name)
        except Undecidable:
            return Passed("several modules have that name")
        found = [node for node in nodes if node.file is not None]
        if found:
            return Passed(str(found[0].file))
        failures = code.failures(code.rust_files)
        return verdict(message or f"'{name}' has no file", [] if failures else [Violation(message)], failures)
    scope = arguments.scope("scope")
    if scope.is_empty:
        return nothing_to_look_in(scope, "module", name)
    files = code.files_of(scope)
    inside = [
        node
        for crate in code.crates.all
        for node in crate.nodes
        if node.file in files
        and (not scope.lines or (node.lines and scope.lines[0] <= node.lines[0] <= scope.lines[1]))
    ]
    for node in inside:
        if list(node.path[-len(plain) :]) == plain:
            return Passed(str(node.file))
    failures = code.failures(files)
    known = ["::".join(node.path) for node in inside if node.path]
    message = f"there is no module '{name}' in {title(scope)}{suggest(near('::'.join(plain), known))}"
    return verdict(message, [] if failures else [Violation(message, scope.root or None)], failures)
