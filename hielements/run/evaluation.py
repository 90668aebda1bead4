"""Evaluates bound expressions: to a value, or to an outcome.

Comes in: bound expressions of the model, and the catalog of libraries. Goes out: values and outcomes; trouble is an
`Undecided`, never an exception. Must never know what becomes of an outcome: order, threads, reports.

An expression stands in one of two positions. In boolean position (a check, an operand of `not`, `and`, `or`) it has
an outcome; in value position (an argument, an operand of a comparison) it has a value. A check in value position is
its truth; a value in boolean position must be a Bool.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hielements.libraries.catalog import Catalog
from hielements.libraries.file_names import FileNames
from hielements.libraries.library import Call, Library
from hielements.libraries.outcomes import Failure, Outcome, Passed, Undecided, Violated, Violation
from hielements.libraries.signatures import Parameter, type_of
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value, describe, origin_of
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    ComparisonExpression,
    Constant,
    FunctionCall,
    ListExpression,
    MemberAccess,
    NotExpression,
    RefReference,
    ScopeReference,
)
from hielements.run.comparison import compare
from hielements.run.declarations import Declarations
from hielements.run.failures import broken_library, emptiness, empty_scopes, failed, text_of
from hielements.run.logic import PASSED, combination, negation, undecided
from hielements.run.unions import is_empty_list, union

_VALUE_TYPES = (str, int, float, ScopeValue, ConnectionPoint)


class Evaluator:
    """Evaluates the expressions of one run. Safe to use from several threads."""

    def __init__(self, catalog: Catalog, verbose: bool = False) -> None:
        self._catalog = catalog
        self._verbose = verbose
        self.declarations = declarations = Declarations(self.value)
        self._outcomes: dict[type, Callable[[Any], Outcome]] = {
            NotExpression: self._negation,
            BooleanExpression: self._combination,
            ComparisonExpression: self._comparison,
            FunctionCall: self._call_in_boolean_position,
        }
        self._values: dict[type, Callable[[Any], Value | Undecided]] = {
            Constant: lambda expression: expression.value,
            ListExpression: self._list,
            ScopeReference: lambda expression: declarations.scope(expression.scope),
            RefReference: lambda expression: declarations.ref(expression.ref),
            MemberAccess: self._member,
            FunctionCall: self._call_in_value_position,
            NotExpression: self._truth,
            BooleanExpression: self._truth,
            ComparisonExpression: self._truth,
        }

    @property
    def file_names(self) -> FileNames:
        """The files that are code of a language by their names."""
        return self._catalog.file_names

    # Boolean position

    def outcome(self, expression: BoundExpression) -> Outcome:
        """The outcome of an expression in boolean position."""
        evaluate = self._outcomes.get(type(expression))
        if evaluate is not None:
            return evaluate(expression)
        value = self.value(expression)
        if isinstance(value, Undecided):
            return value
        if value is True:
            return PASSED
        text = text_of(expression)
        if value is False:
            message = f"`{text}` is false"
            return Violated(message, (Violation(message, *self._origin(expression)),))
        return failed("argument", f"`{text}` is {describe(value)}, which is neither true nor false")

    def _negation(self, expression: NotExpression) -> Outcome:
        return negation(self.outcome(expression.operand), text_of(expression.operand))

    def _combination(self, expression: BooleanExpression) -> Outcome:
        return combination(expression.operator, map(self.outcome, expression.operands))

    def _comparison(self, expression: ComparisonExpression) -> Outcome:
        failures: list[Failure] = []
        values: list[Value] = []
        for operand in (expression.left, expression.right):
            value = self.value(operand)
            if isinstance(value, Undecided):
                failures += value.failures
            else:
                failures += (emptiness(empty, operand) for empty in empty_scopes(value))
                values.append(value)
        if failures:
            return undecided(failures)
        left, right = values
        answer = compare(expression.operator, left, right)
        if answer is True:
            return PASSED
        if answer is not False:
            return failed("argument", f"`{text_of(expression)}` cannot be decided: {answer}")
        facts = " and ".join(
            f"`{text_of(operand)}` is {describe(value)}"
            for operand, value in ((expression.left, left), (expression.right, right))
            if not isinstance(operand, Constant)
        )
        message = f"`{text_of(expression)}` does not hold" + (f": {facts}" if facts else "")
        origin = origin_of(left) or origin_of(right)
        if origin is not None:
            secret = any(found.secret for value in values if (found := origin_of(value)) is not None)
            return Violated(message, (Violation(message, origin.path, origin.line, quotable=not secret),))
        place = self._origin(expression.left)
        if place == (None, None):
            place = self._origin(expression.right)
        return Violated(message, (Violation(message, *place),))

    def _call_in_boolean_position(self, expression: FunctionCall) -> Outcome:
        if not _is_check(expression) and not expression.signature.is_judged:
            value = self._call_in_value_position(expression)
            if isinstance(value, Undecided):
                return value
            if value is True:
                return PASSED
            text = text_of(expression)
            if value is False:
                message = f"`{text}` is false"
                return Violated(message, (Violation(message),))
            return failed("argument", f"`{text}` gives {describe(value)}, which is neither true nor false")
        arguments, failures = self._arguments(expression)
        if failures:
            return undecided(failures)
        name = expression.library
        try:
            library = self._library(name)
            if isinstance(library, Undecided):
                return library
            outcome = library.check(Call(expression.function.name, arguments))
        except Exception as problem:
            return self._broken(name, expression.function.name, problem)
        if isinstance(outcome, Passed):
            return outcome
        if isinstance(outcome, Violated):
            return outcome if outcome.violations else Violated(outcome.message, (Violation(outcome.message),))
        if isinstance(outcome, Undecided) and outcome.failures:
            return outcome
        return self._malformed(name, expression.function.name, outcome)

    # Value position

    def value(self, expression: BoundExpression) -> Value | Undecided:
        """The value of an expression in value position, or why it could not be had."""
        evaluate = self._values.get(type(expression))
        if evaluate is None:
            return failed("unsupported", f"this version cannot evaluate `{text_of(expression)}`")
        return evaluate(expression)

    def _list(self, expression: ListExpression) -> Value | Undecided:
        items: list[Value] = []
        failures: list[Failure] = []
        scope_of = self.declarations.scope
        for item in expression.items:
            # The lists of connection checks name thousands of scopes, and every element has a list of its own.
            value = scope_of(item.scope) if type(item) is ScopeReference else self.value(item)
            if type(value) is ScopeValue:
                items.append(value)
            elif isinstance(value, Undecided):
                failures += value.failures
            else:
                items.append(value)
        return undecided(failures) if failures else tuple(items)

    def _member(self, expression: MemberAccess) -> Value | Undecided:
        subject = self.value(expression.subject)
        if isinstance(subject, Undecided):
            return subject
        text = text_of(expression.subject)
        if not isinstance(subject, ConnectionPoint):
            return failed(
                "argument", f"`{text}` is {describe(subject)} ({type_of(subject)}), which has no `{expression.member}`"
            )
        if expression.member in subject.data:
            return subject.data[expression.member]
        known = ", ".join(f"`{name}`" for name in sorted(subject.data))
        return failed(
            "argument",
            f"{describe(subject)} has no `{expression.member}`; " + (f"it has {known}" if known else "it has no data"),
            subject.path,
            subject.line,
        )

    def _call_in_value_position(self, expression: FunctionCall) -> Value | Undecided:
        function = expression.function
        if _is_check(expression):
            return _as_value(self._call_in_boolean_position(expression))
        empty: list[Failure] = []
        arguments, failures = self._arguments(expression, empty)
        if failures:
            return undecided(failures)
        try:
            library = self._library(expression.library)
            if isinstance(library, Undecided):
                return library
            value = library.call(Call(function.name, arguments))
        except Exception as problem:
            return self._broken(expression.library, function.name, problem)
        if isinstance(value, Failure):
            return Undecided((value,))
        if isinstance(value, ScopeValue):
            return value
        if empty:
            # A number or a list that was counted over nothing proves nothing; a scope says itself that it is empty.
            return undecided(empty)
        if value is None or isinstance(value, _VALUE_TYPES):
            return value
        if isinstance(value, tuple | list):
            return tuple(value)
        return self._malformed(expression.library, function.name, value)

    def _truth(self, expression: BoundExpression) -> Value | Undecided:
        return _as_value(self.outcome(expression))

    # Calls

    def _arguments(
        self, expression: FunctionCall, empty: list[Failure] | None = None
    ) -> tuple[dict[str, Value], list[Failure]]:
        """The arguments by name, and what speaks against the call. Empty scopes do, unless the function is about
        existence; those that a selector gets are put into `empty` instead, when it is given."""
        arguments: dict[str, Value] = {}
        failures: list[Failure] = []
        unwanted = failures if empty is None else empty
        for parameter, argument in zip(expression.signature.parameters, expression.arguments, strict=True):
            value = self.value(argument)
            kind = type(value)
            if kind is str:
                arguments[parameter.name] = value  # type: ignore[assignment]
                continue
            if isinstance(value, Undecided):
                failures += value.failures
                continue
            if kind is tuple:
                if not expression.function.about_existence:
                    unwanted += (emptiness(scope, argument) for scope in empty_scopes(value))
                if _expects_one_scope(parameter) and all(isinstance(item, ScopeValue) for item in value):  # type: ignore[union-attr]
                    joined = union(value)  # type: ignore[arg-type]
                    if isinstance(joined, Failure):
                        failures.append(joined)
                        continue
                    if is_empty_list(joined) and not expression.function.about_existence:
                        unwanted.append(emptiness(joined, argument))
                    value = joined
            elif kind is ScopeValue and not expression.function.about_existence:
                unwanted += (emptiness(scope, argument) for scope in empty_scopes(value))
            arguments[parameter.name] = value
        return arguments, failures

    def _library(self, name: str) -> Library | Undecided:
        library = self._catalog.get(name)
        return library if library is not None else failed("library", f"there is no library `{name}`")

    def _broken(self, library: str, function: str, problem: Exception) -> Undecided:
        return Undecided((broken_library(library, f"`{function}`", problem, self._verbose),))

    def _malformed(self, library: str, function: str, answer: object) -> Undecided:
        return failed(
            "library",
            f"the library `{library}` answered `{function}` with something that is neither a value nor an outcome: "
            f"{type(answer).__name__}",
            advice="this is a defect of the library, not of the specification",
        )

    def _origin(self, expression: BoundExpression) -> tuple[str | None, int | None]:
        """The place in the code that a value comes from, when a ref or a scope can tell."""
        while isinstance(expression, MemberAccess):
            expression = expression.subject
        value = self.value(expression) if isinstance(expression, RefReference | ScopeReference) else None
        if isinstance(value, ConnectionPoint):
            return value.path, value.line
        if isinstance(value, ScopeValue):
            return value.root or None, value.lines[0] if value.lines else None
        return None, None


def _is_check(call: FunctionCall) -> bool:
    return call.function.kind == "check" or call.signature.is_check


def _as_value(outcome: Outcome) -> bool | Undecided:
    return outcome if isinstance(outcome, Undecided) else isinstance(outcome, Passed)


def _expects_one_scope(parameter: Parameter) -> bool:
    """Whether the parameter takes a scope and no list, so that a list of scopes means their union."""
    kinds = {kind.name for kind in (parameter.type.arguments if parameter.type.name == "Union" else (parameter.type,))}
    return "Scope" in kinds and not kinds & {"List", "Any"}
