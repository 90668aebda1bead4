"""Small immutable data classes whose definition costs almost nothing at start-up.

`hielements check` starts on every commit, and the standard `dataclasses` module costs about 7 ms to import and
about 1 ms for each frozen, slotted class it generates. A `Record` is declared in the same way (annotated fields,
optional
defaults), is understood by type checkers through `typing.dataclass_transform`, has slots, and compiles its
initializer when the first instance is made. Type checkers enforce immutability; there is no check at run time.

    class Position(Record):
        line: int
        column: int = 1

A `Record` compares and hashes by value. An `Entity` compares by identity: use it for things that have a place of
their own, such as the nodes of a syntax tree or declarations, even where two of them look alike.

Every module that declares records must say `from __future__ import annotations`.
"""

from __future__ import annotations

from typing import Any, ClassVar, Self, dataclass_transform


def _initialize_first(self: Any, *arguments: Any, **keywords: Any) -> None:
    """The initializer of a class that has no instance yet: compiles the real one and calls it."""
    kind = type(self)
    parameters = "".join(
        f", {field}=_defaults[{field!r}]" if field in kind._defaults else f", {field}" for field in kind._fields
    )
    body = "".join(f"\n self.{field} = {field}" for field in kind._fields) or "\n pass"
    namespace: dict[str, Any] = {"_defaults": kind._defaults}
    exec(f"def __init__(self{parameters}):{body}", namespace)
    initializer = namespace["__init__"]
    initializer.__qualname__ = f"{kind.__qualname__}.__init__"
    kind.__init__ = initializer
    initializer(self, *arguments, **keywords)


@dataclass_transform(eq_default=True, frozen_default=True)
class RecordType(type):
    """The metaclass that turns annotations into slots."""

    def __new__(metaclass, name: str, bases: tuple[type, ...], namespace: dict[str, Any]) -> RecordType:
        own = [field for field, kind in namespace.get("__annotations__", {}).items() if not kind.startswith("ClassVar")]
        defaults = {field: namespace.pop(field) for field in own if field in namespace}
        for base in reversed(bases):
            defaults = {**getattr(base, "_defaults", {}), **defaults}
        inherited = [field for base in bases for field in getattr(base, "_fields", ())]
        namespace["__slots__"] = tuple(field for field in own if field not in inherited)
        namespace["_fields"] = tuple(dict.fromkeys([*inherited, *own]))
        namespace["_defaults"] = defaults
        if "__init__" not in namespace and bases:
            namespace["__init__"] = _initialize_first
        return super().__new__(metaclass, name, bases, namespace)


class Record(metaclass=RecordType):
    """Base of all immutable values: compares, hashes and prints by its fields."""

    _fields: ClassVar[tuple[str, ...]]
    _defaults: ClassVar[dict[str, Any]]

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other):
            return NotImplemented
        return all(getattr(self, field) == getattr(other, field) for field in self._fields)

    def __hash__(self) -> int:
        return hash((type(self).__name__, *(getattr(self, field) for field in self._fields)))

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{field}={getattr(self, field)!r}' for field in self._fields)})"

    def with_(self, **changes: Any) -> Self:
        """A copy with the named fields changed."""
        return type(self)(**{field: getattr(self, field) for field in self._fields} | changes)


class Entity(Record):
    """Base of immutable data with an identity: two entities are equal only when they are the same object."""

    __eq__ = object.__eq__
    __hash__ = object.__hash__
