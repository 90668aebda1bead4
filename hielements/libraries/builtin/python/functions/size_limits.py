"""`max_lines`, `max_functions`, `max_complexity`: limits of size."""

from __future__ import annotations

from collections.abc import Iterator

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.python.checking import title
from hielements.libraries.builtin.python.definitions import chosen_kind, definitions, is_inside, spoken
from hielements.libraries.builtin.python.details import FileDetails
from hielements.libraries.builtin.python.facts import FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, INT, SCOPE, STRING, Function, Parameter, Signature
from hielements.libraries.values import ScopeValue

_UNITS = ("module", "class", "function")

FUNCTIONS = (
    Function(
        "max_lines",
        "check",
        "Holds when no module of the scope has more lines than the limit; with `unit` no class, or no function or "
        "method, counted from its first decorator to its end. Every line of the text counts, also blank lines and "
        "comments.",
        (
            Signature(
                (
                    Parameter("scope", SCOPE, "the code to measure"),
                    Parameter("limit", INT, "the most lines that are allowed"),
                    Parameter("unit", STRING, "what is measured: 'module', 'class' or 'function'", default="module"),
                ),
                BOOL,
            ),
        ),
        example="check python.max_lines(services, 400)",
        is_local=True,
    ),
    Function(
        "max_functions",
        "check",
        "Holds when no module of the scope defines more functions than the limit; with `unit='class'` no class more "
        "methods. Functions inside functions do not count, and the methods of a class do not count for its module.",
        (
            Signature(
                (
                    Parameter("scope", SCOPE, "the code to measure"),
                    Parameter("limit", INT, "the most functions that are allowed"),
                    Parameter("unit", STRING, "what is measured: 'module' or 'class'", default="module"),
                ),
                BOOL,
            ),
        ),
        example="check python.max_functions(services, 20, unit='class')",
        is_local=True,
    ),
    Function(
        "max_complexity",
        "check",
        "Holds when no function or method of the scope has a higher cyclomatic complexity than the limit (McCabe, A "
        "Complexity Measure, 1976). It is 1, and 1 more for each `if` and `elif`, each loop, each `except`, each "
        "`else` of a `try`, each `case` but a last one that matches everything, and each function inside; `and`, `or`, "
        "conditional expressions and comprehensions do not count. These are the numbers of rule C901 of ruff.",
        (
            Signature(
                (
                    Parameter("scope", SCOPE, "the code to measure"),
                    Parameter("limit", INT, "the highest complexity that is allowed"),
                ),
                BOOL,
            ),
        ),
        example="check python.max_complexity(services, 10)",
        is_local=True,
    ),
)

_Measured = tuple[int, str, str, int | None, int | None]
"""A measure, what was measured, and where that stands."""


def evaluate_max_lines(arguments: Arguments, library: Python) -> Outcome:
    unit = chosen_kind(arguments.text("unit"), _UNITS)
    scope = arguments.scope("scope")
    return _limited(arguments, library, "line", _lines(library, scope, unit), unit)


def evaluate_max_functions(arguments: Arguments, library: Python) -> Outcome:
    unit = chosen_kind(arguments.text("unit"), ("module", "class"))
    scope = arguments.scope("scope")
    noun = "function" if unit == "module" else "method"
    return _limited(arguments, library, noun, _functions(library, scope, unit), unit)


def evaluate_max_complexity(arguments: Arguments, library: Python) -> Outcome:
    return _limited(arguments, library, "", _complexities(library, arguments.scope("scope")), "function")


def _limited(arguments: Arguments, library: Python, noun: str, measures: Iterator[_Measured], unit: str) -> Outcome:
    scope, limit = arguments.scope("scope"), arguments.integer("limit")
    if limit < 0:
        raise refuse(f"the limit {limit} is below 0, so that nothing could keep it")
    measured = list(measures)
    failures = library.code.failures(library.code.python_files(scope))
    if not measured and not failures:
        return verdict("", (), (Failure("empty-scope", f"there is no {unit} in {title(scope)}"),))
    allowed = f"{limit:,} {'is' if limit == 1 or not noun else 'are'} allowed"
    violations = []
    for number, what, path, line, column in measured:
        if number > limit:
            size = f"{what} has {counted(number, noun)}" if noun else f"the complexity of {what} is {number:,}"
            violations.append(Violation(f"{size}, and {allowed}", path, line, column))
    highest = max((each[0] for each in measured), default=0)
    plural = "classes" if unit == "class" else f"{unit}s"
    message = f"{counted(len(violations), unit, plural)} of {len(measured):,} above the limit of {limit:,}"
    return verdict(message, violations, failures, f"the largest of {len(measured):,}: {highest:,}")


def _lines(library: Python, scope: ScopeValue, unit: str) -> Iterator[_Measured]:
    if unit != "module":
        for path, each in definitions(library.code, scope):
            if each.is_class == (unit == "class"):
                number = each.end_line - each.first_line + 1
                yield number, spoken(each), path, each.line, each.column
        return
    for path, details in _details(library, scope):
        yield details.lines, "the module", path, None, None


def _functions(library: Python, scope: ScopeValue, unit: str) -> Iterator[_Measured]:
    found = definitions(library.code, scope)
    owned: dict[tuple[str, str], int] = {}
    for path, each in found:
        if not each.is_class:
            owner = each.name.rpartition(".")[0]
            owned[path, owner] = owned.get((path, owner), 0) + 1
    if unit == "class":
        for path, each in found:
            if each.is_class:
                yield owned.get((path, each.name), 0), spoken(each), path, each.line, each.column
        return
    for path in library.code.python_files(scope):
        if isinstance(library.code.facts(path), FileFacts):
            yield owned.get((path, ""), 0), "the module", path, None, None


def _complexities(library: Python, scope: ScopeValue) -> Iterator[_Measured]:
    for path, details in _details(library, scope):
        for each in details.functions:
            if is_inside(scope, each.line):
                yield each.complexity, f"'{each.name}'", path, each.line, each.column


def _details(library: Python, scope: ScopeValue) -> Iterator[tuple[str, FileDetails]]:
    files = library.code.python_files(scope)
    library.code.store.load_details(files)
    for path in files:
        details = library.code.details(path)
        if isinstance(details, FileDetails):
            yield path, details
