"""Comparisons of values: `==`, `!=`, `<`, `<=`, `>`, `>=`, `in`.

Comes in: two values. Goes out: whether the comparison holds, or a sentence that says why the two cannot be compared.
Knows nothing of where the values come from.

Values of different types are different (`true == 1` and `'1' == 1` are false), except that an integer and a float
are compared as numbers. Scopes are equal when they have the same files, part of a file and language. Only numbers
with numbers and strings with strings have an order. `in` asks whether a list has an equal item, whether a string
occurs in another, or whether all files of a scope belong to another scope.
"""

from __future__ import annotations

from hielements.libraries.signatures import type_of
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value, describe


def compare(operator: str, left: Value, right: Value) -> bool | str:
    """Whether `left operator right` holds; a sentence when the types do not allow the comparison."""
    if operator == "==":
        return equal(left, right)
    if operator == "!=":
        return not equal(left, right)
    if operator == "in":
        return _contained(left, right)
    comparable = (_is_number(left) and _is_number(right)) or (isinstance(left, str) and isinstance(right, str))
    if not comparable:
        return (
            f"{_with_type(left)} and {_with_type(right)} have no order: "
            f"`{operator}` compares numbers with numbers and strings with strings"
        )
    low: float | str = left  # type: ignore[assignment]
    high: float | str = right  # type: ignore[assignment]
    if operator == "<":
        return low < high  # type: ignore[operator]
    if operator == "<=":
        return low <= high  # type: ignore[operator]
    if operator == ">":
        return low > high  # type: ignore[operator]
    return low >= high  # type: ignore[operator]


def equal(left: Value, right: Value) -> bool:
    """Whether two values are the same value (the rules are at the top of this file)."""
    if isinstance(left, ScopeValue) and isinstance(right, ScopeValue):
        return (left.language, left.symbol, left.lines) == (right.language, right.symbol, right.lines) and tuple(
            left.files
        ) == tuple(right.files)
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, ConnectionPoint) and isinstance(right, ConnectionPoint):
        return (left.name, left.kind, left.path, left.line) == (right.name, right.kind, right.path, right.line) and (
            left.data.keys() == right.data.keys()
            and all(equal(left.data[name], right.data[name]) for name in left.data)
        )
    if _is_number(left) and _is_number(right):
        return left == right
    if isinstance(left, str) and isinstance(right, str):
        return left == right
    return type(left) is type(right) and left == right


def _contained(left: Value, right: Value) -> bool | str:
    if isinstance(right, tuple):
        return any(equal(left, item) for item in right)
    if isinstance(left, str) and isinstance(right, str):
        return left in right
    if isinstance(left, ScopeValue) and isinstance(right, ScopeValue):
        if right.symbol is not None and (left.symbol, left.lines) != (right.symbol, right.lines):
            return False
        return set(left.files) <= set(right.files)
    return (
        f"`in` needs a list, a string or a scope on its right, and {_with_type(left)} cannot be in {_with_type(right)}"
    )


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _with_type(value: Value) -> str:
    return f"{describe(value)} ({type_of(value)})"
