"""`has_tests`: tests use the code of a scope."""

from __future__ import annotations

from collections.abc import Iterable

from hielements.libraries.builtin.library import Arguments, counted, refuse, verdict
from hielements.libraries.builtin.python.checking import missing, title
from hielements.libraries.builtin.python.codebase import Codebase
from hielements.libraries.builtin.python.facts import FileFacts
from hielements.libraries.builtin.python.library import Python
from hielements.libraries.outcomes import Failure, Outcome, Passed, Violation
from hielements.libraries.signatures import BOOL, SCOPE, Function, Parameter, Signature

_EVERY = Parameter("every", BOOL, "whether each module of the scope must be imported by a test file", default=False)

FUNCTION = Function(
    "has_tests",
    "check",
    "Holds when at least one test file imports the scope, directly. Test files are those called `test_*.py`, "
    "`*_test.py` or `tests.py`, anywhere in the workspace, or the files of a second scope, that define at least one "
    "function or method whose name starts with `test`. Where the scope holds test files itself, they count as they "
    "are. With `every=true` each module of the scope must be imported by a test file; files without any statement, "
    "test files and `conftest.py` need none. Tests are not run, and how much of the code they reach is not known.",
    (
        Signature((Parameter("scope", SCOPE, "the code that should be tested"), _EVERY), BOOL),
        Signature(
            (
                Parameter("scope", SCOPE, "the code that should be tested"),
                Parameter("tests", SCOPE, "where the tests are"),
                _EVERY,
            ),
            BOOL,
        ),
    ),
    example="check python.has_tests(orders)",
)


def evaluate(arguments: Arguments, library: Python) -> Outcome:
    code, scope = library.code, arguments.scope("scope")
    files = code.python_files(scope)
    if "tests" in arguments:
        candidates: Iterable[str] = code.python_files(arguments.scope("tests"))
        where = title(arguments.scope("tests"))
    else:
        candidates = [path for path in code.modules.ordered if _is_named_like_a_test(path)]
        where = "test_*.py, *_test.py or tests.py"
        code.store.load(candidates)
    tests = [path for path in candidates if _has_test(code, path)]
    failures = [*code.failures(candidates), *(code.missing_files() if "tests" not in arguments else ())]
    reached = {target for path in tests for edge in code.edges(path) for target in edge.dependency.targets}
    if arguments.flag("every"):
        return _every(code, files, tests, reached, where, failures)
    found = reached.intersection(files) | set(tests).intersection(files)
    if found:
        by = next(path for path in tests if path in found or not found.isdisjoint(_targets(code, path)))
        return Passed(f"tested by {by}")
    if failures:
        return verdict("", (), failures)
    help_text = f"{counted(len(tests), 'test file')} were looked at" if len(tests) != 1 else f"{tests[0]} was looked at"
    message = f"no test file ({where}) imports {title(scope)}"
    return verdict(message, [missing(scope, "is imported by no test file", help_text)])


def _every(
    code: Codebase, files: Iterable[str], tests: list[str], reached: set[str], where: str, failures: list[Failure]
) -> Outcome:
    needed = [
        path for path in files if path not in tests and not path.endswith("conftest.py") and _has_code(code, path)
    ]
    if not needed:
        raise refuse("every file of the scope is a test or holds no statement, so that nothing is left to be tested")
    violations = [Violation("is imported by no test file", path) for path in needed if path not in reached]
    message = f"{counted(len(violations), 'module')} of {len(needed):,} imported by no test file ({where})"
    if failures:  # a file that could not be read may import what is missing
        return verdict(message, (), failures)
    return verdict(message, violations, (), counted(len(needed), "module"))


def _is_named_like_a_test(path: str) -> bool:
    name = path.rpartition("/")[2]
    return name.startswith("test_") or name.endswith("_test.py") or name == "tests.py"


def _has_test(code: Codebase, path: str) -> bool:
    facts = code.facts(path)
    return isinstance(facts, FileFacts) and any(
        not each.is_class and each.name.rpartition(".")[2].startswith("test") for each in facts.definitions
    )


def _has_code(code: Codebase, path: str) -> bool:
    facts = code.facts(path)
    return isinstance(facts, FileFacts) and not facts.is_blank


def _targets(code: Codebase, path: str) -> set[str]:
    return {target for edge in code.edges(path) for target in edge.dependency.targets}
