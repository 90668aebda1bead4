"""`has_tests`: there are tests in a scope."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, verdict
from hielements.libraries.builtin.rust.existence import missing
from hielements.libraries.builtin.rust.facts import TEST
from hielements.libraries.builtin.rust.library import Rust
from hielements.libraries.builtin.rust.selection import facts_of, title
from hielements.libraries.outcomes import Outcome, Passed
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "has_tests",
    "check",
    "Holds when there is at least one test function in the scope (without one, in the workspace): a function with "
    "`#[test]`, `#[tokio::test]`, `#[rstest]` or another attribute of that name, or one that stands with `#[test]` in "
    "the arguments of a macro such as `proptest!`. The file of a module under `#[cfg(test)]` that a file of the scope "
    "declares (`mod tests;`) belongs to it. A test in a comment, and examples in documentation, are none; a module "
    "`tests` without a test function has no tests.",
    (Signature((), BOOL), Signature((Parameter("scope", SCOPE, "the code that should have tests"),), BOOL)),
    example="check rust.has_tests(lexer)",
)


def evaluate(arguments: Arguments, library: Rust) -> Outcome:
    code = library.code
    scope = arguments.scope("scope") if "scope" in arguments else None
    files = list(code.files_of(scope) if scope is not None else code.every_file())
    lines = scope.lines if scope is not None else None
    if lines is None:
        files = list(dict.fromkeys([*files, *_test_modules(library, files)]))
    for path, facts in facts_of(code, files):
        for item in facts.items:
            if item.is_test and (lines is None or lines[0] <= item.line <= lines[1]):
                return Passed(f"{path}:{item.line}: {item.name}", path, item.line)
    failures = code.failures(files)
    if failures:
        return verdict("", (), failures)
    where = title(scope) if scope is not None else "the workspace"
    message = f"there is no test function in {where}"
    return verdict(message, [missing(scope, message)])


def _test_modules(library: Rust, files: list[str]) -> list[str]:
    """The files of test modules that some files declare."""
    inside = frozenset(files)
    return [
        node.file
        for crate in library.code.crates.all
        for node in crate.nodes
        if node.file is not None and node.tags & TEST and node.declared is not None and node.declared[0] in inside
    ]
