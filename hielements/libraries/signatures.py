"""How a library describes itself: types, parameters, functions.

A function is described once, here, as data. Checking of arguments before anything runs, the generated
documentation, completion and the handshake with
plugins all derive from it.
"""

from __future__ import annotations

from typing import Final, Literal

from hielements.libraries.values import ConnectionPoint, ScopeValue, Value
from hielements.record import Record


class Type(Record):
    """A type of the language. `arguments` are the item type of `List`, the nominal name of `ConnectionPoint` (as a
    Type), the members of `Union`."""

    name: str
    arguments: tuple[Type, ...] = ()

    def accepts(self, other: Type) -> bool:
        """Whether a value of type `other` may stand where this type is expected. `Any` on either side is accepted;
        an Int may stand for a Float."""
        if self == other or "Any" in (self.name, other.name):
            return True
        if other.name == "Union":
            return any(self.accepts(member) for member in other.arguments)
        if self.name == "Union":
            return any(member.accepts(other) for member in self.arguments)
        if self.name == "Float" and other.name == "Int":
            return True
        if self.name == other.name == "List":
            return not other.arguments or not self.arguments or self.arguments[0].accepts(other.arguments[0])
        if self.name == other.name == "ConnectionPoint":
            return not self.arguments or not other.arguments or self.arguments == other.arguments
        # docs/language.md: where a list of scopes meets a parameter of type Scope it means their union.
        return (
            self.name == "Scope" and other.name == "List" and (not other.arguments or self.accepts(other.arguments[0]))
        )

    def __str__(self) -> str:
        if self.name == "Union":
            return " or ".join(str(member) for member in self.arguments)
        if self.name == "ConnectionPoint" and self.arguments:
            return self.arguments[0].name
        return f"{self.name}[{self.arguments[0]}]" if self.arguments else self.name


ANY: Final = Type("Any")
NULL: Final = Type("Null")
BOOL: Final = Type("Bool")
INT: Final = Type("Int")
FLOAT: Final = Type("Float")
STRING: Final = Type("String")
SCOPE: Final = Type("Scope")
CONNECTION_POINT: Final = Type("ConnectionPoint")


def list_of(item: Type) -> Type:
    return Type("List", (item,))


def one_of(*members: Type) -> Type:
    return Type("Union", members)


def nominal(name: str) -> Type:
    """The type of connection points that were declared with this name, such as `HttpHandler`."""
    return Type("ConnectionPoint", (Type(name),))


def type_of(value: Value) -> Type:
    """The type of a value."""
    if value is None:
        return NULL
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int):
        return INT
    if isinstance(value, float):
        return FLOAT
    if isinstance(value, str):
        return STRING
    if isinstance(value, ScopeValue):
        return SCOPE
    if isinstance(value, ConnectionPoint):
        return nominal(value.type) if value.type else CONNECTION_POINT
    items = {type_of(item) for item in value}
    return list_of(items.pop()) if len(items) == 1 else list_of(ANY)


class Required(Record):
    """Marks a parameter without a default."""


REQUIRED: Final = Required()


class Parameter(Record):
    """A parameter: its name, its type, what it means, and its default when it may be left out."""

    name: str
    type: Type
    doc: str
    default: Value | Required = REQUIRED

    @property
    def is_required(self) -> bool:
        return isinstance(self.default, Required)


class Signature(Record):
    """One way to call a function. With `is_check` this way of calling a selector is a check: it is evaluated by
    `Library.check`, so that what breaks it has a place. `entry_point(image)` is a value, `entry_point(image, 'app.py')`
    a check.
    With `is_judged` it is a check only where a check stands, and a value elsewhere."""

    parameters: tuple[Parameter, ...]
    returns: Type
    is_check: bool = False
    is_judged: bool = False


FunctionKind = Literal["selector", "check"]

Governed = Literal["between", "within", "leaving", "entering", "named"]
"""Which dependencies a check about dependencies is about, given its scopes: those `between` its first scope and the
others, whichever way they go; those `within` all of its scopes; those `leaving` or `entering` its first scope; those
from its first scope to the module that its first string `named`."""


class Function(Record):
    """A function of a library. `signatures` are tried in order; the first that fits the arguments is taken.

    `kind` says how it is evaluated: a selector gives a value, a check gives an outcome and counts as a Bool in
    expressions. A check that is
    `about_existence` decides for itself what an empty scope means; any other check is undecided on one. `example`
    is one line of specification text. `governs` says which dependencies a check looks at, None for a check about
    something else: the coverage of a specification is measured by it. `forbids_named` says that the check holds where
    the code has nothing to do with the module that the first text names, so that a misspelled name would be no rule.
    One that `is_local` looks at the files of its scopes and at nothing else: not at what these depend on, and not at
    which other files there are.
    """

    name: str
    kind: FunctionKind
    doc: str
    signatures: tuple[Signature, ...]
    example: str = ""
    about_existence: bool = False
    governs: Governed | None = None
    forbids_named: bool = False
    is_local: bool = False


class Description(Record):
    """What a library says of itself. `languages` are those it can report dependencies for; `types` the nominal
    types of its refs."""

    name: str
    version: str
    doc: str
    functions: tuple[Function, ...]
    types: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    patterns: str = ""
    """Specification text that declares the library's patterns."""
