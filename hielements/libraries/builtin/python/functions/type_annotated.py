"""`type_annotated`: functions say the types of their parameters and of their result."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.python.definitions import at, definitions, is_nested, is_public, named, spoken
from hielements.libraries.builtin.python.details import FileDetails, FunctionDetail
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure, Outcome
from hielements.libraries.signatures import BOOL, SCOPE, STRING, Function, Parameter, Signature

_PUBLIC = Parameter("public_only", BOOL, "leave out functions that are private by a leading underscore", default=False)

FUNCTION = Function(
    "type_annotated",
    "check",
    "Holds when every function and method of the scope has an annotation for each parameter and for its result. The "
    "first parameter of a method (`self`, `cls`) needs none, nor does the result of `__init__`. Functions inside "
    "functions and lambdas do not count. For a scope that is a function or a class, and with a name, that one is "
    "meant, with its methods.",
    (
        Signature((Parameter("scope", SCOPE, "modules, or one function or class"), _PUBLIC), BOOL),
        Signature(
            (
                Parameter("scope", SCOPE, "where to look"),
                Parameter("name", STRING, "the name of a function, method or class in it"),
            ),
            BOOL,
        ),
    ),
    example="check python.type_annotated(api)",
    is_local=True,
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope = library.code, arguments.scope("scope")
    found = definitions(code, scope)
    if "name" in arguments:
        chosen = named(code, scope, arguments.text("name"))
        found = [
            (path, each)
            for path, each in found
            if any(path == where and one.line <= each.line <= one.end_line for where, one in chosen)
        ]
    elif arguments.flag("public_only"):
        found = [each for each in found if is_public(each[1]) or each[1].name == scope.symbol]
    functions = [each for each in found if not each[1].is_class and not is_nested(each[1])]
    if scope.symbol is not None and not functions:  # a function inside a function that was chosen by its own name
        functions = [each for each in found if each[1].name == scope.symbol]
    if not functions and not code.failures(code.python_files(scope)):
        message = f"there is no function in {scope.kind} '{scope.selector}'"
        return verdict("", (), (Failure("empty-scope", message),))
    code.store.load_details({path for path, _ in functions})
    violations = []
    for each in functions:
        missing = _missing(_detail(code.details(each[0]), each[1].line))
        if missing:
            violations.append(at(each, f"{spoken(each[1])} has no annotation for {missing}"))
    message = f"{counted(len(violations), 'function')} of {len(functions):,} not fully annotated"
    return verdict(message, violations, code.failures(code.python_files(scope)), counted(len(functions), "function"))


def _detail(details: FileDetails | Failure, line: int) -> FunctionDetail | None:
    if isinstance(details, Failure):
        return None
    return next((each for each in details.functions if each.line == line), None)


def _missing(detail: FunctionDetail | None) -> str:
    """What has no annotation, in words; empty when all have one."""
    if detail is None:
        return ""
    names = [f"'{name}'" for name in detail.unannotated]
    if not detail.returns_annotated and detail.name.rpartition(".")[2] != "__init__":
        names.append("its result")
    return ", ".join(names[:-1]) + (" and " if len(names) > 1 else "") + names[-1] if names else ""
