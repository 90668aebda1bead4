"""Scopes and refs: evaluated when a check first needs them, and once.

Comes in: declarations of the model, and what evaluates an expression. Goes out: values of the declared type. A value
that could not be had makes every check that needs it undecided, and each of those names the scope or ref and the
reason.
"""

from __future__ import annotations

from collections.abc import Callable

from hielements.libraries.outcomes import Failure, Undecided
from hielements.libraries.signatures import type_of
from hielements.libraries.values import ConnectionPoint, ScopeValue, Value, describe
from hielements.model.specification import BoundExpression, Ref, Scope
from hielements.run.failures import because, failed
from hielements.run.once import Once
from hielements.run.unions import union

_SCALARS = {"string": str, "integer": int, "float": float, "boolean": bool}


class Declarations:
    """The values of all scopes and refs of one run. Safe to use from several threads: two that need the same scope
    wait for one evaluation. A cycle among scopes is an error of the model and never comes here."""

    def __init__(self, value_of: Callable[[BoundExpression], Value | Undecided]) -> None:
        self._value_of = value_of
        self._scopes: Once[Scope, ScopeValue | Undecided] = Once(self._select, _of_itself)
        self._refs: Once[Ref, Value | Undecided] = Once(self._resolve, _of_itself)

    def scope(self, scope: Scope) -> ScopeValue | Undecided:
        """What a scope selects; evaluated on first use."""
        return self._scopes(scope)

    def ref(self, ref: Ref) -> Value | Undecided:
        """The value of a ref, which has its declared type; evaluated on first use."""
        return self._refs(ref)

    def _select(self, scope: Scope) -> ScopeValue | Undecided:
        name = f"{scope.element.path}.{scope.name}"
        if scope.value is None:
            return failed("argument", f"the scope `{name}` is not bound to anything")
        value = self._value_of(scope.value)
        if isinstance(value, Undecided):
            return because(f"the scope `{name}` could not be selected", value)
        if isinstance(value, tuple) and all(isinstance(item, ScopeValue) for item in value):
            joined = union(value)  # type: ignore[arg-type]
            if isinstance(joined, Failure):
                return because(f"the scope `{name}` could not be selected", Undecided((joined,)))
            value = joined
        if not isinstance(value, ScopeValue):
            return failed("argument", f"the scope `{name}` is {describe(value)} ({type_of(value)}), which is no scope")
        return ScopeValue(
            kind=value.kind,
            selector=value.selector,
            root=value.root,
            files=value.files,
            language=scope.language or value.language,
            library=value.library,
            symbol=value.symbol,
            lines=value.lines,
            declared=scope.location,
            absence=value.absence,
            gaps=value.gaps,
            wording=value.wording,
        )

    def _resolve(self, ref: Ref) -> Value | Undecided:
        name = f"{ref.element.path}.{ref.name}"
        if ref.value is None:
            return failed("argument", f"the ref `{name}` is not bound to anything")
        value = self._value_of(ref.value)
        if isinstance(value, Undecided):
            return because(f"the ref `{name}` could not be evaluated", value)
        expected = _SCALARS.get(ref.type_name)
        if expected is None:
            if isinstance(value, ConnectionPoint):
                return value.with_(type=ref.type_name)
            return value
        if isinstance(value, bool):
            fits = expected is bool
        else:
            fits = isinstance(value, expected) or (expected is float and isinstance(value, int))
        if not fits:
            return failed(
                "argument",
                f"the ref `{name}` is declared as {ref.type_name}, and its value is {describe(value)}"
                f" ({type_of(value)})",
            )
        return value


def _of_itself(declaration: Scope | Ref) -> Undecided:
    return failed("argument", f"`{declaration.element.path}.{declaration.name}` is defined by itself")
