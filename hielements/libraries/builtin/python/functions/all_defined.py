"""`all_defined`: what `__all__` lists is there."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.builtin.python.offered_names import NOT_IN_THE_TEXT, OfferedNames
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "all_defined",
    "check",
    "Holds when every name in the `__all__` of the scope's modules is defined or imported there, or is a module below "
    "the package, and none is listed twice. A star import from the workspace brings what the `__all__` of that module "
    "lists, without one its names without a leading underscore. With `required=true` each module that defines a public "
    "function or class must have an `__all__`. A list that is put together from anything but literal names, a star "
    "import from outside of the workspace, `__getattr__`, `globals()` and `exec` leave the check undecided where they "
    "matter.",
    (
        Signature(
            (
                Parameter("scope", SCOPE, "the modules to look at"),
                Parameter("required", BOOL, "whether modules must have an `__all__`", default=False),
            ),
            BOOL,
        ),
    ),
    example="check python.all_defined(api)",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope, required = library.code, arguments.scope("scope"), arguments.flag("required")
    files = code.python_files(scope)
    code.store.load_details(files)
    violations: list[Violation] = []
    failures = [*code.failures(files)]
    offered = OfferedNames(code)
    looked = 0
    for path in files:
        details, facts = code.details(path), code.facts(path)
        if isinstance(details, Failure) or isinstance(facts, Failure):
            continue
        if details.exports is None:
            first = next((each for each in facts.definitions if not each.name.startswith("_")), None)
            if required and first is not None:
                violations.append(Violation(f"the module defines '{first.name}' and has no __all__", path, 1, 1))
            continue
        looked += 1
        if not details.exports_complete:
            failures.append(Failure("unsupported", f"the __all__ of {path} is no list of literal names", path))
        seen: set[str] = set()
        for each in details.exports:
            if each.name in seen:
                message = f"'{each.name}' is listed twice in __all__"
                violations.append(Violation(message, path, each.line, each.column))
            else:
                has = offered.has(path, each.name)
                if has is None:
                    message = f"'{each.name}' in the __all__ of {path} {NOT_IN_THE_TEXT}"
                    failures.append(Failure("unsupported", message, path, each.line))
                elif not has:
                    message = f"'{each.name}' is listed in __all__ and not defined in the module"
                    violations.append(Violation(message, path, each.line, each.column))
            seen.add(each.name)
    message = f"__all__ is wrong in {counted(len({each.path for each in violations}), 'module')}"
    return verdict(message, violations, failures, f"{counted(looked, 'module')} with __all__")
