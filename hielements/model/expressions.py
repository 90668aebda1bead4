"""Binds expressions: every path becomes a reference, every call its function and signature, and everything a type.

Comes in: an expression of the tree, the body that it is seen from, and whether it stands in boolean position (a
check, an operand of `not`, `and`, `or`) or in value position. Goes out: a bound expression. Trouble is reported once
and bound as a constant of unknown type, so that it causes no further words.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hielements.diagnostics.codes.names import UNDEFINED_FUNCTION, UNDEFINED_MEMBER
from hielements.diagnostics.codes.types import CHECK_AS_VALUE, INCOMPARABLE, NOT_A_CHECK
from hielements.libraries.signatures import ANY, BOOL, FLOAT, INT, NULL, SCOPE, STRING, Function, Type, list_of, one_of
from hielements.model import names
from hielements.model.calls import BoundArguments, are_refused, fit, undescribed
from hielements.model.context import Context
from hielements.model.declarations import Body, Declaration, ImportedFunction, LibraryName, Placeholder
from hielements.model.origins import ref_type
from hielements.model.receivers import find_receiver
from hielements.model.reporting import did_you_mean, listed
from hielements.model.specification import (
    BooleanExpression,
    BoundExpression,
    ComparisonExpression,
    Constant,
    FunctionCall,
    ListExpression,
    MemberAccess,
    NotExpression,
    Ref,
    RefReference,
    Scope,
    ScopeReference,
)
from hielements.source.text import Location
from hielements.syntax import tree


class Binder:
    """Binds the expressions of one build. `edges` collects which scopes and refs the present definition refers to,
    while it is set."""

    __slots__ = ("context", "edges")

    def __init__(self, context: Context) -> None:
        self.context = context
        self.edges: list[tuple[Scope | Ref, tree.Expression]] | None = None

    def bind(self, expression: tree.Expression, body: Body, boolean: bool) -> BoundExpression:
        """The expression as seen from a body, in boolean or in value position."""
        return _BINDERS[type(expression)](self, expression, body, boolean)

    def _broken(self, node: tree.Node, body: Body) -> BoundExpression:
        return Constant(_place(node, body), ANY, None)

    def _string(self, node: tree.String, body: Body, boolean: bool) -> BoundExpression:
        place = Location(body.file.tree.source, node.start, node.end)
        if boolean:
            self._refuse_value(place, "the text itself", STRING)
            return self._broken(node, body)
        return Constant(place, STRING, node.value)

    def _integer(self, node: tree.Integer, body: Body, boolean: bool) -> BoundExpression:
        return self._literal(node, body, boolean, INT, node.value)

    def _float(self, node: tree.Float, body: Body, boolean: bool) -> BoundExpression:
        return self._literal(node, body, boolean, FLOAT, node.value)

    def _boolean(self, node: tree.Boolean, body: Body, boolean: bool) -> BoundExpression:
        return Constant(_place(node, body), BOOL, node.value)

    def _null(self, node: tree.Null, body: Body, boolean: bool) -> BoundExpression:
        return self._literal(node, body, boolean, NULL, None)

    def _missing(self, node: tree.Missing, body: Body, boolean: bool) -> BoundExpression:
        return self._broken(node, body)

    def _parenthesized(self, node: tree.Parenthesized, body: Body, boolean: bool) -> BoundExpression:
        return self.bind(node.inner, body, boolean)

    def _not(self, node: tree.Not, body: Body, boolean: bool) -> BoundExpression:
        return NotExpression(_place(node, body), BOOL, self.bind(node.operand, body, True))

    def _literal(self, node: tree.Node, body: Body, boolean: bool, type_: Type, value: Any) -> BoundExpression:
        place = _place(node, body)
        if boolean:
            self._refuse_value(place, f"`{place.text}`", type_)
            return self._broken(node, body)
        return Constant(place, type_, value)

    def _list(self, node: tree.ListLiteral, body: Body, boolean: bool) -> BoundExpression:
        items = tuple(self.bind(item, body, False) for item in node.items)
        types: list[Type] = []
        for item in items:
            if item.type not in types:
                types.append(item.type)
        type_ = Type("List") if not types else list_of(types[0] if len(types) == 1 else one_of(*types))
        place = _place(node, body)
        if boolean:
            self._refuse_value(place, "a list", type_)
            return self._broken(node, body)
        return ListExpression(place, type_, items)

    def _path(self, node: tree.Path, body: Body, boolean: bool) -> BoundExpression:
        path = node.names
        found, taken = names.resolve(self.context, path, body)
        place = Location(body.file.tree.source, node.start, node.end)
        result = self.reference(found, node, taken, place, body)
        if boolean and result.type is not ANY and not BOOL.accepts(result.type):
            self._refuse_value(place, f"`{node.text}`", result.type)
        return result

    def reference(
        self, found: Declaration, node: tree.Path, taken: int, place: Location, body: Body
    ) -> BoundExpression:
        """A reference to what a path was found to mean; its names from `taken` on are members of a ref's value."""
        kind = type(found)
        if kind is Scope:
            return self._scope_reference(found, node, place)  # type: ignore[arg-type]
        result: BoundExpression
        if isinstance(found, Ref):
            self._note(found, node)
            result = RefReference(place, ref_type(self.context, found), found)
        elif isinstance(found, Placeholder):
            result = found.expression
        else:
            if found is not names.UNKNOWN:
                self._report_no_value(found, node, body)
            return self._broken(node, body)
        for name in node.names[taken:]:
            if _is_scalar(result.type):
                message = f"`{node.names[taken - 1].text}` is {result.type}, which has no member `{name.text}`"
                self.context.reporter.report(UNDEFINED_MEMBER, place.source, name, message)
                return self._broken(node, body)
            result = MemberAccess(place, ANY, result, name.text)
        return result

    def _scope_reference(self, scope: Scope, node: tree.Expression, place: Location) -> BoundExpression:
        self._note(scope, node)
        return ScopeReference(place, SCOPE, scope)

    def _note(self, target: Scope | Ref, node: tree.Expression) -> None:
        self.context.used.add(target)
        if self.edges is not None:
            self.edges.append((target, node))

    def _report_no_value(self, found: Declaration, node: tree.Path, body: Body) -> None:
        help_ = None
        if isinstance(found, Body):
            scopes = [f"{node.text}.{name}" for name, what in found.names.items() if isinstance(what, Scope)]
            help_ = f"write {listed(scopes, 'or')}" if scopes else "it has no scopes"
        elif isinstance(found, LibraryName | ImportedFunction):
            help_ = f"call a function: `{node.text}(...)`" if isinstance(found, ImportedFunction) else None
        names.report_kind(self.context, body, node.names, found, "a value (a scope or a ref)", help_)

    # Calls

    def _call(self, node: tree.Call, body: Body, boolean: bool) -> BoundExpression:
        path = node.callee.names
        positional: list[BoundExpression] = []
        named: list[tuple[tree.Name, BoundExpression]] = []
        for argument in node.arguments:
            value = self.bind(argument.value, body, False)
            if argument.name is not None:
                named.append((argument.name, value))
            else:
                positional.append(value)
        if len(path) == 1:
            found, taken = names.resolve(self.context, path, body)
        else:
            found, taken = names.resolve(self.context, path, body, count=len(path) - 1)
        name = path[-1]
        if isinstance(found, LibraryName) and len(path) > 1:
            library = found
        elif isinstance(found, ImportedFunction) and len(path) == 1:
            library = found.library
            name = tree.Name(name.start, name.end, found.function)
        elif found is names.UNKNOWN or len(path) == 1:
            if found is not names.UNKNOWN:
                names.report_kind(self.context, body, path, found, "a function")
            return self._broken(node, body)
        else:
            receiver = find_receiver(self.context, body, node, found)
            if receiver is None:
                return self._broken(node, body)
            library, found = receiver
            subject = tree.Path(path[0].start, path[-2].end, path[:-1])
            place = Location(body.file.tree.source, subject.start, subject.end)
            positional.insert(0, self.reference(found, subject, taken, place, body))
        if library.library is None or not name.text:
            return self._broken(node, body)
        return self._function_call(node, body, boolean, library, name, BoundArguments(positional, named))

    def _function_call(
        self,
        node: tree.Call,
        body: Body,
        boolean: bool,
        library: LibraryName,
        name: tree.Name,
        arguments: BoundArguments,
    ) -> BoundExpression:
        assert library.library is not None
        function = library.library.function(name.text)
        if function is None:
            known = library.library.function_names()
            if known:
                self._report_no_function(library, name, known, body)
                return self._broken(node, body)
            # A library without a description takes what it gets, and the position says what the function is.
            function = undescribed(name.text, boolean, arguments)
        elif not function.signatures:
            # The library only names it: known to be a check, or what the position says.
            function = undescribed(name.text, boolean or function.kind == "check", arguments)
        if are_refused(node.arguments):
            return self._broken(node, body)
        call = fit(self.context, body, library.name, function, node, arguments)
        if boolean:
            if function.kind != "check" and not _may_be_bool(function):
                self._refuse_selector(node, body, library, function)
        elif function.kind == "check":
            self._refuse_check(node, body, library, function)
            return self._broken(node, body)
        return self._broken(node, body) if call is None else call

    def _report_no_function(self, library: LibraryName, name: tree.Name, known: Any, body: Body) -> None:
        message = f"the library `{library.name}` has no function `{name.text}`"
        known = self.context.reporter.suggestible(known)
        help_ = did_you_mean(name.text, known) or f"`hielements doc {library.name}` lists what it has"
        fix = names.spelling_fix(body, name, known)
        self.context.reporter.report(
            UNDEFINED_FUNCTION, body.file.tree.source, name, message, "no such function", help=help_, fix=fix
        )

    # Operators

    def _comparison(self, node: tree.Comparison, body: Body, boolean: bool) -> BoundExpression:
        left = self.bind(node.left, body, False)
        right = self.bind(node.right, body, False)
        if not _comparable(node.operator, left.type, right.type):
            place = _place(node, body)
            if node.operator in ("==", "!="):
                message = f"{left.type} and {right.type} are never equal"
                help_ = "compare values of the same type"
            elif node.operator == "in":
                message = f"{left.type} cannot be in {right.type}"
                help_ = "`in` looks for an item in a list, a string in a string, or a scope in a scope"
            else:
                message = f"{left.type} and {right.type} have no order"
                help_ = f"`{node.operator}` compares numbers with numbers and strings with strings"
            self.context.reporter.report(
                INCOMPARABLE, place.source, node, message, f"{left.type} {node.operator} {right.type}", help=help_
            )
        return ComparisonExpression(_place(node, body), BOOL, node.operator, left, right)

    def _boolean_operation(self, node: tree.BooleanOperation, body: Body, boolean: bool) -> BoundExpression:
        operands = tuple(self.bind(operand, body, True) for operand in node.operands)
        return BooleanExpression(_place(node, body), BOOL, node.operator, operands)

    # Position

    def _refuse_value(self, place: Location, what: str, type_: Type) -> None:
        self.context.reporter.report(
            NOT_A_CHECK,
            place.source,
            place,
            f"{what} is {type_}, which is neither true nor false",
            f"{type_}, expected a check or a comparison",
            help="call a check with it, or compare it with something",
        )

    def _refuse_selector(self, node: tree.Call, body: Body, library: LibraryName, function: Function) -> None:
        returns = _only_type(function)
        gives = "a value" if returns is ANY else str(returns)
        self.context.reporter.report(
            NOT_A_CHECK,
            body.file.tree.source,
            node,
            f"`{library.name}.{function.name}` is a selector: it gives {gives}, which is neither true nor false",
            "a selector where a check is needed",
            help=f"name what it selects, `scope name = {library.name}.{function.name}(...)`, and check that",
        )

    def _refuse_check(self, node: tree.Call, body: Body, library: LibraryName, function: Function) -> None:
        self.context.reporter.report(
            CHECK_AS_VALUE,
            body.file.tree.source,
            node,
            f"`{library.name}.{function.name}` is a check: it holds or not, and gives no value",
            "a check where a value is needed",
            help=f"write `check {library.name}.{function.name}(...)` on a line of its own",
        )


_BINDERS: dict[type, Callable[[Binder, Any, Body, bool], BoundExpression]] = {
    tree.Call: Binder._call,
    tree.Path: Binder._path,
    tree.String: Binder._string,
    tree.Integer: Binder._integer,
    tree.Float: Binder._float,
    tree.Boolean: Binder._boolean,
    tree.Null: Binder._null,
    tree.Missing: Binder._missing,
    tree.ListLiteral: Binder._list,
    tree.Parenthesized: Binder._parenthesized,
    tree.Comparison: Binder._comparison,
    tree.Not: Binder._not,
    tree.BooleanOperation: Binder._boolean_operation,
}


def calls_only_constants(expression: BoundExpression) -> bool:
    """Whether the expression looks at nothing: it has neither a call nor a reference."""
    if type(expression) is FunctionCall:
        return False
    if isinstance(expression, Constant):
        return expression.type is not ANY
    if isinstance(expression, ListExpression):
        return all(calls_only_constants(item) for item in expression.items)
    if isinstance(expression, ComparisonExpression):
        return calls_only_constants(expression.left) and calls_only_constants(expression.right)
    if isinstance(expression, NotExpression):
        return calls_only_constants(expression.operand)
    if isinstance(expression, BooleanExpression):
        return all(calls_only_constants(operand) for operand in expression.operands)
    return not isinstance(expression, ScopeReference | RefReference | MemberAccess)


def _place(node: tree.Node, body: Body) -> Location:
    return Location(body.file.tree.source, node.start, node.end)


def _is_scalar(type_: Type) -> bool:
    return type_.name in ("String", "Int", "Float", "Bool", "Null", "List", "Scope")


def _only_type(function: Function) -> Type:
    types = {signature.returns for signature in function.signatures}
    return types.pop() if len(types) == 1 else ANY


def _may_be_bool(function: Function) -> bool:
    return any(signature.returns == BOOL for signature in function.signatures)


def _comparable(operator: str, left: Type, right: Type) -> bool:
    """Whether the comparison can ever be decided. Unknown types can; null is compared with everything."""
    if "Any" in (left.name, right.name) or "Union" in (left.name, right.name):
        return True
    numbers = ("Int", "Float")
    both_numbers = left.name in numbers and right.name in numbers
    if operator in ("==", "!="):
        return "Null" in (left.name, right.name) or both_numbers or left.name == right.name
    if operator == "in":
        if right.name == "List":
            return not right.arguments or _comparable("==", left, right.arguments[0])
        return left.name == right.name and right.name in ("String", "Scope")
    if "ConnectionPoint" in (left.name, right.name):
        return left.name == right.name == "ConnectionPoint" and False
    return both_numbers or left.name == right.name == "String"
