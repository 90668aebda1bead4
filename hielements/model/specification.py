"""What a specification means: elements, declarations, bound expressions. The output of the model stage.

A specification without errors has no unresolved name: every path has become a reference to one declaration, every
call has its library, function and
signature, with arguments in the order of the parameters and defaults filled in. What an element inherits from
patterns is written out here, as
checks of that element over what it bound, so that later stages never look at patterns.
"""

from __future__ import annotations

from typing import Literal

from hielements.libraries.signatures import Function, Signature, Type
from hielements.libraries.values import Value
from hielements.record import Entity
from hielements.source.text import Location

# Bound expressions. `location` is where the text stands; `type` is the static type.


class BoundExpression(Entity):
    location: Location
    type: Type


class Constant(BoundExpression):
    """A literal, or a default that the signature filled in."""

    value: Value


class ListExpression(BoundExpression):
    items: tuple[BoundExpression, ...]


class ScopeReference(BoundExpression):
    scope: Scope


class RefReference(BoundExpression):
    ref: Ref


class MemberAccess(BoundExpression):
    """`endpoint.port`: a member of a connection point's data, known when it is evaluated."""

    subject: BoundExpression
    member: str


class FunctionCall(BoundExpression):
    """`arguments` stand in the order of `signature.parameters`."""

    library: str
    function: Function
    signature: Signature
    arguments: tuple[BoundExpression, ...]


class ComparisonExpression(BoundExpression):
    operator: Literal["==", "!=", "<", "<=", ">", ">=", "in"]
    left: BoundExpression
    right: BoundExpression


class NotExpression(BoundExpression):
    operand: BoundExpression


class BooleanExpression(BoundExpression):
    operator: Literal["and", "or"]
    operands: tuple[BoundExpression, ...]


# Declarations


class Scope:
    """A scope of an element. `value` is filled in once all names are known: scopes may refer to each other."""

    __slots__ = ("element", "language", "location", "name", "value")

    def __init__(self, element: Element, name: str, language: str | None, location: Location) -> None:
        self.element = element
        self.name = name
        self.language = language
        self.location = location
        self.value: BoundExpression | None = None


class Ref:
    """A ref of an element, with the name of its declared type."""

    __slots__ = ("element", "location", "name", "type_name", "value")

    def __init__(self, element: Element, name: str, type_name: str, location: Location) -> None:
        self.element = element
        self.name = name
        self.type_name = type_name
        self.location = location
        self.value: BoundExpression | None = None


class Check(Entity):
    """Something to prove about an element. `text` is the expression as written; `pattern` the pattern's name as
    the element wrote it, when inherited.

    `reason` is the doc comment. `location` is the expression in its own file: for an inherited check, in the
    pattern's.
    """

    kind: Literal["check", "requirement", "connection", "language", "uses"]
    text: str
    location: Location
    goal: BoundExpression
    pattern: str | None = None
    reason: str | None = None


class Element:
    """An element of the specification. `path` is dotted: `shop.api`."""

    __slots__ = ("checks", "children", "doc", "location", "name", "parent", "path", "refs", "scopes")

    def __init__(self, name: str, parent: Element | None, location: Location, doc: str | None) -> None:
        self.name = name
        self.parent = parent
        self.path: str = f"{parent.path}.{name}" if parent else name
        self.location = location
        self.doc = doc
        self.scopes: dict[str, Scope] = {}
        self.refs: dict[str, Ref] = {}
        self.children: dict[str, Element] = {}
        self.checks: list[Check] = []


class Specification(Entity):
    """All elements of the checked file, in text order; those of imported files can be referred to but are not
    checked."""

    elements: tuple[Element, ...]
