"""Which checks a change can affect.

Comes in: the planned checks and what has changed. Goes out: the checks whose result may differ from the one before the
change. What is left out is certain: whenever it is open what a check looks at, the check is affected.

The rules, from the widest to the narrowest:

- Where a file was removed, or one changed that says what is checked or what belongs to the project (a specification,
  the configuration, `.gitignore`), everything is affected.
- A check that calls a plugin or a library that looks at files of any kind is affected.
- A check of a library for a language is affected when a file of that language changed, or one that such libraries read
  beside code: manifests and other settings.
- A check whose function looks at its scopes and nothing else (`Function.is_local`) is affected when a scope holds a
  changed file. Scopes are evaluated as they are now: a file that was added is in them.
- A rule about connections or uses is affected when any file of code changed.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatch
from typing import Final

from hielements.libraries.catalog import Catalog
from hielements.libraries.outcomes import Undecided
from hielements.libraries.signatures import SCOPE
from hielements.libraries.values import ScopeValue, Value
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    ComparisonExpression,
    ConnectionGoal,
    Constant,
    FunctionCall,
    ListExpression,
    MemberAccess,
    NotExpression,
    RefReference,
    ScopeReference,
    UndeclaredUsesGoal,
    UsesGoal,
)
from hielements.plan.plan import PlannedCheck
from hielements.run.evaluation import Evaluator
from hielements.run.facts import languages_of
from hielements.run.languages import language_of
from hielements.source.revisions import Changes

_DECISIVE: Final = (
    "*.hie",
    "hielements.toml",
    "pyproject.toml",
    "*.jsonl",
    ".gitignore",
    ".gitattributes",
    ".gitmodules",
)
_SETTINGS: Final = (
    "*.toml",
    "*.cfg",
    "*.ini",
    "*.txt",
    "*.in",
    "*.lock",
    "*.json",
    "*.yaml",
    "*.yml",
    ".env*",
    "*.env",
)
_TRUSTED: Final = frozenset({"files", "python", "rust", "docker", "scopes"})
"""The libraries whose functions say truly what they look at. What a plugin reads nobody knows."""
_BY_NAMES: Final = frozenset({"files", "scopes", "python"})
"""The libraries whose scopes follow from the names of files, or from files that they hold."""


def affected(checks: Sequence[PlannedCheck], changes: Changes, catalog: Catalog) -> tuple[PlannedCheck, ...]:
    """The checks that the changes can affect, in their order."""
    if changes.removed or any(_matches(path, _DECISIVE) for path in changes.written):
        return tuple(checks)
    if not changes.written:
        return ()
    judge = _Judge(changes, catalog)
    return tuple(planned for planned in checks if judge.is_affected(planned))


class _Judge:
    def __init__(self, changes: Changes, catalog: Catalog) -> None:
        self._changed = frozenset(changes.written)
        self._catalog = catalog
        self._evaluator = Evaluator(catalog)
        languages = {language_of(path, catalog.file_names) for path in changes.written}
        self._settings = any(_matches(path, _SETTINGS) for path in changes.written)
        self._languages = {language for language in languages if language is not None}
        self._of_library: dict[str, bool] = {}

    def is_affected(self, planned: PlannedCheck) -> bool:
        goal = planned.check.goal
        if isinstance(goal, BoundExpression):
            calls = list(_calls(goal))
            return not calls or any(map(self._call_is_affected, calls))
        if isinstance(goal, ConnectionGoal | UsesGoal | UndeclaredUsesGoal):
            return bool(self._languages) or self._settings
        # Requirements look at values, and the coverage at every file.
        return True

    def _call_is_affected(self, call: FunctionCall) -> bool:
        # A scope or ref of another library (a service of a compose file, say) changes with files of that language.
        others = {name for argument in call.arguments for name in _libraries(argument)} - {call.library}
        if any(self._library_is_affected(name) for name in others - _BY_NAMES):
            return True
        if not self._library_is_affected(call.library):
            return False
        if not call.function.is_local:
            return True
        scopes = list(self._scopes(call))
        return not scopes or any(scope is None or self._holds_a_change(scope) for scope in scopes)

    def _holds_a_change(self, scope: ScopeValue) -> bool:
        return scope.is_empty or not self._changed.isdisjoint(scope.files)

    def _scopes(self, call: FunctionCall) -> Iterator[ScopeValue | None]:
        """The scopes among the arguments; None for a value that is not known, or is no constant and no scope."""
        for argument in call.arguments:
            if not isinstance(argument, Constant):
                yield from _scopes_in(self._evaluator.value(argument))

    def _library_is_affected(self, name: str) -> bool:
        known = self._of_library.get(name)
        if known is None:
            known = self._of_library[name] = self._may_have_read(name)
        return known

    def _may_have_read(self, name: str) -> bool:
        library = self._catalog.get(name) if name in _TRUSTED else None
        languages = languages_of(library) if library is not None else ()
        return not languages or self._settings or not self._languages.isdisjoint(languages)


def _scopes_in(value: Value | Undecided) -> Iterator[ScopeValue | None]:
    if isinstance(value, ScopeValue):
        yield value
    elif isinstance(value, tuple):
        for item in value:
            yield from _scopes_in(item)
    else:
        yield None


def _calls(expression: BoundExpression) -> Iterator[FunctionCall]:
    """The calls that decide an expression; those that only select a scope for another are judged by what they
    select."""
    if isinstance(expression, FunctionCall):
        yield expression
        for argument in expression.arguments:
            yield from _deciding(argument)
    else:
        for part in _parts(expression):
            yield from _calls(part)


def _deciding(argument: BoundExpression) -> Iterator[FunctionCall]:
    if isinstance(argument, FunctionCall) and argument.type == SCOPE:
        for inner in argument.arguments:
            yield from _deciding(inner)
    elif isinstance(argument, ListExpression):
        for item in argument.items:
            yield from _deciding(item)
    elif not isinstance(argument, ScopeReference):
        yield from _calls(argument)


def _libraries(expression: BoundExpression) -> Iterator[str]:
    """The libraries that a value comes from, through all scopes and refs that it is made of."""
    if isinstance(expression, FunctionCall):
        yield expression.library
        inner: Iterable[BoundExpression] = expression.arguments
    elif isinstance(expression, ScopeReference):
        inner = () if expression.scope.value is None else (expression.scope.value,)
    elif isinstance(expression, RefReference):
        inner = () if expression.ref.value is None else (expression.ref.value,)
    elif isinstance(expression, ListExpression):
        inner = expression.items
    elif isinstance(expression, MemberAccess):
        inner = (expression.subject,)
    else:
        inner = _parts(expression)
    for part in inner:
        yield from _libraries(part)


def _parts(expression: BoundExpression) -> Iterable[BoundExpression]:
    if isinstance(expression, NotExpression):
        return (expression.operand,)
    if isinstance(expression, ComparisonExpression):
        return (expression.left, expression.right)
    if isinstance(expression, BooleanExpression):
        return expression.operands
    return ()


def _matches(path: str, patterns: Sequence[str]) -> bool:
    name = posixpath.basename(path)
    return any(fnmatch(name, pattern) for pattern in patterns)
