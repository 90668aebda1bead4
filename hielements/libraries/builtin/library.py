"""The shared base of the built-in libraries: one small module for each function, loaded when it is first used.

A built-in library is a folder. Its `__init__.py` (or `library.py`) holds a subclass of `BuiltinLibrary` that says its
name, its documentation, and in which module each function lives:

    class Files(BuiltinLibrary):
        NAME = "files"
        DOC = "..."
        PACKAGE = "hielements.libraries.builtin.files"
        FUNCTIONS = {"exists": "exists", "max_size": "max_size"}

The module of a function holds its description and its meaning:

    FUNCTION = Function("max_size", "check", "...", (Signature((Parameter("scope", SCOPE, "..."), ...), BOOL),))

    def evaluate(arguments: Arguments, library: Files) -> Outcome:
        scope = arguments.scope("scope")
        ...
        return verdict("2 files are too large", violations, failures)

A selector's `evaluate` returns a Value or a Failure, a check's an Outcome; a selector with a signature that is a check
returns an Outcome for that one. A selector that is judged where a check stands
has `judge` beside `evaluate`, for the outcome. A module that serves several functions
declares `FUNCTIONS` (a tuple) instead, and its `evaluate_<function>` for each. Names are answered from the table, so
that looking for the nearest spelling loads nothing; a test proves that the table and the modules agree.

Comes in: calls and the environment. Goes out: values and outcomes. This module must never know what a function means.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from hielements import resources
from hielements.libraries.library import Call, Environment
from hielements.libraries.outcomes import (
    Dependencies,
    Failure,
    FailureReason,
    Outcome,
    Passed,
    Undecided,
    Violated,
    Violation,
)
from hielements.libraries.signatures import Description, Function
from hielements.libraries.values import ScopeValue, Value, describe, union_wording
from hielements.version import __version__

Evaluate = Callable[["Arguments", Any], Any]
Loaded = tuple[Function, Evaluate, Evaluate]
"""A function, what evaluates it, and what judges it where a check stands."""


class Undecidable(Exception):  # noqa: N818 - it is not an error of the program but an early return
    """Ends the evaluation of a built-in function with a Failure, from however deep. `BuiltinLibrary` turns it back
    into a value: it never leaves the library."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def refuse(message: str, help: str | None = None, reason: FailureReason = "argument") -> Undecidable:  # noqa: A002
    """What to raise when an argument makes no sense: `raise refuse("'../x' leaves the workspace")`."""
    return Undecidable(Failure(reason, message, help=help))


class Arguments:
    """The arguments of one call by parameter name, with the type that the function expects.

    Types were checked before the run as far as they were known, but the value of a plugin's untyped selector may be
    anything. An accessor that meets a value of another type ends the call with a Failure that names the parameter.
    """

    __slots__ = ("_function", "_values")

    def __init__(self, function: str, values: Mapping[str, Value]) -> None:
        self._function = function
        self._values = values

    def __contains__(self, name: str) -> bool:
        """Whether the chosen signature has a parameter of that name."""
        return name in self._values

    def value(self, name: str) -> Value:
        return self._values[name]

    def scope(self, name: str) -> ScopeValue:
        """A scope. A list of scopes stands for their union (docs/language.md)."""
        value = self._values[name]
        if isinstance(value, ScopeValue):
            return value
        if isinstance(value, tuple) and value:
            return union([self._scope_item(name, item) for item in value])
        raise self._mismatch(name, "a scope")

    def scopes(self, name: str) -> tuple[ScopeValue, ...]:
        """A list of scopes; a single scope stands for a list of one."""
        value = self._values[name]
        if isinstance(value, ScopeValue):
            return (value,)
        if isinstance(value, tuple):
            return tuple(self._scope_item(name, item) for item in value)
        raise self._mismatch(name, "a list of scopes")

    def text(self, name: str) -> str:
        value = self._values[name]
        if isinstance(value, str):
            return value
        raise self._mismatch(name, "a string")

    def texts(self, name: str) -> tuple[str, ...]:
        """A list of strings; a single string stands for a list of one."""
        value = self._values[name]
        if isinstance(value, str):
            return (value,)
        if isinstance(value, tuple):
            items = tuple(item for item in value if isinstance(item, str))
            if len(items) == len(value):
                return items
        raise self._mismatch(name, "a list of strings")

    def integer(self, name: str) -> int:
        value = self._values[name]
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise self._mismatch(name, "an integer")

    def flag(self, name: str) -> bool:
        value = self._values[name]
        if isinstance(value, bool):
            return value
        raise self._mismatch(name, "true or false")

    def _scope_item(self, name: str, item: Value) -> ScopeValue:
        if isinstance(item, ScopeValue):
            return item
        raise self._mismatch(name, "a list of scopes")

    def _mismatch(self, name: str, expected: str) -> Undecidable:
        found = describe(self._values[name])
        return refuse(f"'{name}' of '{self._function}' must be {expected}, and is {found}")


def union(scopes: Sequence[ScopeValue]) -> ScopeValue:
    """The scope that holds the files of all the given ones (at least one), each file once."""
    first = scopes[0]
    if len(scopes) == 1:
        return first
    if any(scope.symbol is not None or scope.lines is not None for scope in scopes):
        raise refuse(
            f"{union_wording(scopes)} are parts of files, which have no union as one scope", reason="unsupported"
        )
    files = sorted({file for scope in scopes for file in scope.files})
    languages = {scope.language for scope in scopes}
    absences = [scope.absence for scope in scopes if scope.absence]
    return ScopeValue(
        kind="union",
        selector=", ".join(scope.selector for scope in scopes),
        root=None,
        files=files,
        language=languages.pop() if len(languages) == 1 else None,
        library=first.library,
        declared=first.declared,
        absence="; ".join(absences) if absences and not files else None,
        wording=union_wording(scopes),
    )


def verdict(
    message: str, violations: Iterable[Violation], failures: Sequence[Failure] = (), note: str | None = None
) -> Outcome:
    """The outcome of a check that looked at many places: violated when something was found (`message` says what, in
    one line), undecided when nothing was found but something could not be looked at, else passed with `note`.

    Violations are put in the order of the report: by path, line and column.
    """
    found = sorted(violations, key=lambda each: (each.path or "", each.line or 0, each.column or 0, each.message))
    if found:
        if failures:
            message = f"{message} (and {counted(len(failures), 'place')} could not be looked at)"
        return Violated(message, tuple(found))
    return Undecided(tuple(failures)) if failures else Passed(note)


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """`1 file`, `3 files`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {plural or noun + 's'}"


class BuiltinLibrary:
    """A library made of modules of this package. Subclasses fill in the class variables; one that knows languages
    also overrides `dependencies`."""

    NAME: ClassVar[str]
    DOC: ClassVar[str]
    PACKAGE: ClassVar[str]
    FUNCTIONS: ClassVar[Mapping[str, str]]
    """The name of each function, and the module below PACKAGE that holds it."""
    TYPES: ClassVar[tuple[str, ...]] = ()
    LANGUAGES: ClassVar[tuple[str, ...]] = ()
    PATTERNS: ClassVar[tuple[str, ...]] = ()
    PATTERN_FILE: ClassVar[str] = ""
    """The names of the library's patterns, and the file below `libraries/builtin` that declares them."""

    def __init__(self, environment: Environment) -> None:
        self.environment = environment
        self.workspace = environment.workspace
        self._loaded: dict[str, Loaded] = {}

    def describe(self) -> Description:
        return Description(
            name=self.NAME,
            version=__version__,
            doc=self.DOC,
            functions=tuple(self._load(name)[0] for name in self.function_names()),
            types=self.TYPES,
            languages=self.LANGUAGES,
            patterns=self.pattern_text(),
        )

    def languages(self) -> Sequence[str]:
        """The languages that it reports dependencies for, without loading any function."""
        return self.LANGUAGES

    def function(self, name: str) -> Function | None:
        return self._load(name)[0] if name in self.FUNCTIONS else None

    def function_names(self) -> Sequence[str]:
        return sorted(self.FUNCTIONS)

    def pattern_names(self) -> Sequence[str]:
        return sorted(self.PATTERNS)

    def pattern_text(self) -> str:
        if not self.PATTERNS:
            return ""
        with open(resources.package_file("libraries", "builtin", self.PATTERN_FILE), encoding="utf-8") as file:
            return file.read()

    def call(self, call: Call) -> Value | Failure:
        # The type of a module that is loaded by name is Any; the signature of this method says what it gives.
        answer: Value | Failure = self._evaluate(call, "selector")
        return answer

    def check(self, call: Call) -> Outcome:
        answer = self._evaluate(call, "check")
        return Undecided((answer,)) if isinstance(answer, Failure) else answer

    def dependencies(self, files: Sequence[str]) -> Dependencies:
        """A library without languages has no dependencies to report."""
        return Dependencies(())

    def close(self) -> None:
        """Nothing is held open."""

    def _evaluate(self, call: Call, kind: str) -> Any:
        name = call.function
        if name not in self.FUNCTIONS:
            return Failure("library", f"the library '{self.NAME}' has no function '{name}'")
        function, evaluate, judge = self._loaded.get(name) or self._load(name)
        if function.kind != kind and not (
            kind == "check" and any(each.is_check or each.is_judged for each in function.signatures)
        ):
            return Failure("library", f"'{self.NAME}.{name}' is a {function.kind} and cannot be used as a {kind}")
        try:
            return (judge if kind == "check" else evaluate)(Arguments(name, call.arguments), self)
        except Undecidable as problem:
            return problem.failure

    def _load(self, name: str) -> Loaded:
        loaded = self._loaded.get(name)
        if loaded is None:
            from importlib import import_module

            module: Any = import_module(f"{self.PACKAGE}.{self.FUNCTIONS[name]}")
            if hasattr(module, "FUNCTIONS"):
                function = next(each for each in module.FUNCTIONS if each.name == name)
                evaluate = getattr(module, f"evaluate_{name}")
                judge = getattr(module, f"judge_{name}", evaluate)
            else:
                function, evaluate = module.FUNCTION, module.evaluate
                judge = getattr(module, "judge", evaluate)
            loaded = self._loaded[name] = (function, evaluate, judge)
        return loaded
