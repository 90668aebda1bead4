"""The values of literal expressions: what a specification can compare with.

Comes in: an expression of the syntax tree. Goes out: its value, or that it has none. Nothing is executed: besides
constants only signs, sums, differences and products of numbers, joined strings, and lists and tuples of all these are
understood.
"""

from __future__ import annotations

import _ast
from typing import Any, Final

from hielements.libraries.builtin.python.details import Literal

_DEPTH: Final = 20
_LARGEST: Final = 2**64


class NoLiteral(Exception):  # noqa: N818 - it ends the search and never leaves this module's callers
    """The expression is no literal."""


def literal(node: Any, depth: int = 0) -> Literal:
    """The value of an expression. Raises NoLiteral."""
    if depth > _DEPTH:
        raise NoLiteral
    kind = type(node)
    if kind is _ast.Constant:
        return _constant(node.value)
    if kind in (_ast.List, _ast.Tuple):
        return tuple([literal(item, depth + 1) for item in node.elts])
    if kind is _ast.UnaryOp:
        value = literal(node.operand, depth + 1)
        if isinstance(node.op, _ast.Not) and isinstance(value, bool):
            return not value
        if isinstance(node.op, (_ast.USub, _ast.UAdd)) and _is_number(value):
            return -value if isinstance(node.op, _ast.USub) else value  # type: ignore[operator]
    if kind is _ast.BinOp:
        return _computed(node.op, literal(node.left, depth + 1), literal(node.right, depth + 1))
    raise NoLiteral


def _constant(value: object) -> Literal:
    if value is None or isinstance(value, (bool, float)):
        return value
    if isinstance(value, int):
        return value
    if isinstance(value, str):
        try:
            value.encode()
        except UnicodeEncodeError:  # a lone surrogate is no text that can be reported
            raise NoLiteral from None
        return value
    raise NoLiteral


def _computed(operator: Any, left: Any, right: Any) -> Literal:
    if isinstance(operator, _ast.Add) and isinstance(left, str) and isinstance(right, str):
        return left + right
    if _is_number(left) and _is_number(right):
        if isinstance(operator, _ast.Add):
            return _bounded(left + right)
        if isinstance(operator, _ast.Sub):
            return _bounded(left - right)
        if isinstance(operator, _ast.Mult):
            return _bounded(left * right)
    raise NoLiteral


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _bounded(value: Any) -> Literal:
    """Products of products could grow without end."""
    if isinstance(value, int) and abs(value) > _LARGEST:
        raise NoLiteral
    return value  # type: ignore[no-any-return]
