"""`all_defined`: what `__all__` lists is there."""

from __future__ import annotations

from hielements.libraries.builtin.library import Arguments, counted, verdict
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.details import FileDetails
from hielements.libraries.builtin.python.facts import STAR, FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure, Outcome, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

FUNCTION = Function(
    "all_defined",
    "check",
    "Holds when every name in the `__all__` of the scope's modules is defined or imported there, or is a module below "
    "the package, and none is listed twice. With `required=true` each module that defines a public function or class "
    "must have an `__all__`. A list that is put together from anything but literal names, a module that imports with a "
    "star, and one with a `__getattr__`, leave the check undecided where they matter.",
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
            elif not _has(code, path, details, each.name):
                if any(one.tags & STAR for one in facts.imports) or "__getattr__" in details.module_names:
                    message = f"'{each.name}' in the __all__ of {path} may come from a star import or __getattr__"
                    failures.append(Failure("unsupported", message, path, each.line))
                else:
                    message = f"'{each.name}' is listed in __all__ and not defined in the module"
                    violations.append(Violation(message, path, each.line, each.column))
            seen.add(each.name)
    message = f"__all__ is wrong in {counted(len({each.path for each in violations}), 'module')}"
    return verdict(message, violations, failures, f"{counted(looked, 'module')} with __all__")


def _has(code: Codebase, path: str, details: FileDetails, name: str) -> bool:
    """Whether a module binds a name, also by a star import from the workspace, or has a module of that name."""
    if name in details.module_names:
        return True
    if path.endswith("__init__.py"):
        inner = f"{path.removesuffix('__init__.py')}{name}"
        if f"{inner}.py" in code.modules.files or inner in code.modules.folders:
            return True
    facts = code.facts(path)
    stars = [edge for edge in code.edges(path) if edge.source.tags & STAR] if isinstance(facts, FileFacts) else []
    for edge in stars:
        for target in edge.dependency.targets:
            there = code.details(target)
            if isinstance(there, FileDetails) and name in there.module_names:
                return True
    return False
