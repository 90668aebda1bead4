"""Sentences about what could not be decided.

Comes in: what went wrong, with the expression it went wrong in. Goes out: failures that name the scope or ref, and the
reason.
"""

from __future__ import annotations

from collections.abc import Sequence

from hielements.libraries.outcomes import Failure, FailureReason, Undecided
from hielements.libraries.values import ScopeValue, Value
from hielements.model.specification import BoundExpression, ListExpression, ScopeReference
from hielements.run.unions import is_empty_list


def broken_library(library: str, doing: str, problem: Exception, verbose: bool) -> Failure:
    """The failure that stands for an exception which a library should not have raised."""
    advice = "this is a defect of the library, not of the specification; --verbose shows where it happened"
    message = f"the library `{library}` failed in {doing}: {_cause(problem)}"
    return Failure("library", message, help=_traceback(problem) if verbose else advice)


def defect(problem: Exception, verbose: bool) -> Failure:
    """The failure that stands for an exception outside of a library's own code."""
    advice = "this is a defect of hielements or of a library; --verbose shows where it happened"
    return Failure(
        "library",
        f"the check could not be evaluated: {_cause(problem)}",
        help=_traceback(problem) if verbose else advice,
    )


def _cause(problem: Exception) -> str:
    text = str(problem)
    return f"{type(problem).__name__}: {text}" if text else type(problem).__name__


def _traceback(problem: Exception) -> str:
    import traceback

    return "".join(traceback.format_exception(problem)).rstrip()


def text_of(expression: BoundExpression) -> str:
    """The expression as written, on one line."""
    return " ".join(expression.location.text.split())


def failed(
    reason: FailureReason, message: str, path: str | None = None, line: int | None = None, advice: str | None = None
) -> Undecided:
    return Undecided((Failure(reason, message, path, line, advice),))


def because(what: str, cause: Undecided) -> Undecided:
    return Undecided(tuple(failure.with_(message=f"{what}: {failure.message}") for failure in cause.failures))


def empty_scopes(value: Value) -> Sequence[ScopeValue]:
    """The empty scopes that a value is or holds. What a union was made of says more than the union."""
    if isinstance(value, ScopeValue):
        return value.gaps or ((value,) if value.is_empty else ())
    if isinstance(value, tuple):
        found: list[ScopeValue] = []
        for item in value:
            if type(item) is ScopeValue and item.files and not item.gaps:
                continue  # most of thousands
            # What is said to be nothing adds nothing to a list, and hides nothing in it.
            if not (isinstance(item, ScopeValue) and is_empty_list(item)):
                found += empty_scopes(item)
        return found
    return ()


def emptiness(scope: ScopeValue, expression: BoundExpression) -> Failure:
    """Why a check is undecided that got an empty scope, with the place where the scope is declared."""
    if isinstance(expression, ListExpression):
        # The item that this scope is the value of says more than the list.
        for item in expression.items:
            if isinstance(item, ScopeReference) and item.scope.location is scope.declared:
                return emptiness(scope, item)
    # What the scope of that name was made of has other places.
    if isinstance(expression, ScopeReference) and expression.scope.location is scope.declared:
        name = f"the scope `{expression.scope.element.path}.{expression.scope.name}`"
    elif scope.absence is not None and not scope.selector:
        name = f"`{text_of(expression)}`"
    else:
        name = scope.title
    reason = f": {scope.absence}" if scope.absence else ""
    declared = scope.declared
    return Failure(
        "empty-scope",
        f"{name} selects nothing{reason}",
        declared.source.name if declared else None,
        declared.line if declared else None,
    )
