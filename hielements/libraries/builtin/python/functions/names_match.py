"""`names_match`: names in the code follow a pattern."""

from __future__ import annotations

from collections.abc import Iterator

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.linear_regex import RegexProblem, compile_regex
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.definitions import chosen_kind, definitions, is_inside, is_nested, kind
from hielements.libraries.builtin.python.details import REBOUND, FileDetails
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

_KINDS = ("module", "class", "function", "method", "variable")

FUNCTION = Function(
    "names_match",
    "check",
    "Holds when the names of one kind in the scope match the regular expression, as a whole: `'.*Repository'` means "
    "names that end in `Repository`. Kinds are `module` (the last part of its name; a package has that of its folder, "
    "and `__main__` is left out), `class`, `function` (of a module), `method` and `variable` (what a module assigns). "
    "Special names (`__init__`, `__all__`) and what stands inside functions do not count. Patterns take time in "
    "proportion to the name, so that back references and looking around are refused. A scope without a name of that "
    "kind is undecided.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("pattern", STRING, "a regular expression in the syntax of Python"),
                Parameter("kind", STRING, "'module', 'class', 'function', 'method' or 'variable'", default="class"),
            ),
            BOOL,
        ),
    ),
    example="check python.names_match(repositories, '.*Repository', kind='class')",
    is_local=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope, pattern = library.code, arguments.scope("scope"), arguments.text("pattern")
    wanted = chosen_kind(arguments.text("kind"), _KINDS)
    regex = compile_regex(pattern)
    if isinstance(regex, RegexProblem):
        raise refuse(regex.message, regex.help)
    failures = () if wanted == "module" else code.failures(code.python_files(scope))
    names = list(_names(library, scope, wanted))
    if not names and not failures:
        return verdict("", (), (Failure("empty-scope", f"there is no {wanted} in {title(scope)}"),))
    violations = [
        Violation(f"the {wanted} '{name}' does not match '{pattern}'", path, line, column)
        for name, path, line, column in names
        if not regex.matches(name.rpartition(".")[2])
    ]
    plural = {"class": "classes"}.get(wanted, f"{wanted}s")
    message = f"{counted(len(violations), wanted, plural)} of {len(names):,} named otherwise than '{pattern}'"
    return verdict(message, violations, failures, counted(len(names), wanted, plural))


def _names(library: Python, scope: ScopeValue, wanted: str) -> Iterator[tuple[str, str, int | None, int | None]]:
    code = library.code
    if wanted == "module":
        for path in code.python_files(scope):
            name = code.modules.name(path)
            if name.rpartition(".")[2] != "__main__":
                yield name, path, None, None
    elif wanted == "variable":
        files = code.python_files(scope)
        code.store.load_details(files)
        for path in files:
            details = code.details(path)
            seen: set[str] = set()
            for each in details.variables if isinstance(details, FileDetails) else ():
                if (
                    "." not in each.name
                    and is_inside(scope, each.line)
                    and each.name not in seen
                    and each.text != REBOUND
                ):
                    seen.add(each.name)
                    if not _is_special(each.name):
                        yield each.name, path, each.line, each.column
    else:
        for path, definition in definitions(code, scope):
            last = definition.name.rpartition(".")[2]
            if kind(definition) == wanted and not is_nested(definition) and not _is_special(last):
                yield definition.name, path, definition.line, definition.column


def _is_special(name: str) -> bool:
    return name.startswith("__") and name.endswith("__")
