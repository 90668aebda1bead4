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

    kind: Literal["check", "requirement", "connection", "language", "uses", "coverage"]
    text: str
    location: Location
    goal: Goal
    pattern: str | None = None
    reason: str | None = None


class Element:
    """An element of the specification. `path` is dotted: `shop.api`."""

    __slots__ = ("bound", "checks", "children", "doc", "location", "name", "parent", "path", "refs", "scopes")

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
        self.bound: list[Scope] = []
        """Scopes that belong to the element without a name of their own: bound by `PATH = EXPR`, or a pattern's
        default that holds. They are code of the element as its named scopes are."""


class Specification(Entity):
    """All top-level elements of the checked file, in text order. Those of imported files (`imported`) can be
    referred to but are not checked."""

    elements: tuple[Element, ...]
    imported: tuple[Element, ...] = ()


# Goals other than expressions. Everything that follows from names alone was decided here; what is left needs the
# code: the values of scopes and refs, and dependencies.


class Attempt(Entity):
    """A required check, bound to one candidate that declares all of its names."""

    element: Element
    expression: BoundExpression


class ScopeSubject(Entity):
    """`scope NAME<LANG> [= EXPR]`. `matches` have the name and the language; `possible` have the name, and their
    language is known only when they are evaluated. With `expected`, the value must be equal as well."""

    name: str
    language: str | None
    expected: BoundExpression | None
    matches: tuple[Scope, ...]
    possible: tuple[Scope, ...]


class RefSubject(Entity):
    """`ref NAME: TYPE [= EXPR]`. `matches` have the name and the type; with `expected`, an equal value too."""

    name: str
    type_name: str
    expected: BoundExpression | None
    matches: tuple[Ref, ...]


class CheckSubject(Entity):
    """`check EXPR`: passes when one attempt passes. No attempts: no candidate declares `names`, or what the candidates
    declare does not fit in type. `misfits` are those candidates, each with what does not fit, in words."""

    text: str
    names: tuple[str, ...]
    attempts: tuple[Attempt, ...]
    misfits: tuple[tuple[Element, str], ...] = ()


class ElementMatch(Entity):
    """A child of the required name that implements what is required. It fits when every condition holds: the
    members that the requirement's block asks for, as requirements on this element alone."""

    element: Element
    conditions: tuple[RequirementGoal, ...]


class ElementSubject(Entity):
    """`element NAME [implements P] [BLOCK]`."""

    name: str
    patterns: tuple[str, ...]
    matches: tuple[ElementMatch, ...]


class ImplementsSubject(Entity):
    """`implements P`: the candidates that implement it."""

    pattern: str
    matches: tuple[Element, ...]


class LanguageSubject(Entity):
    """`language L`. `matches` are scopes of that language, `possible` those whose language only evaluation tells."""

    language: str
    matches: tuple[Scope, ...]
    possible: tuple[Scope, ...]


Subject = ScopeSubject | RefSubject | CheckSubject | ElementSubject | ImplementsSubject | LanguageSubject


class RequirementGoal(Entity):
    """A requirement on `element` (docs/language.md).

    `candidates` are the elements that were looked at, in text order. `requires` holds when a match holds, `forbids`
    when none does. For `allows`, all statements of one kind in one pattern are one rule: `offending` are the
    declarations that none of them lists, `uncertain` the scopes for which only the language decides, and
    `permitted` the names or languages that the rule lists. The rule is evaluated at the statement that `leads`; the
    others repeat what it permits and hold with it. `nearest` says in words what came nearest, or is None.
    """

    location: Location
    action: Literal["requires", "allows", "forbids"]
    descendant: bool
    element: Element
    candidates: tuple[Element, ...]
    subject: Subject
    nearest: str | None = None
    leads: bool = True
    offending: tuple[Scope | Ref | Element, ...] = ()
    uncertain: tuple[Scope, ...] = ()
    permitted: tuple[Subject, ...] = ()


class ConnectionTarget(Entity):
    """The target of a connection rule or of `uses`, at `location`; `text` is as written, with `.*`.

    Either it names something of the specification: then `scopes` and `refs` hold all whose files are the target
    (with `wildcard`, also those of everything below), and `elements` the elements they belong to. Or `module` is the
    name of a module in the language of the dependency (with `wildcard`, it and all below), and `nearest` are names
    of the specification that look like it. `is_scope` says that the target names one scope, and not its element.
    """

    location: Location
    text: str
    wildcard: bool
    elements: tuple[Element, ...] = ()
    scopes: tuple[Scope, ...] = ()
    refs: tuple[Ref, ...] = ()
    module: str | None = None
    nearest: tuple[str, ...] = ()
    is_scope: bool = False


class ConnectionGoal(Entity):
    """`requires | allows | forbids [descendant] connection to T` on `element`.

    `sources` are the elements of its subtree (without itself for `descendant`) in text order; for `requires` only
    the leaves that have scopes. `targets` is one target, or for `allows` those of all statements of the pattern,
    which are one rule: it is evaluated at the statement that `leads`.
    """

    location: Location
    action: Literal["requires", "allows", "forbids"]
    descendant: bool
    element: Element
    sources: tuple[Element, ...]
    targets: tuple[ConnectionTarget, ...]
    leads: bool = True


class UsesGoal(Entity):
    """`SCOPE uses T`: the code of the scope depends on T."""

    location: Location
    scope: Scope
    target: ConnectionTarget


class UndeclaredUsesGoal(Entity):
    """With `[check] undeclared_uses = "error"`: every dependency of the code of `element` on another element is
    declared by one of the `rules`, which are all of the specification."""

    location: Location
    element: Element
    rules: tuple[UsesGoal | ConnectionGoal, ...]


class CoverageGoal(Entity):
    """With `[check] min_coverage`: at least `percent` of the files of code are code of one of the `elements`, which are
    the top-level ones, or of one below."""

    location: Location
    elements: tuple[Element, ...]
    percent: float


Goal = BoundExpression | RequirementGoal | ConnectionGoal | UsesGoal | UndeclaredUsesGoal | CoverageGoal
