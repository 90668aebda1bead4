"""What the functions and types of a scope take and give.

Comes in: a scope. Goes out: types that can be compared. Used by `type_compatible` and `pipeline_connects`.
"""

from __future__ import annotations

from hielements.libraries.builtin.library import Undecidable, refuse
from hielements.libraries.builtin.rust.codebase import Codebase
from hielements.libraries.builtin.rust.facts import TEST, Item
from hielements.libraries.builtin.rust.selection import Found, facts_of, items_in, title
from hielements.libraries.builtin.rust.type_texts import (
    CONVERSIONS,
    Alias,
    TypeText,
    carried,
    expanded,
    parse_type,
)
from hielements.libraries.outcomes import Failure
from hielements.libraries.values import ScopeValue
from hielements.record import Record

_TYPES = ("struct", "enum", "union", "trait", "type")


class Port(Record):
    """One type at the edge of an item. `is_generic` for a type parameter or an `impl Trait` that says nothing about
    the type."""

    type: TypeText
    found: Found
    is_generic: bool = False


class Interfaces:
    """Reads types of items. One for each evaluation of a check."""

    def __init__(self, code: Codebase) -> None:
        self._code = code
        code.every_file()
        self._aliases: dict[str, Alias] = {}
        for _, facts in facts_of(code, code.rust_files):
            for item in facts.items:
                if item.kind == "type" and item.type and not item.owner:
                    own = Alias(item.generics, item.type)
                    known = self._aliases.setdefault(item.name, own)
                    if known != own:
                        # The same name means different things in different modules: it is taken as it stands.
                        self._aliases[item.name] = Alias((), item.name)
        self._aliases = {name: alias for name, alias in self._aliases.items() if alias.text != name}

    def own_type(self, scope: ScopeValue) -> TypeText:
        """The type of an item: what a function returns, and a struct, enum, trait or alias itself."""
        item = self._item(scope).item
        if item.kind == "function":
            return self._type(item.type, item)
        return self._type(item.name if item.kind != "type" else item.type, item)

    def outputs(self, scope: ScopeValue) -> list[Port]:
        """What a function returns, also unwrapped; a type itself; for modules, those of all public functions."""
        found = []
        for each in self._items(scope):
            if each.item.kind != "function":
                found.append(Port(self._type(each.item.name, each.item), each))
            elif each.item.type != "()":
                found += [self._port(type_, each) for type_ in carried(self._type(each.item.type, each.item))]
        return found

    def inputs(self, scope: ScopeValue) -> list[Port]:
        """What a function takes, also unwrapped, `self` among it; a type itself; for modules, those of all public
        functions."""
        found = []
        for each in self._items(scope):
            if each.item.kind != "function":
                found.append(Port(self._type(each.item.name, each.item), each))
                continue
            for text in each.item.parameters:
                type_ = self._type(each.item.owner if text == "self" else text, each.item)
                if type_.name in CONVERSIONS and type_.arguments:
                    item = type_.arguments[0]
                    found += [Port(item, each), Port(TypeText("[]", (item,)), each)]
                found += [self._port(one, each) for one in carried(type_)]
        return found

    def _port(self, type_: TypeText, found: Found) -> Port:
        is_parameter = type_.name in found.item.generics
        return Port(type_, found, is_parameter or (type_.is_impl and not type_.arguments))

    def text(self, text: str) -> TypeText:
        """A type that a specification writes."""
        return expanded(parse_type(text), self._aliases)

    def _type(self, text: str, item: Item) -> TypeText:
        aliases = {**self._aliases, "Self": Alias((), item.owner)} if item.owner else self._aliases
        return expanded(parse_type(text), aliases)

    def _item(self, scope: ScopeValue) -> Found:
        if scope.symbol is None or scope.kind not in (*_TYPES, "function"):
            raise refuse(
                f"{title(scope)} has no one type",
                "select a function, struct, enum or trait: rust.function_selector(module, 'parse')",
            )
        return self._items(scope)[0]

    def _items(self, scope: ScopeValue) -> list[Found]:
        found, failures = items_in(self._code, scope)
        if failures:
            raise Undecidable(failures[0])
        if scope.symbol is not None and scope.kind in (*_TYPES, "function"):
            return [each for each in found if each.item.symbol == scope.symbol][:1]
        public = [
            each
            for each in found
            if each.item.kind == "function" and each.item.visibility == "pub" and not each.item.tags & TEST
        ]
        if not public:
            raise Undecidable(Failure("empty-scope", f"{title(scope)} has no public function that could be connected"))
        return public
