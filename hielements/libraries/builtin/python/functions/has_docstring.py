"""`has_docstring`: modules, a function or a class are documented."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, Undecidable, counted, verdict
from hielements.libraries.builtin.python.facts import Definition, FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.selection import absence, find_symbols
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

FUNCTION = Function(
    "has_docstring",
    "check",
    "Holds when every module of the scope starts with a docstring; files without any statement need none. For a scope "
    "that is a function or a class, and with a name, the docstring of that function or class is meant. A docstring of "
    "white space alone is none.",
    (
        Signature((Parameter("scope", SCOPE, "modules, or one function or class"),), BOOL),
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("name", STRING, "the name of a function, method or class in it"),
            ),
            BOOL,
        ),
    ),
    example="check python.has_docstring(api)",
    is_local=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    scope = arguments.scope("scope")
    files = library.code.python_files(scope)
    failures = library.code.failures(files)
    if "name" in arguments:
        return _named(library, scope, arguments.text("name"))
    if scope.symbol is not None:
        found = [each for each in _definitions(library, files) if each[1].name == scope.symbol and _in(scope, each[1])]
        violations = [_undocumented(path, each) for path, each in found if not _documented(each.docstring)]
        return verdict(f"{scope.kind} '{scope.symbol}' has no docstring", violations, failures)
    violations = []
    for path in files:
        facts = library.code.facts(path)
        if isinstance(facts, FileFacts) and not facts.is_blank and not _documented(facts.docstring):
            violations.append(Violation("the module has no docstring", path, 1, 1))
    message = f"{counted(len(violations), 'module')} of {counted(len(files), 'module')} without a docstring"
    return verdict(message, violations, failures, counted(len(files), "module"))


def _named(library: Python, scope: ScopeValue, name: str) -> Outcome:
    found = []
    failures: tuple[Failure, ...] = ()
    for kind in ("function", "class"):
        symbols, failures = find_symbols(library.code, scope, name, kind)
        found += symbols
    if not found:
        if failures:
            return verdict("", (), failures)
        message = absence(library.code, scope, name, "function").replace("no function", "no function or class", 1)
        raise Undecidable(Failure("argument", message))
    violations = [_undocumented(path, each) for path, each in found if not _documented(each.docstring)]
    return verdict(f"'{name}' has no docstring", violations, failures)


def _definitions(library: Python, files: tuple[str, ...]) -> list[tuple[str, Definition]]:
    facts = [(path, library.code.facts(path)) for path in files]
    return [(path, each) for path, known in facts if isinstance(known, FileFacts) for each in known.definitions]


def _in(scope: ScopeValue, definition: Definition) -> bool:
    return scope.lines is None or scope.lines[0] <= definition.line <= scope.lines[1]


def _undocumented(path: str, definition: Definition) -> Violation:
    text = f"the {definition.kind} '{definition.name}' has no docstring"
    return Violation(text, path, definition.line, definition.column)


def _documented(docstring: str | None) -> bool:
    return bool(docstring and docstring.strip())
